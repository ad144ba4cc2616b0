"""`oncall`: who is on call, until when, who will stand in, and what to look at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from tocsin.config.values import Team
from tocsin.desk.grammar import split_first_word
from tocsin.desk.normalize import bare
from tocsin.desk.overrides import steps_of
from tocsin.desk.request import Request, nearest
from tocsin.desk.teams import named_team
from tocsin.domain.calendar import local_text, relative_text
from tocsin.domain.oncall import on_call
from tocsin.domain.people import Reading, Roster
from tocsin.domain.quoting import quoted, without_backticks
from tocsin.engine.oncall_overrides import overrides, overrides_in_force
from tocsin.errors import NotFound
from tocsin.store.contract import ReadTx
from tocsin.wording import oncall as wording
from tocsin.wording.clean import clean


def asked_team(said: str, teams: Mapping[str, Team]) -> Team:
    """The team that was named; a slip of `override` is named as one.

    Raises:
        NotFound: There is none.
    """
    first, rest = split_first_word(said)
    if rest and nearest(bare(first).lower(), ("override",)):
        meant = f"`oncall override {without_backticks(rest[:80])}`"
        raise NotFound(f"There is no team {quoted(said)}. Did you mean {meant}?")
    return named_team(said, teams)


def oncall_text(tx: ReadTx, request: Request, team: Team, roster: Roster) -> str:
    """One line a level: who, and until when where that is known."""
    lines = [_level(tx, request, team, roster, level) for level in team.levels]
    lines += [*_planned(tx, request, team), *_notes(tx, request, team, roster)]
    if roster.stale:
        as_of = local_text(roster.as_of, team.timezone, now=request.now)
        lines.append(wording.stale_note(as_of))
    return "\n".join([wording.heading(team.name), *(lines or [wording.NO_ROTATION])])


def _level(tx: ReadTx, request: Request, team: Team, roster: Roster, level: str) -> str:
    person, read = roster.on_call.get(level), roster.readings.get(level)
    if person is None:
        return f"{level}: {_nobody(read)}{_age(request, team, read)}"
    name = f"{level}: {clean(roster.name(person))} (@{person})"
    if read is not None:
        until = wording.until(_when(request, team, read.until)) if read.until else ""
        return f"{name}{until}{_age(request, team, read)}"
    turn = next((kept for kept in team.rotations if kept.name == level), None)
    covers = overrides_in_force(overrides(tx, team.id, level), request.people)
    shift = on_call(turn, request.now, covers) if turn else None
    if shift is None or shift.person != person:
        return name
    standing_in = wording.STANDING_IN if shift.source == "override" else ""
    return f"{name}{standing_in}{wording.until(_when(request, team, shift.end))}"


def _planned(tx: ReadTx, request: Request, team: Team) -> Iterator[str]:
    """Who will stand in, the first one first."""
    for turn in team.rotations:
        covers = overrides_in_force(overrides(tx, team.id, turn.name), request.people)
        for cover in sorted(covers, key=lambda each: each.start):
            if cover.start > request.now:
                name = clean(request.people[cover.person].name)
                begins = local_text(cover.start, team.timezone, now=request.now)
                until = _when(request, team, cover.end)
                yield wording.planned_line(f"{turn.name}: {name} (@{cover.person})", begins, until)


def _notes(tx: ReadTx, request: Request, team: Team, roster: Roster) -> Iterator[str]:
    """One person on two steps; and an override of somebody who is in no team file any more."""
    for person, levels in steps_of(tx, team, request, request.now).items():
        yield wording.two_steps_note(clean(roster.name(person)), levels)
    for turn in team.rotations:
        for cover in overrides(tx, team.id, turn.name):
            if cover.person not in request.people and cover.end > request.now:
                yield wording.no_effect_note(cover.person, turn.name)


def _nobody(read: Reading | None) -> str:
    """Why no person of the team files is named."""
    if read is not None and read.as_of is None:
        return wording.NOT_READ
    return (
        wording.unknown_person(read.stranger)
        if read is not None and read.stranger
        else wording.NOBODY
    )


def _age(request: Request, team: Team, read: Reading | None) -> str:
    """How old it is, once it is too old."""
    if read is None or read.as_of is None or not read.stale:
        return ""
    return wording.stale_level_note(_when(request, team, read.as_of))


def _when(request: Request, team: Team, at: datetime) -> str:
    return f"{local_text(at, team.timezone, now=request.now)} ({relative_text(at - request.now)})"
