"""Who would be called for an incident at a moment, in order: played, so it is what would happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

from tocsin.config.values import Team, Teams
from tocsin.desk.script_line import ScriptLine
from tocsin.domain.calendar import wall_to_utc
from tocsin.domain.incident import Incident
from tocsin.domain.oncall import on_call
from tocsin.domain.severity import SEVERITIES, Severity, parse_severity
from tocsin.errors import InvalidValue
from tocsin.plugin_manager import Plugins
from tocsin.simulate.quiet_log import without_warnings
from tocsin.simulate.rows import Row
from tocsin.simulate.run import Simulation
from tocsin.simulate.scenario import Say, Scenario, ScenarioStep

CallManner = Literal["rings", "told", "nobody", "alarm", "ticket"]
LASTS: Final = timedelta(hours=12)
_TOLD: Final[Mapping[object, CallManner]] = {
    "notified": "told",
    "step-unfilled": "nobody",
    "ladder-exhausted": "alarm",
}


@dataclass(frozen=True, kw_only=True)
class CalledPerson:
    """One thing that happens while nobody acknowledges.

    Attributes:
        at: When, in the team's zone; `after` counts from the declaration.
        how: `rings`: a page. `told`: a message and a mail, no page. `nobody`: a step of the ladder
            with nobody behind it. `alarm`: the standing alarm with phone numbers. `ticket`: one is
            opened.
        who: Who is paged, by id; "" where `text` names people.
        target: Whom the ladder asked for: `primary`, `em`, …; "" where it is not of the ladder.
        round: From 1; 0 where it is not of the ladder.
        tools: Paging instances, in the order in which they are tried.
        reason: Why this person: the turn of a rotation, the schedule, the contact.
        text: What the timeline of the incident says of it.
    """

    at: datetime
    after: timedelta
    how: CallManner
    who: str = ""
    target: str = ""
    round: int = 0
    tools: tuple[str, ...] = ()
    reason: str = ""
    text: str = ""


def who(
    teams: Teams, plugins: Plugins, *, team: Team, at: datetime, severity: Severity
) -> tuple[CalledPerson, ...]:
    """Return who is called, in order of time, for twelve hours in which nobody acknowledges.

    An incident of this severity is declared at `at` (with a zone) in a simulation. Nothing leaves
    the process. What people covered for each other in chat is not known here; a schedule that lies
    in a tool is not asked, and `reason` says so.

    Raises:
        InvalidValue: It cannot be declared; the sentence is that of the desk.
    """
    line = f"!incident declare who would be called {severity.lower()} --team {team.id}"
    speech = ScriptLine(speaker=next(iter({**team.people, **teams.people})), room=None, text=line)
    step = ScenarioStep(offset=timedelta(), action=Say(speech=speech), line=1)
    play = Scenario(name="who", start=at, steps=(step,), end=LASTS)
    with without_warnings():
        simulation = Simulation(play, teams, plugins, team=team, folder=Path())
        rows = simulation.run()
    incident = simulation.incident(1)
    if incident is None:
        raise InvalidValue(next((row.text for row in rows if row.kind == "reply"), "No reply."))
    found = [*_rung(team, incident, at), *_told(rows)]
    return tuple(sorted(found, key=lambda reached: reached.at))


def _rung(team: Team, incident: Incident, start: datetime) -> Iterator[CalledPerson]:
    for page in incident.pages.values():
        yield CalledPerson(
            at=page.at.astimezone(ZoneInfo(team.timezone)),
            after=page.at - start,
            how="rings",
            who=page.person,
            target=page.target,
            round=page.round,
            tools=page.paging,
            reason=_reason(team, page.target, page.at),
        )


def _told(rows: list[Row]) -> Iterator[CalledPerson]:
    for row in rows:
        how = "ticket" if row.kind == "ticket" else _TOLD.get(row.data.get("type"))
        if how is not None:
            text = f"A ticket is opened in {row.to}." if how == "ticket" else row.text
            yield CalledPerson(at=row.at, after=row.offset, how=how, text=text)


def _reason(team: Team, target: str, at: datetime) -> str:
    """Why this person stands behind a target, in the words of the team file."""
    if target in team.schedules:
        place = team.schedules[target]
        return f"schedules.{place.instance} knows who ({place.id}); somebody of the file stands in"
    rotation = next((known for known in team.rotations if known.name == target), None)
    if rotation is None:
        return f"contacts.{target}" if target in team.contacts else ""
    shift = on_call(rotation, at)
    if shift is None or len(set(rotation.people)) == 1:
        return f"oncall.{target}, always"
    end = shift.end.astimezone(ZoneInfo(team.timezone))
    return f"oncall.{target}, until {end:%a} {end.day} {end:%b %H:%M}"


def moment(text: str, timezone: str) -> datetime:
    """Return the time that is written, `2026-12-24T03:00`, in `timezone` where it names none.

    Raises:
        InvalidValue: It is no time.
    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidValue(f"{text!r} is no time; write 2026-12-24T03:00") from None
    return at if at.tzinfo is not None else wall_to_utc(at.date(), at.time(), timezone)


def severity_named(text: str) -> Severity:
    """Return the severity that is written.

    Raises:
        InvalidValue: There is no such one.
    """
    severity = parse_severity(text)
    if severity is None:
        raise InvalidValue(f"There is no severity {text!r}; there are {', '.join(SEVERITIES)}.")
    return severity
