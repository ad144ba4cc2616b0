"""Broken chats are caught."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.testing.caught import caught

LONG = "a_message_as_long_as_the_limit_is_read_to_its_end"
PINNED = "a_message_is_pinned_and_pinned_again"
EDITED = "a_message_that_was_posted_can_be_edited_as_a_card_can"
LOOKED = "what_is_looked_for_and_is_not_there_is_said"
ONCE = "a_message_is_there_once_for_its_key"
GONE = "a_room_that_was_taken_away_is_not_found"
BUTTONS = "buttons_stand_under_their_message"
SPANS = "foreign_words_do_nothing_in_any_span"
BEGINS = "foreign_words_do_nothing_where_they_begin_a_message"
ON_A_CARD = "foreign_words_do_nothing_on_a_card"
PRIVATE = "nobody_outside_a_private_room_sees_what_is_said_in_it"
NAMED = "a_room_is_given_another_name"
OPEN = "an_open_room_is_not_adopted_where_a_private_one_is_asked_for"
ANOTHER = "a_room_of_another_incident_is_not_adopted"
MEMBERS = "who_is_in_a_room_is_told"
OUT = "who_is_shown_out_is_out"
LINKS = "these_links_of_ours_stand_beside_a_room"
CARD = "a_card_is_there_once_for_its_key"
EMAILS = "an_account_is_found_by_its_persons_address"
CHATS: Mapping[str, set[str]] = {
    "TestRightChat": set(),
    "TestAddsLinksAndTakesNoneAway": {LINKS},
    "TestAddsTheSameLinksTwice": {LINKS},
    "TestHasNoLinksAndSwallowsThem": {LINKS},
    "TestKnowsEveryAddress": {EMAILS},
    "TestTakesOneAddressForAnother": {EMAILS},
    "TestKnowsAddressesUnsaid": {EMAILS},
    "TestLooksWhereItIsTold": set(),
    "TestLooksForNothing": {ONCE, CARD},
    "TestTakesWhatIsLookedForAsFound": {LOOKED},
    "TestTakesNoWordOfAgain": {
        ONCE, LOOKED, "every_call_of_the_port_is_taken", "a_person_is_written_to",
    },
    "TestPostsTwice": {ONCE},
    "TestWritesToAPersonTwice": {ONCE},
    "TestNeverPosts": {LOOKED, EDITED, LONG, PINNED, ONCE, GONE, BUTTONS, SPANS, BEGINS, PRIVATE},
    "TestSameWordsOnce": {ONCE, SPANS},
    "TestAllMessagesAlike": {"many_threads_may_speak_at_once"},
    "TestOneRoomForAll": {NAMED, ANOTHER},
    "TestANewRoomEachTime": {
        NAMED, OPEN, "a_room_is_opened_once_for_an_incident",
        "many_threads_that_open_one_room_get_one",
    },
    "TestAdoptsWhatIsCalledLikeIt": {
        NAMED, ANOTHER, OPEN, PRIVATE, "a_room_that_somebody_else_named_like_ours_is_not_adopted",
    },
    "TestEveryRoomIsPublic": {PRIVATE, OPEN},
    "TestAdoptsAnOpenRoom": {OPEN},
    "TestRoomsWithoutAHash": {"a_room_is_named_with_a_hash"},
    "TestLoudName": {"it_has_a_name_and_capabilities_of_the_closed_set"},
    "TestCountsItself": {MEMBERS, OUT},
    "TestInvitesNobody": {PRIVATE, MEMBERS, OUT},
    "TestShowsOutNobody": {OUT},
    "TestMovesToAnotherRoom": {NAMED},
    "TestSwallowsWhatIsGone": {GONE},
    "TestWaitsForWhatIsGone": {GONE},
    "TestWhispersAloud": {"what_is_whispered_is_seen_by_one_alone"},
    "TestLosesButtons": {BUTTONS},
    "TestTwoCards": {CARD},
    "TestFoundCardStaysOld": {CARD},
    "TestPinsNothing": {PINNED},
    "TestPinsWithoutSayingSo": {PINNED},
    "TestStars": {SPANS, BEGINS, ON_A_CARD},
    "TestCallsEveryone": {SPANS, BEGINS, ON_A_CARD},
    "TestLinksAddresses": {SPANS, BEGINS, ON_A_CARD},
    "TestObeys": {BEGINS},
    "TestEndsABlock": {SPANS, BEGINS, ON_A_CARD},
    "TestCutsShort": {LONG},
}  # fmt: skip


@pytest.mark.parametrize("mutant", CHATS)
def test_each_is_caught_by_these_checks_alone(mutant: str, shared: Path) -> None:
    assert caught("chats", shared)[mutant] == CHATS[mutant]


def test_no_mutant_is_forgotten(shared: Path) -> None:
    assert set(caught("chats", shared)) == set(CHATS)
