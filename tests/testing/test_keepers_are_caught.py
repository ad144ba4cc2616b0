"""Broken status pages, trackers, mailers, calendars, places and schedules are caught."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.testing.caught import caught

UNANSWERED = "a_first_put_that_was_not_answered_is_found_again"
LOST_PUT = "a_put_whose_answer_was_lost_is_there_once"
SHOWN = "an_incident_has_an_id_on_the_page"
TEXTS = "any_text_is_taken_or_refused_as_a_provider_error"
LIFE = "every_later_state_goes_to_the_same_incident"
THREADS_PUT = "many_threads_that_put_one_incident_get_one"
LATEST = "states_may_be_left_out"
AGAIN = "the_same_state_may_be_put_again"
TWO_NOTICES = "two_incidents_have_two_notices"
NO_COMPONENT = "an_incident_needs_no_component"
SECRETS = "no_secret_is_shown_or_logged"
LOST_TICKET = "a_ticket_whose_answer_was_lost_is_there_once"
THREADS_CREATE = "many_threads_that_create_one_ticket_get_one"
SAME_TICKET = "the_same_key_is_the_same_ticket"
TWO_TICKETS = "two_incidents_have_two_tickets"
TICKET = "a_ticket_is_there_under_its_id"
CLOSED = "a_ticket_can_be_closed_and_closed_again"
NO_DUE_TIME = "a_ticket_needs_no_due_time"
LOST_MAIL = "a_mail_whose_answer_was_lost_arrives_once"
PERSON_ONCE = "a_person_is_mailed_once_when_told_again"
SAME_MAIL = "the_same_call_again_has_the_same_id_and_is_no_second_mail"
MAIL = "a_mail_arrives_and_tells_how_many_it_went_to"
PEOPLE = "people_are_mailed_where_it_says_so"
SECOND_MAIL = "a_second_mail_of_an_incident_is_not_taken_for_the_first"
MAINTENANCE = "a_page_for_people_is_no_answer"
FAILS = "a_failure_is_a_provider_error_without_secrets"
IN_TIME = "an_unanswered_call_ends_by_its_deadline"
ODD_ROWS = "odd_rows_are_left_out_or_refused"
CAPABILITIES = "its_capabilities_are_known_and_have_what_they_unlock"
MEETING = "a_meeting_is_there"
LOST_MEETING = "a_meeting_whose_answer_was_lost_is_there_once"
MEETINGS = "meetings_are_kept_apart"
NOBODY = "nobody_needs_to_come"
MOVED = "the_same_meeting_again_is_moved_and_not_doubled"
CANCELLED = "a_meeting_is_cancelled_and_cancelled_again"
REPEAT = "a_repeat_changes_nothing"
THREADS_PUBLISH = "many_threads_that_publish_one_document_leave_one"
DOCUMENT = "the_document_is_there_word_for_word"
REPLACED = "the_same_incident_again_replaces_it"
TWO_DOCUMENTS = "two_incidents_have_two_documents"
ADDRESS = "the_address_is_known_beforehand_or_not_at_all"
ON_CALL = "it_says_who_is_on_call"
FIRST_SHIFT = "its_first_shift_is_who_is_on_call"
SHIFTS = "its_shifts_lie_in_the_window_in_order"
THREADS_ASK = "many_threads_may_ask_at_once"
NO_SCHEDULE = "a_schedule_that_is_not_there_is_a_provider_error"

RECORDS: Mapping[str, set[str]] = {
    "TestRightPage": set(),
    "TestPostsAnEntryTwice": {
        UNANSWERED, LOST_PUT, SHOWN, TEXTS, LIFE, THREADS_PUT, LATEST, AGAIN, TWO_NOTICES,
    },
    "TestAddsWhatItAlreadyShows": {UNANSWERED, LOST_PUT, LIFE, THREADS_PUT, AGAIN},
    "TestNeverPosts": {
        UNANSWERED, LOST_PUT, SHOWN, NO_COMPONENT, TEXTS, LIFE, THREADS_PUT, LATEST, AGAIN,
        TWO_NOTICES,
    },
    "TestShowsTheFirstStateForEver": {LIFE},
    "TestShowsWhatWasNotPut": {
        UNANSWERED, LOST_PUT, SHOWN, LIFE, THREADS_PUT, LATEST, AGAIN, TWO_NOTICES,
    },
    "TestNewestFirst": {LIFE, LATEST},
    "TestNeverResolves": {LIFE, LATEST},
    "TestMarksNoComponent": {
        UNANSWERED, LOST_PUT, SHOWN, LIFE, THREADS_PUT, LATEST, AGAIN, TWO_NOTICES,
    },
    "TestSwapsWords": {LIFE, TWO_NOTICES},
    "TestOneNoticeForAll": {TWO_NOTICES},
    "TestANewNoticeEachTime": {UNANSWERED, LOST_PUT, LIFE, THREADS_PUT, AGAIN},
    "TestForgetsWithoutItsRef": {UNANSWERED, LOST_PUT, THREADS_PUT},
    "TestNumberAsId": {SHOWN, NO_COMPONENT, LATEST, TWO_NOTICES},
    "TestWithoutId": {SHOWN, NO_COMPONENT, LATEST, TWO_NOTICES},
    "TestBreaksOnAComponent": {"a_component_the_page_does_not_know_is_no_surprise", TEXTS},
    "TestPageHangs": {TWO_NOTICES},
    "TestPageShowsItsSecret": {SECRETS},
    "TestPageTellsItsSecret": {FAILS},
    "TestRightTracker": set(),
    "TestCreatesTwo": {LOST_TICKET, THREADS_CREATE, SAME_TICKET},
    "TestCreatesTwoAndTellsTheFirst": {LOST_TICKET, THREADS_CREATE, SAME_TICKET},
    "TestNeverCreates": {
        CLOSED, TICKET, LOST_TICKET, TEXTS, THREADS_CREATE, SAME_TICKET, TWO_TICKETS,
    },
    "TestOneTicketForAll": {TWO_TICKETS},
    "TestSaysNothingInTheTicket": {TICKET},
    "TestNeverCloses": {CLOSED, TWO_TICKETS},
    "TestClosesEveryTicket": {TWO_TICKETS},
    "TestReopensOnARepeat": {CLOSED},
    "TestBreaksOnWhatIsGone": {"closing_what_is_gone_is_no_surprise"},
    "TestBreaksWithoutADueTime": {NO_DUE_TIME},
    "TestTicketNumberAsId": {TICKET, NO_DUE_TIME, LOST_TICKET, TWO_TICKETS},
}  # fmt: skip

MEETINGS_AND_MAILS: Mapping[str, set[str]] = {
    "TestRightMailer": set(),
    "TestMailsAgain": {LOST_MAIL, PERSON_ONCE, SAME_MAIL},
    "TestMailsAPersonAgain": {PERSON_ONCE},
    "TestNeverSends": {MAIL, LOST_MAIL, PERSON_ONCE, SECOND_MAIL, TEXTS, PEOPLE, SAME_MAIL},
    "TestANewIdEachTime": {SAME_MAIL},
    "TestMailsEveryone": {PERSON_ONCE, PEOPLE},
    "TestCountsNobody": {MAIL, PEOPLE},
    "TestMailsWithoutText": {MAIL},
    "TestOneMailForAnIncident": {SECOND_MAIL},
    "TestSaysItMailsPeople": {
        FAILS, PERSON_ONCE, IN_TIME, MAINTENANCE, ODD_ROWS, CAPABILITIES, PEOPLE,
    },
    "TestRightDiary": set(),
    "TestNeverSchedules": {MEETING, LOST_MEETING, TEXTS, MEETINGS, NOBODY, MOVED},
    "TestMovesByASecondMeeting": {CANCELLED, LOST_MEETING, MEETINGS, MOVED},
    "TestNeverMoves": {MOVED},
    "TestOneMeetingForAll": {MEETINGS},
    "TestCancelsEveryMeeting": {MEETINGS},
    "TestNeverCancels": {CANCELLED, MEETINGS},
    "TestBreaksOnASecondCancel": {CANCELLED, "cancelling_what_was_never_there_is_no_error"},
    "TestAnotherHour": {MEETING, MOVED},
    "TestInvitesNobody": {MEETING},
    "TestMeetingNumberAsId": {MEETING, NOBODY},
    "TestRightShelf": set(),
    "TestNeverPublishes": {REPEAT, THREADS_PUBLISH, DOCUMENT, REPLACED, TWO_DOCUMENTS},
    "TestPublishesAnotherEachTime": {REPEAT, THREADS_PUBLISH, ADDRESS, REPLACED},
    "TestNeverReplaces": {REPLACED},
    "TestOneDocumentForAll": {TWO_DOCUMENTS},
    "TestSwapsDocuments": {TWO_DOCUMENTS},
    "TestLosesTheEnd": {DOCUMENT, TWO_DOCUMENTS},
    "TestPromisesAnotherAddress": {ADDRESS},
    "TestAPathForAnAddress": {"a_document_says_where_it_lies"},
    "TestBreaksOnAName": {"a_name_that_leads_elsewhere_is_refused_or_harmless"},
}  # fmt: skip

ROSTERS: Mapping[str, set[str]] = {
    "TestRightRoster": set(),
    "TestRubbishEntries": {ON_CALL, FIRST_SHIFT, SHIFTS, THREADS_ASK},
    "TestNobodysEntries": {ON_CALL, SHIFTS},
    "TestNumberForAnAddress": {ON_CALL, SHIFTS},
    "TestNaiveTimes": {ON_CALL, FIRST_SHIFT, SHIFTS},
    "TestAList": {ON_CALL, SHIFTS, THREADS_ASK},
    "TestLatestShiftFirst": {SHIFTS},
    "TestAlwaysNow": {ON_CALL, FIRST_SHIFT},
    "TestShiftsOfAnyTime": {SHIFTS},
    "TestShiftsWithoutAnEnd": {SHIFTS},
    "TestSaysItHasShifts": {
        FAILS, IN_TIME, MAINTENANCE, ODD_ROWS, CAPABILITIES, FIRST_SHIFT, SHIFTS,
    },
    "TestAnySchedule": {NO_SCHEDULE},
    "TestAsksAgainForWhatIsNotThere": {NO_SCHEDULE},
    "TestNobodyIsOnCall": {ON_CALL, FIRST_SHIFT},
}  # fmt: skip
FILES: Mapping[str, Mapping[str, set[str]]] = {
    "records": RECORDS,
    "meetings": MEETINGS_AND_MAILS,
    "rosters": ROSTERS,
}


@pytest.mark.parametrize(("file", "mutant"), [(file, one) for file in FILES for one in FILES[file]])
def test_each_is_caught_by_these_checks_alone(file: str, mutant: str, shared: Path) -> None:
    assert caught(file, shared)[mutant] == FILES[file][mutant]


@pytest.mark.parametrize("file", FILES)
def test_no_mutant_is_forgotten(file: str, shared: Path) -> None:
    assert set(caught(file, shared)) == set(FILES[file])
