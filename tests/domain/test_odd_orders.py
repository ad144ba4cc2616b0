"""Commands in an odd order are refused with what is so, and with a way that leads on."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.given import Story, at, commanded, opened, report
from tocsin.domain.approvals import Approve, Reject
from tocsin.domain.command import Command
from tocsin.domain.customers import NotifyCustomers
from tocsin.domain.merge import Merge
from tocsin.domain.milestones import SetMilestone
from tocsin.domain.mitigation import FinishMitigation, MarkMitigated, Mitigate
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.postmortem.decide import DraftPostmortem, PublishPostmortem, SkipPostmortem
from tocsin.domain.quarter_metrics import MEASURES
from tocsin.domain.resolution import Check, Close, Reopen, Resolve
from tocsin.domain.roles.decide import Take
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.triage import Decline
from tocsin.domain.updates import PostUpdate
from tocsin.errors import RejectedCommand

UPDATE = PostUpdate(status="Investigating", impact="all", action="looking")
ROLLBACK = Mitigate(strategy="rollback", what="deploy 812")


def declined() -> Story:
    return Story().does(report(), by="cy").does(Decline(reason="a test"))


def merged() -> Story:
    return opened("P1").does(Merge(into="INC-3"))


def resolved() -> Story:
    return commanded("P1").does(Resolve(override="a test"))


def closed() -> Story:
    return resolved().does(SkipPostmortem(reason="a test")).does(Close())


@pytest.mark.parametrize(
    "command",
    [
        UPDATE,
        Take(role="tl"),
        SetSeverity(severity="P0"),
        ROLLBACK,
        RequestPage(target="backup"),
        Resolve(),
        Check(n=1),
    ],
)
def test_what_was_none_is_not_sent_to_reopen(command: Command) -> None:
    said = declined().refused(command)
    assert "is declined" in said
    assert "incident declare <title>" in said
    assert "reopen" not in said


@pytest.mark.parametrize(
    "command",
    [
        UPDATE,
        Take(role="tl"),
        ROLLBACK,
        RequestPage(target="backup"),
        Resolve(),
        Merge(into="INC-4"),
        Close(),
    ],
)
def test_what_was_merged_names_the_incident_that_goes_on(command: Command) -> None:
    said = merged().refused(command)
    assert "INC-7 is merged into INC-3" in said
    assert "reopen" not in said


@pytest.mark.parametrize(
    "command", [UPDATE, Take(role="tl"), ROLLBACK, RequestPage(target="backup")]
)
def test_what_is_closed_can_be_reopened(command: Command) -> None:
    assert "reopen <reason>" in closed().refused(command)


def test_what_has_ended_is_not_told_to_resolve_first() -> None:
    assert closed().refused(Close()) == "INC-7 is closed already."
    assert "nothing is left to close" in declined().refused(Close())


def test_declining_twice_or_after_accepting_says_what_is_so() -> None:
    assert "INC-7 is declined already" in declined().refused(Decline(reason="again"))
    said = opened("P1").refused(Decline(reason="none"))
    assert "was accepted already; use resolve" in said


def test_what_is_published_is_no_draft_any_more() -> None:
    said = resolved().does(PublishPostmortem()).refused(DraftPostmortem())
    assert "is published already" in said
    assert "postmortem publish" in said


def test_triage_is_a_state_one_is_in() -> None:
    story = Story().does(report(), by="cy")
    for command in (Close(), NotifyCustomers(), PublishPostmortem(), Reopen(reason="x")):
        assert "INC-7 is in triage" in story.refused(command)


@pytest.mark.parametrize("command", [Approve(n=1), Reject(n=1, reason="no")])
def test_a_change_that_was_answered_says_how(command: Command) -> None:
    story = commanded("P1").does(ROLLBACK, by="bo").does(Approve(n=1))
    assert story.refused(command).startswith("Change 1 is approved already.")
    assert (
        story.does(FinishMitigation(n=1), by="bo")
        .refused(command)
        .startswith("Change 1 is made already.")
    )


@pytest.mark.parametrize("name", ["acknowledged", "mitigated", "fixed", "resolved", "closed"])
def test_what_has_not_happened_has_no_moment_to_correct(name: str) -> None:
    said = opened("P1").refused(SetMilestone(milestone=name, when=at(-5)))
    assert f"INC-7 has no moment {name} yet" in said


def test_a_moment_to_come_is_none() -> None:
    said = commanded("P1").refused(SetMilestone(milestone="detected", when=at(60)))
    assert "still to come" in said


@pytest.mark.parametrize(
    ("name", "minutes", "other"),
    [
        ("acknowledged", -10, "declared"),
        ("resolved", -10, "declared"),
        ("mitigated", -10, "impact-started"),
        ("mitigated", -3, "detected"),
        ("detected", -7, "impact-started"),
        ("detected", 10, "declared"),
        ("declared", -7, "impact-started"),
        ("impact-started", 25, "detected"),
    ],
)
def test_moments_keep_their_order_and_the_other_one_is_named(
    name: str, minutes: float, other: str
) -> None:
    story = commanded("P1").does(SetMilestone(milestone="impact-started", when=at(-5)))
    story = story.at(20).does(MarkMitigated()).at(30).does(Resolve(override="a test"))
    said = story.refused(SetMilestone(milestone=name, when=at(minutes)))
    assert f"{other} is" in said
    assert f"milestone {other} <time>" in said


@pytest.mark.parametrize("first", ["detected", "impact-started"])
def test_nothing_is_detected_before_it_began_whichever_is_said_first(first: str) -> None:
    began, noticed = (
        SetMilestone(milestone="impact-started", when=at(-5)),
        SetMilestone(milestone="detected", when=at(-20)),
    )
    order = (began, noticed) if first == "impact-started" else (noticed, began)
    said = commanded("P1").does(order[0]).refused(order[1])
    assert "09:55 CET" in said
    assert "09:40 CET" in said


def test_in_the_same_minute_it_is_the_same_moment() -> None:
    """Given a detection at 09:55:30, when 09:55 is typed for what follows it, then it is that."""
    story = commanded("P1").does(SetMilestone(milestone="detected", when=at(-4.5)))
    story.at(10).does(MarkMitigated()).does(SetMilestone(milestone="mitigated", when=at(-5)))
    assert story.incident.milestones["mitigated"] == at(-4.5)


def test_what_was_mitigated_late_was_not_fixed_before() -> None:
    story = commanded("P1").at(10).does(MarkMitigated()).at(25)
    story.does(SetMilestone(milestone="mitigated", when=at(20))).does(Resolve(override="x"))
    assert story.incident.milestones["fixed"] == at(20)


MILESTONES = ("impact-started", "detected", "declared", "acknowledged", "mitigated", "fixed",
              "resolved", "closed")  # fmt: skip
CORRECTIONS = st.lists(st.tuples(st.sampled_from(MILESTONES), st.integers(-40, 60)), max_size=12)
ENDS = st.sampled_from([(), (MarkMitigated(),), (MarkMitigated(), Resolve(override="a test"))])


@given(CORRECTIONS, ENDS, CORRECTIONS)
def test_no_measure_is_less_than_nothing_in_whatever_order_moments_are_corrected(
    before: list[tuple[str, int]], end: tuple[Command, ...], after: list[tuple[str, int]]
) -> None:
    story = commanded("P1")
    story.at(30)
    corrected(story, before)
    story.does(*end).at(61)
    corrected(story, after)
    known = story.incident.milestones
    measures = [(start, last) for _, start, last, _, _ in MEASURES]
    assert all(known[a] <= known[b] for a, b in measures if {a, b} <= set(known))


def corrected(story: Story, moments: list[tuple[str, int]]) -> None:
    """Set each of them; a refusal is an answer too."""
    for name, minutes in moments:
        with suppress(RejectedCommand):
            story.when(SetMilestone(milestone=name, when=at(minutes)))


def test_detection_moves_with_the_declaration_unless_it_was_corrected() -> None:
    story = commanded("P1").does(SetMilestone(milestone="declared", when=at(-15)))
    assert story.incident.milestones["detected"] == at(-15)
    story = story.does(SetMilestone(milestone="detected", when=at(-20)))
    story = story.does(SetMilestone(milestone="declared", when=at(-10)))
    assert story.incident.milestones["detected"] == at(-20)
