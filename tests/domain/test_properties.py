"""What holds for every incident, whatever people ask, in whatever order, at whatever time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import get_args

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.domain.asked import ACTORS, COMMANDS, OPENINGS, STEPS, Steps, play
from tests.domain.given import Story, declare, only
from tocsin.domain.command import Command
from tocsin.domain.decide import decide
from tocsin.domain.declare import Declare, Declared
from tocsin.domain.effect import Op
from tocsin.domain.effects import TELLS
from tocsin.domain.escalation.events import LadderExhausted, LadderStarted
from tocsin.domain.escalation.ladders import DEFAULT_LADDERS, Ladder, Step, ladder_calls
from tocsin.domain.fall_due import ACTS, FallDue
from tocsin.domain.lifecycle import ACTIVE, STATUSES, TRANSITIONS
from tocsin.domain.notes import Note
from tocsin.domain.nouns import EVENTS, EVOLVE
from tocsin.domain.obligation import Act, undone
from tocsin.domain.obligations import obligations, owed, timers
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.paging.events import Acknowledged, PageRequested
from tocsin.domain.people import ENGINE
from tocsin.domain.reminders import Snooze
from tocsin.domain.severity import PAGING
from tocsin.errors import RejectedCommand

TYPES = set(EVENTS)
# Rows kept for events that the union does not have yet.
AHEAD = {"merged"}


def test_every_event_type_has_a_name_of_its_own() -> None:
    assert len(EVENTS) == len(EVOLVE)


def test_every_act_of_a_nudge_can_be_carried_out() -> None:
    assert set(ACTS) == set(get_args(Act))


def test_the_tables_name_only_events_and_statuses_that_exist() -> None:
    assert set(TELLS) <= TYPES
    assert set(TRANSITIONS) - AHEAD <= TYPES
    assert {to for row in TRANSITIONS.values() for to in row.values()} <= set(STATUSES)


@given(OPENINGS, STEPS)
def test_the_projection_is_the_fold_of_the_events(opening: Command, steps: Steps) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    assert story.refold() == story.incident


@given(OPENINGS, STEPS)
def test_the_same_events_owe_the_same(opening: Command, steps: Steps) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    again = story.refold()
    assert obligations(again) == obligations(story.incident)
    assert timers(again) == timers(story.incident)


@given(OPENINGS, STEPS)
def test_versions_count_events_without_a_gap(opening: Command, steps: Steps) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    assert story.incident.version == len(story.events)


@given(OPENINGS, STEPS)
def test_every_effect_is_of_a_known_kind(opening: Command, steps: Steps) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    assert {effect.op for effect in story.effects} <= set(get_args(Op))
    assert all(effect.lane.startswith(effect.target) for effect in story.effects)


@given(OPENINGS, STEPS, st.sampled_from([0, 3, 5, 16, 31, 61, 400]))
def test_nothing_of_an_obligation_is_due_any_more_after_it_fell_due(
    opening: Command, steps: Steps, missed: int
) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    story.at(story.minute_now() + missed)
    for timer in story.due():
        story.fire(timer)
        left = [one for one in timers(story.incident) if one.name == timer.name]
        same = [one for one in left if one.generation == timer.generation]
        assert all(one.due > story.now for one in same)


@given(OPENINGS, STEPS)
def test_all_that_is_due_settles(opening: Command, steps: Steps) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    story.at(story.minute_now() + 60 * 24 * 30)
    story.fall_due()
    assert story.due() == []


@given(OPENINGS, STEPS)
def test_a_p0_or_p1_always_owes_something_until_it_is_resolved(
    opening: Command, steps: Steps
) -> None:
    story = Story().does(opening, by="cy")
    for step in [(ENGINE, FallDue(name="x", nudge=0, generation=0), 0, False), *steps]:
        play(story, [step])
        if story.incident.severity in PAGING and story.incident.status in ACTIVE:
            assert obligations(story.incident)


@given(OPENINGS, STEPS)
def test_after_the_end_only_promised_work_goes_on(opening: Command, steps: Steps) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    kinds = {one.name.partition(":")[0] for one in obligations(story.incident)}
    assert story.incident.is_open or kinds <= {"action-item", "public-postmortem"}


@given(OPENINGS, STEPS)
def test_no_two_obligations_share_a_name(opening: Command, steps: Steps) -> None:
    names = play(Story().does(opening, by="cy"), steps).names()
    assert len(names) == len(set(names))


@given(OPENINGS, STEPS, st.integers(min_value=0, max_value=60))
def test_a_stale_generation_decides_nothing(opening: Command, steps: Steps, back: int) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    story.at(story.minute_now() + 100)
    for one in obligations(story.incident):
        for generation in {one.generation - 1 - back, one.generation + 1 + back}:
            stale = FallDue(name=one.name, nudge=0, generation=generation)
            assert story.when(stale, by=ENGINE) == ()


@given(OPENINGS, STEPS)
def test_an_acknowledged_ladder_pages_nobody_again(opening: Command, steps: Steps) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    story.wait(story.minute_now() + 3000)
    answered = False
    for event in story.events:
        if isinstance(event, LadderStarted):
            answered = False
        answered = answered or isinstance(event, Acknowledged)
        if answered and isinstance(event, PageRequested):
            assert event.purpose == "request"


@given(OPENINGS, STEPS)
def test_the_pages_of_a_ladder_are_bounded_by_its_steps_and_rounds(
    opening: Command, steps: Steps
) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    story.wait(story.minute_now() + 10_000)
    ladders = only(LadderStarted, story.events)
    most = sum(
        len(one.ladder.steps) * (one.ladder.repeats + 1) * len(story.roster.people)
        for one in ladders
    )
    assert len(story.pages()) <= most
    assert timers(story.incident) == () or not story.due()


@example(
    declare("P0"), [("bo", RequestPage(target="primary"), 1500, True)], timedelta(microseconds=1)
)
@given(OPENINGS, STEPS, st.timedeltas(min_value=timedelta(-9), max_value=timedelta(9)))
def test_snoozing_moves_reminders_and_nothing_else(
    opening: Command, steps: Steps, by: timedelta
) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    with suppress(RejectedCommand):
        story.when(Note(text="here"))  # whoever says something has answered their page
    for before in obligations(story.incident):
        was = undone(story.incident, before)
        try:
            story.when(Snooze(obligation=before.name, by=by))
        except RejectedCommand:
            continue
        after = owed(story.incident, before.name)
        assert after == before
        kept = [row for row in undone(story.incident, before) if row[2].act != "remind"]
        assert kept == [row for row in was if row[2].act != "remind"]


@settings(max_examples=4 * settings().max_examples)
@given(OPENINGS, STEPS, st.sampled_from(ACTORS), COMMANDS)
def test_any_command_in_any_state_is_decided_or_refused_with_a_sentence(
    opening: Command, steps: Steps, by: str, command: Command
) -> None:
    story = play(Story().does(opening, by="cy"), steps)
    said = "."
    try:
        decide(story.incident, command, by=by, at=story.now, roster=story.roster)
    except RejectedCommand as refusal:
        said = str(refusal)
    assert said.endswith(".")


@given(st.sampled_from(ACTORS), COMMANDS)
def test_only_a_declaration_begins_an_incident(by: str, command: Command) -> None:
    try:
        events = Story().when(command, by=by)
    except RejectedCommand:
        return
    assert events == () or isinstance(events[0], Declared)


@given(OPENINGS, STEPS, st.sampled_from(ACTORS), OPENINGS)
def test_an_incident_is_declared_once(
    opening: Command, steps: Steps, by: str, again: Command
) -> None:
    story = play(Story().does(opening, by="cy"), [*steps, (by, again, 0, False)])
    assert len(only(Declared, story.events)) == 1


STEP = st.builds(
    Step,
    after=st.integers(min_value=0, max_value=90).map(lambda n: timedelta(minutes=n)),
    targets=st.lists(st.sampled_from(["primary", "backup", "@max"]), max_size=2).map(tuple),
    manner=st.sampled_from(["page", "notify"]),
)
LADDER = st.builds(
    Ladder,
    steps=st.lists(STEP, max_size=4).map(tuple),
    repeats=st.integers(min_value=0, max_value=4),
    repeat_every=st.sampled_from([timedelta(0), timedelta(minutes=15)]),
    alarm=st.booleans(),
)


@given(LADDER)
def test_any_planned_ladder_ends_and_rings_its_alarm_once(ladder: Ladder) -> None:
    story = Story()
    story.roster = replace(story.roster, plan=lambda _incident: ladder)
    story.does(Declare(title="x", number=1, policy_hash="h", severity="P1"), by="cy")
    story.wait(10_000)
    used = ladder if ladder.steps else DEFAULT_LADDERS["P1"]
    assert len(story.pages()) <= 2 * len(list(ladder_calls(used)))
    assert len(only(LadderExhausted, story.events)) == (1 if used.alarm else 0)
