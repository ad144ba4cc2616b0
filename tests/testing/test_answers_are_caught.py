"""Broken logs, graphs, changes, alert sources, observers and chats are caught."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.testing.caught import caught

SECRETS = "no_secret_is_shown_or_logged"
MAINTENANCE = "a_page_for_people_is_no_answer"
FAILS = "a_failure_is_a_provider_error_without_secrets"
IN_TIME = "an_unanswered_call_ends_by_its_deadline"
ODD_ROWS = "odd_rows_are_left_out_or_refused"
CAPABILITIES = "its_capabilities_are_known_and_have_what_they_unlock"
LATEST_ROWS = "the_latest_rows_are_kept_and_the_rest_is_told_of"
NOT_THERE = "what_is_not_there_is_not_found"
BYTES = "bytes_are_bounded"
ROWS = "what_is_there_is_found_oldest_first"
THREADS_SEARCH = "many_threads_are_told_the_same"
QUERIES = "any_query_is_answered_or_refused_as_a_provider_error"
ANY_GRAPH = "any_query_is_drawn_or_refused_as_a_provider_error"
DRAWN = "a_picture_is_drawn"
THREADS_DRAW = "many_threads_draw_at_once"
TOO_LARGE = "a_picture_that_would_be_too_large_is_none"
WINDOW = "a_window_ends_before_its_end"
CHANGED = "changes_are_told_the_newest_first"
SERVICES = "the_changes_of_all_services_hold_those_of_one"
SAME_ANSWER = "the_same_question_has_the_same_answer"
ANY_SERVICE = "any_service_is_answered_or_refused_as_a_provider_error"
PURE = "to_ask_changes_nothing"
FIRES = "what_fires_is_told_whatever_began_last_first"
CAN_BE_ASKED = "it_says_that_it_can_be_asked"
COUNTS = "the_latest_state_counts"
APART = "incidents_are_kept_apart"
RAISED = "a_failure_is_raised_without_secrets"
LITTLE = "little_may_be_known_of_an_incident"
SOUND = "what_is_read_is_sound"
NAMED = "only_what_is_named_changes"
LOST = "an_answer_that_was_lost_is_no_surprise"
UNKNOWN = "what_is_unknown_there_hinders_nothing"
STAYS = "what_is_resolved_stays_so"
OVER = "what_fires_and_what_is_over_is_told"

ANSWERS: Mapping[str, set[str]] = {
    "TestRightTail": set(),
    "TestMoreRowsThanAsked": {LATEST_ROWS, NOT_THERE},
    "TestMoreBytesThanAsked": {BYTES, NOT_THERE},
    "TestOldestRowsKept": {BYTES, LATEST_ROWS},
    "TestNewestRowFirst": {LATEST_ROWS, ROWS},
    "TestNeverSaysThereIsMore": {BYTES, LATEST_ROWS},
    "TestFindsWhatIsNotThere": {NOT_THERE},
    "TestNaiveRows": {ROWS},
    "TestNumbersForText": {BYTES, THREADS_SEARCH, SECRETS, LATEST_ROWS, ROWS},
    "TestAScriptForALink": {QUERIES, BYTES, THREADS_SEARCH, SECRETS, LATEST_ROWS, NOT_THERE, ROWS},
    "TestTailHangs": {NOT_THERE},
    "TestRightPencil": set(),
    "TestNoPng": {DRAWN, ANY_GRAPH, THREADS_DRAW, SECRETS},
    "TestHalfAPng": {DRAWN, ANY_GRAPH, THREADS_DRAW, SECRETS},
    "TestLargerThanAsked": {TOO_LARGE},
    "TestHardlyLargerThanAsked": {TOO_LARGE},
    "TestWithoutWords": {DRAWN, ANY_GRAPH, THREADS_DRAW, SECRETS},
    "TestAnEmptyPicture": {"nothing_to_draw_is_said"},
    "TestRightBook": set(),
    "TestMoreChangesThanAnybodyReads": {WINDOW, CHANGED, SECRETS, SERVICES, SAME_ANSWER},
    "TestOldestChangeFirst": {WINDOW, CHANGED, SECRETS, SERVICES, SAME_ANSWER},
    "TestOutsideTheWindow": {WINDOW},
    "TestChangesOfNobodysService": {ANY_SERVICE, SERVICES},
    "TestSomebodyElsesChanges": {WINDOW, ANY_SERVICE, CHANGED, SECRETS, SERVICES, SAME_ANSWER},
    "TestARepeatedId": {WINDOW, CHANGED, SECRETS, SERVICES, SAME_ANSWER},
    "TestAChangeOfSomething": {WINDOW, CHANGED, SECRETS, SERVICES, SAME_ANSWER},
    "TestATitleOfTwoLines": {WINDOW, CHANGED, SECRETS, SERVICES, SAME_ANSWER},
    "TestRightMonitor": set(),
    "TestMoreThanAnybodyReads": {SECRETS, PURE, FIRES},
    "TestWhatBeganFirstFirst": {SECRETS, PURE, FIRES},
    "TestTwoOfOneFingerprint": {SECRETS, PURE, FIRES},
    "TestNaiveSince": {SECRETS, PURE, FIRES},
    "TestAWordForASeverity": {SECRETS, PURE, FIRES},
    "TestNumbersForLabels": {SECRETS, PURE, FIRES},
    "TestForgetsWhatItTold": {PURE},
    "TestCannotBeAsked": {CAN_BE_ASKED},
    "TestSaysItCanBeAsked": {
        FAILS, IN_TIME, MAINTENANCE, ODD_ROWS, CAN_BE_ASKED, CAPABILITIES, SECRETS, PURE, FIRES,
    },
    "TestAFailureIsNothing": {FAILS, IN_TIME, MAINTENANCE},
}  # fmt: skip

LISTENERS: Mapping[str, set[str]] = {
    "TestRightEar": set(),
    "TestSendsLate": {
        "a_hostile_title_is_only_text", APART, LITTLE, "the_far_end_has_what_was_told", COUNTS,
    },
    "TestEarHangs": {COUNTS},
    "TestRaises": {"the_same_told_again_changes_nothing"},
    "TestEndsTheProcess": {APART},
    "TestKeepsTheFirst": {COUNTS},
    "TestOneForAll": {APART},
    "TestSwallowsItsFailure": {RAISED},
    "TestEarTellsItsSecret": {RAISED},
    "TestNeedsToKnowAll": {LITTLE},
    "TestRightSource": set(),
    "TestEmptyKey": {SOUND},
    "TestBlankTitle": {SOUND},
    "TestTitleOfTwoLines": {SOUND},
    "TestSeverityOfAnother": {SOUND},
    "TestNoAlerts": {OVER, SOUND},
    "TestLessThanNothingLeftOut": {SOUND},
    "TestFileOfAGroup": {SOUND},
    "TestFingerprintsOfThePlanet": {SOUND},
    "TestNumberForAService": {SOUND},
    "TestTwoOfOneAlert": {SOUND},
    "TestEmptyFingerprint": {SOUND},
    "TestNumberForAFingerprint": {SOUND},
    "TestStatusOfAnother": {OVER, SOUND},
    "TestBlankTitleOfAnAlert": {SOUND},
    "TestNaiveStart": {SOUND},
    "TestNaiveEnd": {SOUND},
    "TestScriptOfAnAlert": {SOUND},
    "TestAlertSeverityOfAnother": {SOUND},
    "TestNumberForALabel": {SOUND},
    "TestNeverOver": {OVER},
    "TestSaysItCanBeAsked": {"each_capability_goes_with_its_method"},
}  # fmt: skip
UPDATES: Mapping[str, set[str]] = {
    "TestRightBoard": set(),
    "TestBoardThatOnlyAcknowledges": set(),
    "TestMarksTheWholeGroup": {NAMED, STAYS},
    "TestMarksTheFirstAlone": {LOST, NAMED, STAYS, UNKNOWN},
    "TestRefusesARepeat": {LOST, SECRETS, NAMED},
    "TestRefusesWhatIsUnknown": {UNKNOWN},
    "TestOpensWhatIsResolved": {STAYS},
    "TestAcknowledgesForResolves": {LOST, NAMED, STAYS, UNKNOWN},
    "TestAFailureIsASuccess": {FAILS, IN_TIME, MAINTENANCE, LOST},
    "TestCannotBeTold": {"it_says_what_it_can_be_told"},
    "TestSaysItCanBeTold": {
        FAILS, IN_TIME, MAINTENANCE, ODD_ROWS, CAPABILITIES, LOST, SECRETS, NAMED, STAYS, UNKNOWN,
    },
}  # fmt: skip
READERS: Mapping[str, set[str]] = {
    "TestRightReader": set(),
    "TestEachHasItsTime": {ODD_ROWS},
    "TestEachIsAnObject": {ODD_ROWS},
    "TestEachTimeIsOne": {ODD_ROWS},
    "TestWhateverStandsThere": {ODD_ROWS},
}
BY_KEY = "it_is_told_again_under_its_key"
CHANGE_LOST = "a_change_whose_answer_was_lost_is_found_by_its_key"
THERE = "a_recorded_change_is_there"
TWO = "two_changes_are_two"
AT_ONCE = "many_threads_record_at_once"
ANY_TEXT = "any_text_is_taken_or_refused_as_a_provider_error"

RECORDERS: Mapping[str, set[str]] = {
    "TestRightLog": set(),
    "TestForgetsTheKey": {BY_KEY, CHANGE_LOST, TWO},
    "TestKeyOfTheIncident": {BY_KEY, CHANGE_LOST, TWO},
    "TestTakesAllForOurs": {BY_KEY},
    "TestTimeOfTelling": {BY_KEY},
    "TestServiceOfTheTool": {BY_KEY},
    "TestATitleOfItsOwn": {BY_KEY, THERE},
    "TestRecordsNothing": {
        BY_KEY, CHANGE_LOST, THERE, TWO, AT_ONCE, ANY_TEXT,
        "a_change_of_no_service_is_taken_or_refused_as_a_provider_error",
    },
    "TestRecordsWithoutAWord": {"it_says_that_it_records"},
    "TestOneForEach": {TWO, AT_ONCE},
    "TestNeverKnewWhatItTook": {ANY_TEXT},
    "TestASwallowedFailure": {FAILS, IN_TIME, MAINTENANCE, CHANGE_LOST},
    "TestLogsItsSecret": {SECRETS},
}  # fmt: skip
FILES: Mapping[str, Mapping[str, set[str]]] = {
    "answers": ANSWERS,
    "listeners": LISTENERS,
    "recorders": RECORDERS,
    "rows": READERS,
    "updates": UPDATES,
}


@pytest.mark.parametrize(("file", "mutant"), [(file, one) for file in FILES for one in FILES[file]])
def test_each_is_caught_by_these_checks_alone(file: str, mutant: str, shared: Path) -> None:
    assert caught(file, shared)[mutant] == FILES[file][mutant]


@pytest.mark.parametrize("file", FILES)
def test_no_mutant_is_forgotten(file: str, shared: Path) -> None:
    assert set(caught(file, shared)) == set(FILES[file])
