"""`oncall`: who is on call, until when, and somebody standing in for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from tocsin.desk.ask import Ask
from tocsin.desk.grammar import cut, split_option
from tocsin.desk.plain import plain
from tocsin.desk.teams import TeamFacts, named_team
from tocsin.domain.calendar import MAX_DURATION, local_text, relative_text
from tocsin.domain.clock_text import parse_clock
from tocsin.domain.oncall import Override, on_call
from tocsin.domain.people import Reading, Roster
from tocsin.engine.rosters import overrides
from tocsin.errors import Forbidden, InvalidValue
from tocsin.store.contract import ReadTx, Tx
from tocsin.wording.clean import clean

SPACE = "override"


def oncall_text(tx: ReadTx, ask: Ask, team: TeamFacts, roster: Roster) -> str:
    """One line a level: who, and until when where that is known."""
    lines = [_level(tx, ask, team, roster, level) for level in team.rotations]
    if roster.stale:
        as_of = local_text(roster.as_of, team.timezone, now=ask.now)
        lines.append(f"The schedules could not be read; this is as of {as_of}.")
    return "\n".join([f"On call, {clean(team.name)}:", *(lines or ["nobody: no rotation yet"])])


def _level(tx: ReadTx, ask: Ask, team: TeamFacts, roster: Roster, level: str) -> str:
    person, read = roster.on_call.get(level), roster.readings.get(level)
    if person is None:
        return f"{level}: {_nobody(read)}{_age(ask, team, read)}"
    name = f"{level}: {clean(roster.name(person))} (@{person})"
    if read is not None:
        until = f", until {_when(ask, team, read.until)}" if read.until else ""
        return f"{name}{until}{_age(ask, team, read)}"
    turn = next((one for one in team.turns if one.name == level), None)
    shift = on_call(turn, ask.now, overrides(tx, team.id, turn)) if turn else None
    if shift is None or shift.person != person:
        return name
    standing_in = ", standing in" if shift.source == "override" else ""
    return f"{name}{standing_in}, until {_when(ask, team, shift.end)}"


def _nobody(read: Reading | None) -> str:
    """Why no person of the team files is named."""
    if read is None:
        return "nobody"
    if read.as_of is None:
        return "not known; its schedule could not be read yet"
    if read.stranger:
        return f"{clean(read.stranger, 60)} there, who is in no team file; add the account or email"
    return "nobody"


def _age(ask: Ask, team: TeamFacts, read: Reading | None) -> str:
    """How old it is, once it is too old."""
    if read is None or read.as_of is None or not read.stale:
        return ""
    return f"; as of {_when(ask, team, read.as_of)}, its schedule cannot be read since"


def _when(ask: Ask, team: TeamFacts, at: datetime) -> str:
    return f"{local_text(at, team.timezone, now=ask.now)} ({relative_text(at - ask.now)})"


def override(tx: Tx, ask: Ask, implied: TeamFacts, teams: Mapping[str, TeamFacts]) -> str:
    """`@who <until> [--rotation R] [--team T]`: somebody stands in from now on.

    Raises:
        Forbidden: The speaker is in no team file.
        InvalidValue: Nobody named, no time, a time gone by, or a level kept elsewhere.
        NotFound: No such person or team.
    """
    if ask.speaker not in ask.people:
        raise Forbidden("Only people in a team file can change who is on call.")
    said, options = _options(ask)
    who, until = cut(said)
    person = ask.person(who)
    team = named_team(options["team"], teams) if options["team"] else implied
    level = _rotation(ask, team, options["rotation"])
    end = _until(ask, team, until)
    made = Override(rotation=level, person=person, start=ask.now, end=end)
    _keep(tx, ask.now, team, made)
    name, of_team = clean(ask.people[person].name), clean(team.name)
    return f"{name} is {level} of {of_team} from now until {_when(ask, team, end)}."


def _options(ask: Ask) -> tuple[str, dict[str, str]]:
    """The text without its two options; each takes one word."""
    rest, found = ask.rest, {"team": "", "rotation": ""}
    for name in found:
        before, after = split_option(rest, name)
        if after is None:
            continue
        found[name], more = cut(after)
        if not found[name]:
            raise ask.wrong(f"--{name} needs a name behind it.")
        rest = f"{before} {more}".strip()
    return rest, found


def _rotation(ask: Ask, team: TeamFacts, said: str) -> str:
    kept = tuple(turn.name for turn in team.turns)
    if not kept:
        raise InvalidValue(f"No rotation of {team.id} is kept here; change it in its own tool.")
    return ask.choose(said, kept, "rotation") if said else kept[0]


def _until(ask: Ask, team: TeamFacts, said: str) -> datetime:
    text = plain(said).strip().lower().removeprefix("until ").strip()
    if not text:
        raise ask.wrong("Say until when, such as 18:00 or 4h.")
    try:
        end = parse_clock(text, now=ask.now, timezone=team.timezone)
    except InvalidValue as error:
        raise ask.wrong(f"{error}.") from error
    if end <= ask.now:
        raise ask.wrong("That time has passed; give one to come.")
    if end - ask.now > MAX_DURATION:
        raise ask.wrong("That is more than a year away; change the rotation in the team file.")
    return end


def _keep(tx: Tx, now: datetime, team: TeamFacts, made: Override) -> None:
    """Add the override behind those that still hold; a later one wins."""
    key = f"{team.id}/{made.rotation}"
    rows = json.loads(tx.fact(SPACE, key) or "[]")
    holding = [row for row in rows if datetime.fromisoformat(row["end"]) > now]
    row = {
        "rotation": made.rotation,
        "person": made.person,
        "start": made.start.isoformat(),
        "end": made.end.isoformat(),
    }
    tx.set_fact(SPACE, key, json.dumps([*holding, row]))
