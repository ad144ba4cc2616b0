"""Rules about who is on call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations
from typing import Final

from tocsin.config.build import build_ladders, build_rotations, build_severities
from tocsin.config.problem_words import advice
from tocsin.config.team_draft import CONTACTS, TeamDraft
from tocsin.domain.calendar import zone
from tocsin.domain.escalation.ladders import all_targets
from tocsin.domain.oncall import Rotation, next_handoff, on_call
from tocsin.errors import Problem
from tocsin.providers import SchedulesConfig

EPOCH: Final = datetime(1, 1, 2, tzinfo=UTC)
TURNS_LOOKED_AT: Final = 200


def rotations_have_people(draft: TeamDraft) -> Iterator[Problem]:
    """A rotation is kept here, with people, or elsewhere as a schedule; never both."""
    for name, part in draft.parts.oncall.items():
        key = f"oncall.{name}"
        if part.schedule is not None and part.people is not None:
            what = "This is both a rotation of people and a schedule kept elsewhere."
            yield draft.problem(key, what, "Keep either people or schedule.")
        elif part.schedule is None and not part.people:
            what = "Nobody takes turns here."
            yield draft.problem(key, what, 'Write people = ["<person id>"].')


def schedules_are_somewhere(draft: TeamDraft) -> Iterator[Problem]:
    """A schedule names its section and its id there."""
    for name, part in draft.parts.oncall.items():
        if part.schedule is None:
            continue
        if part.schedule not in draft.names("schedules"):
            what = f"There is no section [schedules.{part.schedule[:40]}]."
            fix = advice(part.schedule, draft.names("schedules"), "schedules")
            yield draft.problem(f"oncall.{name}.schedule", what, fix)
        if part.id is None:
            what = "The schedule's id is missing."
            yield draft.problem(f"oncall.{name}.id", what, 'Write id = "…" as the tool shows it.')
        elif part.id not in (known := _known(draft, part.schedule, part.id)):
            what = f"[schedules.{part.schedule}] has no {part.id[:40]}."
            yield draft.problem(f"oncall.{name}.id", what, advice(part.id, known, "ids"))


def _known(draft: TeamDraft, schedule: str, wanted: str) -> tuple[str, ...]:
    """The ids a section has; where only its tool knows them, the wanted one is taken as there."""
    section = draft.sections.get(("schedules", schedule))
    config = section.config if section is not None else None
    ids = config.ids() if isinstance(config, SchedulesConfig) else None
    return (wanted,) if ids is None else tuple(sorted(ids))


def one_person_stands_on_one_step(draft: TeamDraft) -> Iterator[Problem]:
    """Nobody has two levels of the same ladder at the same time: the later one wakes nobody new."""
    ladders, rows = build_ladders(draft), build_severities(draft).values()
    used = [all_targets(ladders[row.ladder]) for row in rows if row.ladder in ladders]
    parts = draft.parts.oncall.values()
    if not all(part.people or part.schedule for part in parts):
        return  # told of by a rule of its own
    turns = {turn.name: turn for turn in build_rotations(draft)}
    pairs = {
        (first, second)
        for targets in used
        for first, second in combinations([name for name in targets if name in turns], 2)
    }
    for first, second in sorted(pairs):
        both = _together(turns[first], turns[second])
        if both is not None:
            person, day = both
            what = f"{person[:40]} is {first} and {second} at once, from {day} on."
            fix = "Let the one rotation begin with somebody else than the other."
            yield draft.problem(f"oncall.{second}.people", what, fix, warning=True)


def _together(rotation: Rotation, other: Rotation) -> tuple[str, str] | None:
    """Who has both first, and from which day on."""
    moment = max(next_handoff(turn, EPOCH) for turn in (rotation, other))
    for _ in range(TURNS_LOOKED_AT):
        here, there = on_call(rotation, moment), on_call(other, moment)
        if here is None or there is None:
            return None
        if here.person == there.person:
            return here.person, f"{moment.astimezone(zone(rotation.timezone)):%a %Y-%m-%d}"
        moment = min(here.end, there.end)
    return None


def names_are_their_own(draft: TeamDraft) -> Iterator[Problem]:
    """A rotation is not called like a contact: a step that names it would mean either."""
    for name in draft.parts.oncall:
        if name in CONTACTS:
            what = f'"{name}" is the name of a contact, so a ladder could mean either.'
            yield draft.problem(f"oncall.{name}", what, f'Call the rotation "{name}-oncall".')
