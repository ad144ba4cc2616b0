"""A page that a tool does not take goes to the next tool as well."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.given import Story, at, kinds, only, opened, team
from tocsin.domain.evolve import fold
from tocsin.domain.obligations import obligations, timers
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.decide import PageResult
from tocsin.domain.paging.events import PageFailedOver, PageUndeliverable


def result(outcome: Any, provider: str = "hook", minutes: float = 0) -> PageResult:
    return PageResult(
        page="p1", provider=provider, outcome=outcome, reason="no", first_attempt=at(minutes)
    )


def answers(story: Story, outcome: Any, provider: str = "hook") -> list[str]:
    return kinds(story.when(result(outcome, provider), by=f"paging.{provider}"))


def test_a_refusal_goes_to_the_next_tool_at_once() -> None:
    story = opened()
    assert answers(story, "refused") == ["page-failed", "page-failed-over"]


def test_the_next_tool_is_asked_to_page() -> None:
    story = opened()
    answers(story, "refused")
    assert [f.target for f in story.effects if f.op == "page"] == ["paging.hook", "paging.spare"]


def test_a_failure_waits_a_bounded_time_before_the_next_tool_rings() -> None:
    story = opened()
    assert answers(story, "failed") == ["page-failed"]
    assert answers(story.at(0.4), "failed") == []
    assert answers(story.at(0.5), "failed") == ["page-failed-over"]


def test_who_rings_as_well_and_who_cannot_be_reached_is_told_with_the_reason() -> None:
    story = opened()
    answers(story, "refused")
    over = only(PageFailedOver, story.events)
    answers(story, "refused", "spare")
    (lost,) = only(PageUndeliverable, story.events)
    assert [one.reason for one in over] == ["no"]
    assert lost.reason == "no"


def test_the_reason_of_a_tool_that_said_nothing_is_none_of_the_tool_before() -> None:
    story = opened()
    answers(story, "refused")
    story.wait(1)
    (lost,) = only(PageUndeliverable, story.events)
    assert lost.reason == ""


def test_a_tool_that_says_nothing_at_all_is_passed_over_by_the_clock() -> None:
    """It hangs, or nobody was free to ask it, or the process died on the way: all the same."""
    story = opened()
    assert "page-failed-over" not in kinds(story.wait(0.45))
    assert "page-failed-over" in kinds(story.wait(0.5))


def test_the_wait_begins_anew_with_each_tool_and_after_the_last_people_phone() -> None:
    story = opened()
    story.wait(0.95)
    assert "page-undeliverable" not in kinds(story.events)
    story.wait(5)
    assert kinds(story.events).count("page-undeliverable") == 1


def test_starting_again_and_again_does_not_begin_the_wait_anew() -> None:
    story = opened()
    kept = {timer.due for timer in timers(story.incident) if timer.name == "page:p1"}
    refolded = fold(story.events, story.blank)
    assert {timer.due for timer in timers(refolded) if timer.name == "page:p1"} == kept == {at(0.5)}


def test_a_tool_that_answers_just_after_the_clock_has_rung_as_well() -> None:
    story = opened()
    story.wait(0.5)
    assert answers(story, "failed") == ["page-failed"]
    assert answers(story, "sent") == ["page-sent"]
    assert story.incident.pages["p1"].tools == ("hook", "spare")


@pytest.mark.parametrize("outcome", ["sent", "acknowledged"])
def test_a_page_that_was_taken_or_answered_has_no_clock(outcome: str) -> None:
    story = opened()
    if outcome == "sent":
        answers(story, "sent")
    else:
        story.does(Acknowledge())
    assert not [timer for timer in timers(story.incident) if timer.name.startswith("page:")]


def test_nobody_is_shown_what_the_engine_watches_for_itself() -> None:
    assert not [one for one in obligations(opened().incident) if one.name.startswith("page")]


def test_a_tool_that_recovers_after_the_failover_took_the_page_too() -> None:
    story = opened()
    answers(story, "refused")
    answers(story, "sent", "spare")
    answers(story, "sent", "hook")
    assert dict(story.incident.pages["p1"].sent_by) == {"spare": "", "hook": ""}


def test_a_page_no_tool_takes_is_said_to_be_undeliverable_once() -> None:
    story = opened()
    answers(story, "refused")
    assert answers(story, "refused", "spare") == ["page-failed", "page-undeliverable"]
    assert answers(story, "refused", "spare") == []
    assert story.incident.pages["p1"].state == "failed"


def test_an_undeliverable_page_does_not_stop_the_ladder() -> None:
    story = opened()
    answers(story, "refused")
    answers(story, "refused", "spare")
    story.wait(5)
    assert story.pages()[-1][1] == "bo"


def test_an_answered_page_fails_over_to_nobody() -> None:
    story = opened().does(Acknowledge())
    assert answers(story, "refused") == ["page-failed"]


def test_a_repeated_success_is_told_once() -> None:
    story = opened()
    assert answers(story, "sent") == ["page-sent"]
    assert answers(story, "sent") == []


def test_without_a_paging_tool_people_are_paged_by_direct_message() -> None:
    story = opened(roster=team(paging={}))
    assert story.incident.pages["p1"].tools == ("direct-message",)


def test_the_answer_about_a_page_nobody_asked_for_is_refused() -> None:
    stray = PageResult(page="p99", provider="hook", outcome="sent")
    assert "p99" in opened().refused(stray, by="paging.hook")
