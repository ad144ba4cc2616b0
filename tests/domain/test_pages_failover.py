"""A page that a tool does not take goes to the next tool as well."""

from __future__ import annotations

from typing import Any

from tests.domain.given import Story, at, kinds, opened, team
from tocsin.domain import commands as c
from tocsin.domain.signals import PageResult


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
    story = opened().does(c.Acknowledge())
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
