"""Each way to break a contract is caught by the checks that are there for it, and by no others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.testing.caught import caught

RINGS = "a_page_rings_its_person_once"
REPEAT = "a_repeat_is_taken_again"
LOST = "a_page_whose_answer_was_lost_rings_once"
ANSWERED = "a_page_can_be_acknowledged_and_resolved"
BY_KEY = "a_page_is_answered_whatever_its_first_ref_was"
FOUND = "a_page_is_found_by_its_key_and_another_is_not"
REF = "a_page_gives_a_ref"
THREADS = "many_threads_may_page_at_once"
MAINTENANCE = "a_page_for_people_is_no_answer"
FAILS = "a_failure_is_a_provider_error_without_secrets"
IN_TIME = "an_unanswered_call_ends_by_its_deadline"
ODD_ROWS = "odd_rows_are_left_out_or_refused"
TROUBLE = "a_far_end_in_trouble_is_told_for_what_it_is"
CAPABILITIES = "its_capabilities_are_known_and_have_what_they_unlock"
TWO = "two_pages_ring_their_own_persons"
TEXTS = "any_text_is_taken_or_refused_as_a_provider_error"
BARE = "what_may_be_missing_may_be_missing"

PAGERS: Mapping[str, set[str]] = {
    "TestRight": set(),
    "TestRightByAddress": set(),
    "TestRightByPhone": set(),
    "TestNeverSends": {
        RINGS, REPEAT, LOST, ANSWERED, THREADS, TWO, TEXTS, BARE, FAILS, IN_TIME,
        MAINTENANCE,
    },
    "TestSendsTwice": {REPEAT, LOST},
    "TestNeverLooks": {REPEAT, LOST},
    "TestRingsSomebodyElse": {TWO},
    "TestNumbersAsIds": {REF, ANSWERED, FOUND, THREADS},
    "TestDataThatIsNoText": {REF, THREADS},
    "TestSaysItCanWhatItCannot": {
        CAPABILITIES, ANSWERED, BY_KEY, FAILS, IN_TIME, MAINTENANCE, ODD_ROWS,
    },
    "TestAcknowledgesNothing": {ANSWERED, BY_KEY},
    "TestFindsNothing": {FOUND},
    "TestInboundWithoutADoor": {"the_capability_inbound_goes_with_a_door"},
    "TestFlies": {CAPABILITIES},
    "TestHangs": {ANSWERED, FAILS, IN_TIME, MAINTENANCE, ODD_ROWS},
    "TestHangsWhenNobodyAnswers": {IN_TIME},
    "TestEndsTheProcess": {FOUND, FAILS, IN_TIME, MAINTENANCE, ODD_ROWS},
    "TestTakesEveryAnswerForASuccess": {FAILS, MAINTENANCE},
    "TestForgetsHowLongToWait": {TROUBLE},
    "TestRaisesSomethingElse": {FAILS, IN_TIME, MAINTENANCE},
    "TestShowsItsSecret": {FAILS},
    "TestSaysNothing": {FAILS, IN_TIME, MAINTENANCE, ODD_ROWS},
}  # fmt: skip

OTHERS = "a_delivery_with_other_headers_stays_out"
WHOLE = "what_lets_a_delivery_in_is_compared_whole"
COVERED = "a_signature_covers_every_byte_of_the_body"
LONG_AGO = "a_signed_delivery_of_long_ago_stays_out"
UNSET = "without_a_secret_of_our_own_nobody_comes_in"
RENEWED = "a_secret_is_renewed_without_a_restart"
SOUND = "what_is_read_is_sound"
DAMAGED = "a_damaged_delivery_is_a_bad_payload_at_most"
HOSTILE = "a_hostile_body_is_a_bad_payload_at_most"
KEPT = "what_is_kept_of_a_request_says_the_same"

DOORS: Mapping[str, set[str]] = {
    "TestRight": set(),
    "TestRightWithAnotherSecret": set(),
    "TestSignatureOfTheTimeAlone": {COVERED},
    "TestSignatureOfTheBeginning": {COVERED},
    "TestTakesOldDeliveries": {OTHERS, WHOLE, LONG_AGO},
    "TestComparesTheBeginning": {WHOLE},
    "TestAnEmptySecretIsASecret": {UNSET},
    "TestReadsItsSecretOnce": {RENEWED, UNSET},
    "TestKnowsOneSecretOnly": {"a_real_delivery_comes_in", RENEWED},
    "TestTellsTheSecret": {
        "a_delivery_without_its_headers_stays_out", OTHERS, WHOLE, COVERED, LONG_AGO, UNSET,
        RENEWED,
    },
    "TestRubbishPages": {SOUND, DAMAGED},
    "TestAPersonInPlaceOfAUser": {SOUND, DAMAGED},
    "TestBreaksOnAStrangeBody": {HOSTILE, DAMAGED},
    "TestCounts": {"reading_is_pure", "many_threads_read_the_same", KEPT},
    "TestReadsAHeaderThatIsNotKept": {KEPT},
    "TestSaysNothing": {SOUND},
    "TestHangs": {HOSTILE},
}  # fmt: skip


@pytest.mark.parametrize("mutant", PAGERS)
def test_a_paging_tool_is_caught(mutant: str, shared: Path) -> None:
    assert caught("pagers", shared, "Right or Forgets")[mutant] == PAGERS[mutant]


@pytest.mark.parametrize("mutant", DOORS)
def test_a_door_is_caught(mutant: str, shared: Path) -> None:
    assert caught("doors", shared)[mutant] == DOORS[mutant]


def test_no_mutant_is_forgotten(shared: Path) -> None:
    assert set(caught("pagers", shared, "Right or Forgets")) == set(PAGERS)
    assert set(caught("doors", shared)) == set(DOORS)
