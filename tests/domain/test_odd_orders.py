"""Commands in an odd order are refused with what is so, and with a way that leads on."""

from __future__ import annotations

import pytest

from tests.domain.given import Story, at, commanded, opened, report
from tocsin.domain import commands as c

UPDATE = c.PostUpdate(status="Investigating", impact="all", action="looking")
ROLLBACK = c.Mitigate(strategy="rollback", what="deploy 812")


def declined() -> Story:
    return Story().does(report(), by="cy").does(c.Decline(reason="a test"))


def merged() -> Story:
    return opened("P1").does(c.Merge(into="INC-3"))


def resolved() -> Story:
    return commanded("P1").does(c.Resolve(override="a test"))


def closed() -> Story:
    return resolved().does(c.SkipPostmortem(reason="a test")).does(c.Close())


@pytest.mark.parametrize(
    "command",
    [
        UPDATE,
        c.Take(role="tl"),
        c.SetSeverity(severity="P0"),
        ROLLBACK,
        c.Page(target="backup"),
        c.Resolve(),
        c.Check(n=1),
    ],
)
def test_what_was_none_is_not_sent_to_reopen(command: c.Base) -> None:
    said = declined().refused(command)
    assert "is declined" in said
    assert "incident declare <title>" in said
    assert "reopen" not in said


@pytest.mark.parametrize("command", [UPDATE, c.Take(role="tl"), ROLLBACK, c.Page(target="backup"),
                                     c.Resolve(), c.Merge(into="INC-4"), c.Close()])  # fmt: skip
def test_what_was_merged_names_the_incident_that_goes_on(command: c.Base) -> None:
    said = merged().refused(command)
    assert "INC-7 is merged into INC-3" in said
    assert "reopen" not in said


@pytest.mark.parametrize("command", [UPDATE, c.Take(role="tl"), ROLLBACK, c.Page(target="backup")])
def test_what_is_closed_can_be_reopened(command: c.Base) -> None:
    assert "reopen <reason>" in closed().refused(command)


def test_what_has_ended_is_not_told_to_resolve_first() -> None:
    assert closed().refused(c.Close()) == "INC-7 is closed already."
    assert "nothing is left to close" in declined().refused(c.Close())


def test_declining_twice_or_after_accepting_says_what_is_so() -> None:
    assert "INC-7 is declined already" in declined().refused(c.Decline(reason="again"))
    said = opened("P1").refused(c.Decline(reason="none"))
    assert "was accepted already; use resolve" in said


def test_what_is_published_is_no_draft_any_more() -> None:
    said = resolved().does(c.PublishPostmortem()).refused(c.DraftPostmortem())
    assert "is published already" in said
    assert "postmortem publish" in said


def test_triage_is_a_state_one_is_in() -> None:
    story = Story().does(report(), by="cy")
    for command in (c.Close(), c.NotifyCustomers(), c.PublishPostmortem(), c.Reopen(reason="x")):
        assert "INC-7 is in triage" in story.refused(command)


@pytest.mark.parametrize("command", [c.Approve(n=1), c.Reject(n=1, reason="no")])
def test_a_change_that_was_answered_says_how(command: c.Base) -> None:
    story = commanded("P1").does(ROLLBACK, by="bo").does(c.Approve(n=1))
    assert story.refused(command).startswith("Change 1 is approved already.")
    assert story.does(c.Done(n=1), by="bo").refused(command).startswith("Change 1 is made already.")


@pytest.mark.parametrize("name", ["acknowledged", "mitigated", "fixed", "resolved", "closed"])
def test_what_has_not_happened_has_no_moment_to_correct(name: str) -> None:
    said = opened("P1").refused(c.SetMilestone(milestone=name, when=at(-5)))
    assert f"INC-7 has no moment {name} yet" in said


def test_a_moment_to_come_is_none() -> None:
    said = commanded("P1").refused(c.SetMilestone(milestone="detected", when=at(60)))
    assert "still to come" in said


@pytest.mark.parametrize(
    ("name", "minutes", "other"),
    [
        ("acknowledged", -10, "declared"),
        ("resolved", -10, "declared"),
        ("mitigated", -10, "impact-started"),
        ("impact-started", 25, "mitigated"),
    ],
)
def test_moments_keep_their_order_and_the_other_one_is_named(
    name: str, minutes: float, other: str
) -> None:
    story = commanded("P1").does(c.SetMilestone(milestone="impact-started", when=at(-5)))
    story = story.at(20).does(c.Mitigated()).at(30).does(c.Resolve(override="a test"))
    said = story.refused(c.SetMilestone(milestone=name, when=at(minutes)))
    assert f"{other} is" in said
    assert f"milestone {other} <time>" in said


def test_detection_may_come_before_the_impact() -> None:
    story = commanded("P1").does(c.SetMilestone(milestone="detected", when=at(-20)))
    assert story.when(c.SetMilestone(milestone="impact-started", when=at(-5)))


def test_detection_moves_with_the_declaration_unless_it_was_corrected() -> None:
    story = commanded("P1").does(c.SetMilestone(milestone="declared", when=at(-15)))
    assert story.incident.milestones["detected"] == at(-15)
    story = story.does(c.SetMilestone(milestone="detected", when=at(-20)))
    story = story.does(c.SetMilestone(milestone="declared", when=at(-10)))
    assert story.incident.milestones["detected"] == at(-20)
