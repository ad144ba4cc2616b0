"""What holds for every post-mortem, whatever people write, review, publish and add."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.given import NAMES, Story, opened, resolved, team
from tocsin.domain.action_items import AddAction, FinishAction
from tocsin.domain.cause import LabelCause
from tocsin.domain.flags.decide import SetFlag
from tocsin.domain.incident_parts import SectionKey
from tocsin.domain.notes import Finding
from tocsin.domain.obligations import obligations, timers
from tocsin.domain.postmortem import is_settled, required
from tocsin.domain.postmortem.decide import (
    DraftPostmortem,
    PostmortemResult,
    PublishPostmortem,
    ReviewPostmortem,
    SkipPostmortem,
    WriteSection,
)
from tocsin.domain.postmortem.record import points
from tocsin.domain.resolution import Close, Reopen, Resolve
from tocsin.errors import RejectedCommand
from tocsin.wording.postmortem.document import document
from tocsin.wording.sentence_context import SentenceContext

WORDS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(["-", "## Summary", "{{ summary }}", "[#1]", "@here <b>x</b>", "x" * 8001]),
)
DAYS = st.integers(min_value=-3, max_value=500).map(lambda n: date(2026, 11, 23) + timedelta(n))
LEARNING: st.SearchStrategy[Any] = st.one_of(
    st.just(DraftPostmortem()),
    st.builds(WriteSection, section=st.sampled_from(get_args(SectionKey)), text=WORDS),
    st.builds(ReviewPostmortem, comment=WORDS),
    st.just(PublishPostmortem()),
    st.builds(SkipPostmortem, reason=WORDS),
    st.builds(AddAction, text=WORDS, owner=st.sampled_from([*NAMES, "zoe"]), due=DAYS),
    st.builds(FinishAction, n=st.integers(min_value=-1, max_value=4)),
    st.builds(SetFlag, flag=st.sampled_from(["customer-impact", "private", "process-gap"])),
    st.builds(LabelCause, label=WORDS),
    st.builds(Finding, text=WORDS),
    st.builds(Resolve, override=st.just("a test")),
    st.builds(Reopen, reason=WORDS),
    st.just(Close()),
    st.builds(PostmortemResult, provider=st.just("git"), ref=WORDS, url=st.sampled_from(
        ["", "https://example.org/a", "javascript:alert(1)"])),
)  # fmt: skip
STEPS = st.lists(
    st.tuples(LEARNING, st.sampled_from(["ana", "bo", "eve", "guest-kim"]), st.integers(0, 3000)),
    max_size=14,
)
STARTS = st.sampled_from(["P1 over", "P2 over", "P1 running"])
Steps = list[tuple[Any, str, int]]


# How long an example takes says nothing on a busy machine.
no_deadline = settings(deadline=None, max_examples=30)


def tried(story: Story, command: Any, by: str) -> str:
    """The sentence of a refusal, "." where it was done."""
    who = "postmortems.git" if isinstance(command, PostmortemResult) else by
    try:
        story.when(command, by=who)
    except RejectedCommand as refusal:
        return str(refusal)
    return "."


def played(start: str, steps: Steps) -> Story:
    story = opened("P1") if start == "P1 running" else resolved(start[:2])
    story.roster = team(instances={"postmortems": ("git",), "status_page": ("page",)})
    minutes = 50.0
    for command, by, passing in steps:
        minutes += passing
        story.wait(minutes)
        assert tried(story, command, by).endswith(".")
    return story


def written(story: Story) -> str:
    context = SentenceContext(incident=story.incident, people=story.roster.people, now=story.now)
    return document(context, list(enumerate(story.events, 1)))


@no_deadline
@given(STARTS, STEPS)
def test_every_generated_statement_cites_events_that_exist(start: str, steps: Steps) -> None:
    story = played(start, steps)
    found = points(story.incident, list(enumerate(story.events, 1)))
    assert set(found) == set(get_args(SectionKey))
    for point in (one for section in found.values() for one in section):
        assert point.cites
        assert set(point.cites) <= set(range(1, len(story.events) + 1))


@no_deadline
@given(STARTS, STEPS)
def test_the_document_can_always_be_written_and_no_slot_is_left(start: str, steps: Steps) -> None:
    text = written(played(start, steps))
    slots = {"{{ summary }}"} & set(text.split("\n"))
    typed = {"{{ summary }}"} if any("{{ summary }}" in str(step[0]) for step in steps) else set()
    assert slots <= typed
    assert text.count("\n## Where we were lucky\n") == 1
    assert "@here" not in text
    assert "<b>" not in text.replace("\\<b>", "").replace("\\<b\\>", "")


@no_deadline
@given(STARTS, STEPS)
def test_what_is_closed_was_settled_or_needed_nothing(start: str, steps: Steps) -> None:
    incident = played(start, [*steps, (Close(why="Ana is away"), "eve", 1)]).incident
    if incident.status == "resolved":
        assert required(incident)
        assert not is_settled(incident)


@no_deadline
@given(STARTS, STEPS)
def test_every_open_action_item_is_owed_and_no_other(start: str, steps: Steps) -> None:
    story = played(start, steps)
    names = {one.name for one in obligations(story.incident) if one.name.startswith("action-item")}
    assert names == {
        f"action-item:{one.n}" for one in story.incident.actions.values() if not one.done
    }


@no_deadline
@given(STARTS, STEPS)
def test_reminders_come_to_an_end(start: str, steps: Steps) -> None:
    story = played(start, steps)
    story.wait(story.minute_now() + 60 * 24 * 600)
    learning = ("postmortem", "public", "action")
    assert not [one for one in timers(story.incident) if one.name.startswith(learning)]


@no_deadline
@given(STARTS, STEPS)
def test_the_projection_is_the_fold(start: str, steps: Steps) -> None:
    story = played(start, steps)
    assert story.refold() == story.incident


def test_a_moved_milestone_never_breaks_the_draft() -> None:
    story = resolved()
    early = datetime(2020, 1, 1, tzinfo=UTC)
    known = story.incident.milestones
    moved = {**known, "detected": early, "resolved": early}
    story.incident = replace(story.incident, milestones=moved)
    assert "It was resolved 2020-01-01" in written(story)
