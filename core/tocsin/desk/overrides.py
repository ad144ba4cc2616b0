"""`oncall override`: somebody stands in, now or later, and it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tocsin.config.values import Team
from tocsin.desk.grammar import split_first_word, split_option
from tocsin.desk.normalize import bare, normalized
from tocsin.desk.request import Request
from tocsin.desk.teams import named_team
from tocsin.domain.calendar import MAX_DURATION, as_utc
from tocsin.domain.oncall import Override, Rotation, on_call, shifts
from tocsin.domain.people import Roster
from tocsin.domain.periods import parse_period
from tocsin.domain.quoting import without_backticks
from tocsin.engine.oncall_overrides import (
    keep_override,
    overrides,
    overrides_in_force,
    queue_direct_messages,
)
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import Forbidden, InvalidValue
from tocsin.store.contract import ReadTx, Tx
from tocsin.wording import oncall as wording
from tocsin.wording.clean import clean
from tocsin.wording.oncall import StandIn

END: Final = frozenset({"end", "cancel", "stop", "remove", "delete"})


@dataclass(frozen=True, kw_only=True)
class OverrideContext:
    """The request, the team and the roster an override is parsed and checked with."""

    tx: Tx
    request: Request
    said: SpokenLine
    team: Team
    roster: Roster

    def covers(self, turn: Rotation) -> tuple[Override, ...]:
        """The overrides of a rotation that count and are not over."""
        found = overrides_in_force(overrides(self.tx, self.team.id, turn.name), self.request.people)
        return tuple(cover for cover in found if cover.end > self.request.now)


def override(
    tx: Tx,
    request: Request,
    said: SpokenLine,
    implied: Team,
    teams: Mapping[str, Team],
    roster: Callable[[str], Roster],
) -> str:
    """`@who <until>`, `@who from <time> until <time>` or `end [@who]`, with its two options.

    Raises:
        Forbidden: The speaker is in no team file, or not of this team.
        InvalidValue: Nobody named, no time, a time gone by, or a level kept elsewhere.
        NotFound: No such person or team.
    """
    if request.speaker not in request.people:
        raise Forbidden("Only people in a team file can change who is on call.")
    text, options = _options(request)
    team = named_team(options["team"], teams) if options["team"] else implied
    desk = OverrideContext(tx=tx, request=request, said=said, team=team, roster=roster(team.id))
    turns = _turns(desk, options["rotation"])
    _must_be_of_the_team(desk)
    first, rest = split_first_word(text)
    if bare(first).lower() in END:
        return _end(desk, turns, rest)
    return _make(desk, turns[0], request.person(first), rest)


def _must_be_of_the_team(desk: OverrideContext) -> None:
    """Who stands on call is called, and is then in what is private: no outsider decides that.

    Raises:
        Forbidden: The speaker is in neither file, rotations nor contacts of the team.
    """
    team, roster = desk.team, desk.roster
    groups = (
        team.people,
        roster.admins,
        roster.on_call.values(),
        *(turn.people for turn in team.rotations),
        *roster.contacts.values(),
    )
    if not any(desk.request.speaker in group for group in groups):
        raise Forbidden(
            f"Who is on call for {clean(team.name)} is changed by its own people: those of its "
            "file, its rotations and its contacts."
        )


def _options(request: Request) -> tuple[str, dict[str, str]]:
    """The text without its two options; each takes one word."""
    rest, found = request.rest, {"team": "", "rotation": ""}
    for name in found:
        before, after = split_option(rest, name)
        if after is None:
            continue
        found[name], more = split_first_word(after)
        if not found[name]:
            raise request.wrong(f"--{name} needs a name behind it.")
        rest = f"{before} {more}".strip()
    return rest, found


def _turns(desk: OverrideContext, said: str) -> tuple[Rotation, ...]:
    """The rotation that was named, else all that are kept here, the first one first."""
    kept = {turn.name: turn for turn in desk.team.rotations}
    if not kept:
        raise InvalidValue(
            f"No rotation of {desk.team.id} is kept here; change it in its own tool."
        )
    return (kept[desk.request.choose(said, kept, "rotation")],) if said else tuple(kept.values())


def _make(desk: OverrideContext, turn: Rotation, person: str, said: str) -> str:
    start, end = _period(desk.request, desk.team.timezone, said)
    made = Override(rotation=turn.name, person=person, start=start, end=end)
    before = desk.covers(turn)
    relieved = _people(turn, made, before)
    keep_override(desk.tx, desk.team.id, turn.name, (*before, made), desk.request.now)
    one = _stand_in(desk, made, relieved)
    told = [(person, wording.stand_in_message(one))]
    told += [(who, wording.relieved_message(one)) for who in relieved if who != person]
    queue_direct_messages(desk.tx, desk.said, desk.roster, told)
    both = steps_of(desk.tx, desk.team, desk.request, max(start, desk.request.now)).get(person, ())
    return wording.override_reply(one, both)


def _period(request: Request, timezone: str, said: str) -> tuple[datetime, datetime]:
    if not said.strip():
        raise request.wrong("Say until when, such as 18:00, 4h or 18:00-22:00.")
    try:
        period = parse_period(normalized(said), now=request.now, timezone=timezone)
    except InvalidValue as error:
        raise request.wrong(f"{error}.") from error
    now = as_utc(request.now)
    start = max(period.start or now, now)
    if period.start is not None and period.end <= period.start:
        raise request.wrong("It ends before it begins; write the day with the time.")
    if period.end <= now:
        raise request.wrong("That time has passed; give one to come, such as tomorrow 18:00.")
    if period.end - now > MAX_DURATION:
        raise request.wrong("That is more than a year away; change the rotation in the team file.")
    return start, period.end


def _people(turn: Rotation, made: Override, before: tuple[Override, ...]) -> tuple[str, ...]:
    """Who would be on call without it, in order."""
    found = shifts(turn, made.start, made.end, before)
    return tuple(dict.fromkeys(shift.person for shift in found))


def _end(desk: OverrideContext, turns: tuple[Rotation, ...], said: str) -> str:
    """Take one back: the one of this person, or the only one there is."""
    who = desk.request.person(said) if said.strip() else ""
    found = [
        (turn, cover) for turn in turns for cover in desk.covers(turn) if who in ("", cover.person)
    ]
    if not found:
        whose = f" of {without_backticks(desk.roster.name(who))}" if who else ""
        raise InvalidValue(f"There is no override{whose} to take back; `oncall` lists them.")
    turn, cover = _chosen(desk, found)
    rest = tuple(other for other in desk.covers(turn) if other != cover)
    keep_override(desk.tx, desk.team.id, turn.name, rest, desk.request.now)
    one = _stand_in(desk, cover, _people(turn, cover, rest))
    told = [(cover.person, wording.stand_in_ended_message(one))]
    told += [(name, wording.relieved_ended_message(one)) for name in one.relieved]
    messages = [row for n, row in enumerate(told) if not n or row[0] != cover.person]
    queue_direct_messages(desk.tx, desk.said, desk.roster, messages)
    now = on_call(turn, desk.request.now, rest)
    return wording.override_ended_reply(one, now.person if now is not None else "")


def _chosen(
    desk: OverrideContext, found: list[tuple[Rotation, Override]]
) -> tuple[Rotation, Override]:
    """The only one; of several of one person that which holds now, else nobody guesses."""
    holding = [row for row in found if row[1].start <= desk.request.now]
    people = {cover.person for _, cover in found}
    if len(found) == 1 or (len(people) == 1 and len(holding) == 1):
        return (holding or found)[0]
    if len(people) > 1:
        named = ", ".join(f"@{person}" for person in sorted(people))
        how = f"`oncall override end @{min(people)}`"
        raise InvalidValue(
            f"Say whose: override end @who. There are those of {named}, as in: {how}."
        )
    levels = ", ".join(dict.fromkeys(turn.name for turn, _ in found))
    if "," in levels:
        raise desk.request.wrong(f"Say which, with --rotation. There is one of each: {levels}.")
    return min(found, key=lambda row: row[1].start)


def _stand_in(desk: OverrideContext, made: Override, relieved: tuple[str, ...]) -> StandIn:
    return StandIn(
        override=made,
        team=desk.team.name,
        timezone=desk.team.timezone,
        relieved=relieved,
        by=desk.request.speaker,
        now=desk.request.now,
        people=desk.request.people,
    )


def steps_of(tx: ReadTx, team: Team, request: Request, at: datetime) -> dict[str, tuple[str, ...]]:
    """Return person -> rotations, of those who are on call in several rotations at a moment."""
    found: dict[str, tuple[str, ...]] = {}
    for turn in team.rotations:
        shift = on_call(
            turn, at, overrides_in_force(overrides(tx, team.id, turn.name), request.people)
        )
        if shift is not None:
            found[shift.person] = (*found.get(shift.person, ()), turn.name)
    return {person: levels for person, levels in found.items() if len(levels) > 1}
