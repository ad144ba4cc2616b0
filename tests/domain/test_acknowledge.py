"""Answering a call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.given import Story, at, commanded, kinds, only, opened, resolved
from tocsin.domain.escalation.decide import Escalate
from tocsin.domain.paging.answers import MOST_UNCOUNTED, Acknowledge, AnswerSeen
from tocsin.domain.paging.decide import PageResult, RequestPage
from tocsin.domain.paging.events import AnswerUncounted, PageAnswered, PageRequested
from tocsin.domain.postmortem.decide import SkipPostmortem
from tocsin.domain.resolution import Close, Reopen
from tocsin.domain.roles.decide import Take

SENT = PageResult(page="p1", provider="hook", outcome="sent", ref="r1")


def ringing() -> Story:
    """Ana's page was taken by the first tool."""
    return opened().does(SENT, by="paging.hook")


def test_a_page_a_tool_took_is_sent_and_not_acknowledged() -> None:
    assert ringing().incident.pages["p1"].state == "sent"
    assert "ack" in ringing().names()


@pytest.mark.parametrize("minutes", [0, 4, 14, 74])
def test_no_ladder_page_follows_an_acknowledgement(minutes: float) -> None:
    story = opened()
    story.wait(minutes)
    story.does(Acknowledge(), by="bo")
    before = len(story.pages())
    story.wait(600)
    assert len(story.pages()) == before
    assert "ack" not in story.names()


def test_queued_pages_are_skipped_and_sent_ones_acknowledged() -> None:
    story = ringing()
    story.wait(5)
    story.does(Acknowledge(), by="bo")
    assert [page.state for page in story.incident.pages.values()] == ["acked", "skipped"]


def test_the_tool_that_rings_is_told_to_stop() -> None:
    story = ringing()
    before = len(story.effects)
    story.does(Acknowledge(), by="bo")
    told = [one for one in story.effects[before:] if one.op == "page-ack"]
    assert [(one.target, one.about.page) for one in told] == [("paging.hook", "p1")]


def test_a_page_in_flight_is_acknowledged_as_it_settles() -> None:
    story = opened().does(Acknowledge(), by="bo")
    before = len(story.effects)
    story.does(SENT, by="paging.hook")
    assert story.incident.pages["p1"].state == "acked"
    assert "page-ack" in story.ops(since=before)


def test_whoever_answers_first_is_ic() -> None:
    story = opened().does(Acknowledge(), by="bo").does(Acknowledge(), by="max")
    assert story.incident.holder("ic") == "bo"
    assert not story.incident.roles["ic"].standing


def test_command_somebody_took_stays_with_them() -> None:
    story = opened().does(Take(role="ic"), by="cy").does(Acknowledge(), by="bo")
    assert story.incident.holder("ic") == "cy"


def test_the_first_answer_is_the_milestone() -> None:
    story = opened().at(3).does(Acknowledge()).at(9).does(Acknowledge(), by="bo")
    assert story.incident.milestones["acknowledged"] == at(3)


def test_answering_twice_is_refused() -> None:
    assert "already" in commanded().refused(Acknowledge())


def test_a_request_page_ends_only_by_its_person() -> None:
    story = commanded().does(RequestPage(target="backup"))
    story.does(Acknowledge(), by="max")
    assert [story.incident.pages["p2"].state] == ["queued"]
    story.does(Acknowledge(), by="bo")
    assert [story.incident.pages["p2"].state] == ["skipped"]
    assert [one.person for one in only(PageAnswered, story.events)] == ["bo"]


def test_a_responder_answers_a_request_page_without_a_second_acknowledgement() -> None:
    story = commanded().does(RequestPage(target="@ana"), by="bo")
    assert kinds(story.when(Acknowledge())) == ["page-answered"]


def test_whoever_answers_through_a_paging_tool_ends_the_ladder_as_themselves() -> None:
    story = ringing().does(Acknowledge(page="p1", via="hook"), by="bo")
    assert story.incident.responders == ("bo",)
    assert story.incident.holder("ic") == "bo"
    assert "ack" not in story.names()


def test_a_paging_tool_answers_for_nobody() -> None:
    refusal = ringing().refused(Acknowledge(page="p1", via="hook"), by="paging.hook")
    assert "who answered" in refusal


def test_a_request_page_is_not_answered_by_somebody_else_through_a_tool() -> None:
    story = commanded().does(RequestPage(target="backup"))
    assert "Bo" in story.refused(Acknowledge(page="p2", via="hook"), by="max")
    assert story.incident.pages["p2"].waits


def test_an_answer_a_tool_tells_late_does_not_end_the_calling_that_began_since() -> None:
    story = resolved().does(Reopen(reason="it is back"), by="eve")
    assert "ack" in story.names()
    for late in ("ana", "bo"):
        assert "before" in story.refused(Acknowledge(page="p1", via="hook"), by=late)
    assert "ack" in story.names()


SEEN = AnswerSeen(page="p1", provider="hook", action="acknowledged", user="Kim", account="U7")


def test_an_answer_of_somebody_unknown_is_kept_and_calling_goes_on() -> None:
    story = ringing().does(SEEN, by="paging.hook")
    (kept,) = only(AnswerUncounted, story.events)
    assert (kept.provider, kept.user, kept.account) == ("hook", "Kim", "U7")
    assert "ack" in story.names()
    assert story.incident.responders == ()


def test_the_same_stranger_is_told_of_once_and_of_many_only_the_first() -> None:
    story = ringing().does(SEEN, by="paging.hook")
    assert story.when(SEEN, by="paging.hook") == ()
    for number in range(9):
        story.when(replace(SEEN, account=f"V{number}"), by="paging.hook")
    assert len(only(AnswerUncounted, story.events)) == MOST_UNCOUNTED


def test_a_stranger_who_answers_after_somebody_did_needs_no_word() -> None:
    story = ringing().does(Acknowledge(), by="bo")
    assert story.when(SEEN, by="paging.hook") == ()


def test_what_has_ended_is_not_answered() -> None:
    story = resolved().does(SkipPostmortem(reason="a test"), Close())
    assert "closed" in story.refused(Acknowledge(), by="max")


def test_pages_for_nobody_are_refused_with_the_names_that_work() -> None:
    assert "primary, backup" in commanded().refused(RequestPage(target="night-shift"))


def test_escalating_pages_whom_it_names_with_the_reason() -> None:
    events = commanded().when(Escalate(target="security", reason="odd logins"))
    assert [(one.person, one.message) for one in only(PageRequested, events)] == [
        ("sam", "odd logins")
    ]
