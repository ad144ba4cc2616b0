"""Reads schedules of tools in the background; a page uses what was read last.

Every level of `[oncall]` that names a schedule is read again and again, and kept with the moment of
the reading. Nobody who declares, acknowledges or is paged waits for a tool: they get the reading
that is there, and hear how old it is once it is too old.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tocsin.config.values import ScheduleRef, Team
from tocsin.domain.people import Person, Reading
from tocsin.engine.known_people import person_of
from tocsin.error_location import error_location
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin.providers import Call, OnCallEntry, Schedules, Window
from tocsin.store.contract import ReadTx, Store

log = logging.getLogger(__name__)
SPACE: Final = "schedule"
EVERY: Final = timedelta(minutes=2)
AGAIN: Final = timedelta(seconds=30)
STALE: Final = timedelta(minutes=10)
# What a tool that tells its shifts is asked for: so long it may be down, and handoffs go on.
AHEAD: Final = timedelta(days=7)
DEADLINE_S: Final = 5.0
MOST: Final = 200
Heard = Callable[[str, str, bool], None]


@dataclass(frozen=True, kw_only=True)
class ScheduleTurn:
    """One entry as it is kept; `person` is "" for somebody in no team file."""

    person: str
    user: str
    start: datetime | None
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        """Return whether the turn is on at a moment, as far as is known."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


class ScheduleReader:
    """Reads every schedule that a team's levels name; one thread steps each stripe."""

    def __init__(
        self,
        *,
        store: Store,
        teams: Mapping[str, Team],
        people: Mapping[str, Person],
        schedules: Mapping[tuple[str, str], Schedules],
        heard: Heard,
    ) -> None:
        """`heard(team, instance, worked)` is told what came of each reading."""
        self._store = store
        self._teams = teams
        self._people = people
        self._schedules = schedules
        self._heard = heard
        self._tools = list(
            dict.fromkeys(
                (team.id, ref.instance)
                for team in teams.values()
                for ref in team.schedules.values()
            )
        )
        self._not_before: dict[tuple[str, str], datetime] = {}
        self._down: set[tuple[str, str]] = set()

    def step(self, now: datetime, stripe: int = 0, stripes: int = 1) -> int:
        """Read what is due; return how many schedules were read.

        Args:
            stripe: Which of so many `stripes` of the tools: each may have a thread of its own, so
                that a tool that hangs keeps nobody waiting but those of its stripe.
        """
        places = (
            (team, level, ref)
            for team in self._teams.values()
            for level, ref in team.schedules.items()
            if self._tools.index((team.id, ref.instance)) % stripes == stripe
        )
        # A tool that is down comes last: the others of its stripe do not wait for it.
        ordered = sorted(places, key=lambda place: (place[0].id, place[1]) in self._down)
        return sum(self._read(*place, now) for place in ordered)

    @property
    def tools(self) -> int:
        """How many different tools are read."""
        return len(self._tools)

    def _read(self, team: Team, level: str, ref: ScheduleRef, now: datetime) -> bool:
        place = (team.id, level)
        tool = self._schedules.get((team.id, ref.instance))
        if tool is None or now < self._not_before.get(place, now):
            return False
        if self._is_fresh(team.id, level, now):
            return False
        try:
            kept = self._asked(tool, team, level, ref, now)
        except StoreUnavailable:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            self._failed(place, ref, error, now)
            return False
        self._store.write(lambda tx: tx.set_fact(SPACE, _key(*place), kept))
        self._worked(place, ref, now)
        return True

    def _is_fresh(self, team: str, level: str, now: datetime) -> bool:
        """Whether it was read a moment ago, by another replica too."""
        text = self._store.read(lambda tx: tx.fact(SPACE, _key(team, level)))
        return text is not None and now < datetime.fromisoformat(json.loads(text)["as_of"]) + EVERY

    def _asked(
        self, tool: Schedules, team: Team, level: str, ref: ScheduleRef, now: datetime
    ) -> str:
        call = Call(
            effect_key=f"schedule:{team.id}:{level}:{now.isoformat()}",
            object_key="schedule",
            deadline_s=DEADLINE_S,
            attempt=1,
            correlation=f"team:{team.id}",
            at=now,
        )
        found, until = _entries(tool, ref.id, now, call)
        names = (ref.instance, team.sections["schedules", ref.instance].type)
        turns = [
            _as_kept(entry, person_of(self._people, names, user=entry.user, email=entry.email))
            for entry in found
        ]
        facts = {"as_of": now.isoformat(), "until": until.isoformat(), "turns": turns}
        return json.dumps(facts, ensure_ascii=False)

    def _failed(
        self, place: tuple[str, str], ref: ScheduleRef, error: BaseException, now: datetime
    ) -> None:
        wait = timedelta(seconds=(isinstance(error, ProviderError) and error.retry_after) or 0)
        self._not_before[place] = now + max(AGAIN, wait)
        self._heard(place[0], ref.instance, False)
        if place not in self._down:
            why = str(error) if isinstance(error, ProviderError) else error_location(error)
            told = (*place, ref.instance, why)
            log.warning("%s: who is %s cannot be read from schedules.%s: %s", *told)
        self._down.add(place)

    def _worked(self, place: tuple[str, str], ref: ScheduleRef, now: datetime) -> None:
        self._not_before[place] = now + EVERY
        self._heard(place[0], ref.instance, True)
        if place in self._down:
            log.info("%s: who is %s is read from schedules.%s again", *place, ref.instance)
        self._down.discard(place)


def reading_of(
    tx: ReadTx, team: str, level: str, people: Mapping[str, Person], now: datetime
) -> tuple[str, Reading]:
    """Return who is on call of a level by what was read last; "" for nobody."""
    text = tx.fact(SPACE, _key(team, level))
    if text is None:
        return "", Reading(as_of=None, stale=True)
    kept = json.loads(text)
    as_of, until = (datetime.fromisoformat(kept[name]) for name in ("as_of", "until"))
    holding = list(_holding([_as_turn(row) for row in kept["turns"]], until, now))
    chosen = next((turn for turn in holding if turn.person in people), None)
    stranger = holding[0].user if holding and chosen is None else ""
    return chosen.person if chosen is not None else "", Reading(
        as_of=as_of,
        stale=now - as_of > STALE,
        until=chosen.end if chosen is not None else None,
        stranger=stranger,
    )


def _holding(
    turns: Sequence[ScheduleTurn], until: datetime, now: datetime
) -> Iterable[ScheduleTurn]:
    """Whose turn it is; where the reading does not reach so far, whoever had the last one."""
    found = [turn for turn in turns if turn.holds(now)]
    if found or now <= until:
        return found
    begun = [turn.start for turn in turns if turn.start is not None and turn.start <= now]
    return [turn for turn in turns if turn.start in (max(begun, default=None), None)]


def _entries(
    tool: Schedules, schedule: str, now: datetime, call: Call
) -> tuple[tuple[OnCallEntry, ...], datetime]:
    """What the tool says, and until when it holds."""
    if "shifts" not in tool.capabilities:
        return _sound(tool.on_call(schedule, now, call)), now
    window = Window(start=now, end=now + AHEAD)
    return _sound(tool.shifts(schedule, window, call)), window.end


def _sound(entries: object) -> tuple[OnCallEntry, ...]:
    """The entries, if that is what they are."""
    found = tuple(_checked(entries)) if isinstance(entries, tuple | list) else None
    if found is None:
        raise ValueError("a schedule is a tuple of OnCallEntry")
    return found[:MOST]


def _checked(entries: Iterable[object]) -> Iterator[OnCallEntry]:
    for entry in entries:
        if not isinstance(entry, OnCallEntry):
            raise TypeError("a schedule is a tuple of OnCallEntry")
        if any(moment is not None and moment.tzinfo is None for moment in (entry.start, entry.end)):
            raise ValueError("an entry's times have a zone")
        yield entry


def _key(team: str, level: str) -> str:
    return f"{team}/{level}"


def _as_kept(entry: OnCallEntry, person: str) -> dict[str, str | None]:
    start, end = (moment.isoformat() if moment else None for moment in (entry.start, entry.end))
    return {"person": person, "user": entry.user, "start": start, "end": end}


def _as_turn(row: Mapping[str, str | None]) -> ScheduleTurn:
    start, end = (
        datetime.fromisoformat(text) if (text := row[key]) else None for key in ("start", "end")
    )
    return ScheduleTurn(person=row["person"] or "", user=row["user"] or "", start=start, end=end)
