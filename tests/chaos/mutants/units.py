"""Mistakes in what a unit of work keeps: effects, timers, events, answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from tests.chaos.guard import Passing
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.store.contract import (
    InboxRow,
    NewEffect,
    StoredEvent,
    Tx,
)

MANY = 3
SOON = timedelta(seconds=90)
LONG = timedelta(days=1)


class EffectDropped(Passing):
    """Of several effects of one command the last is not queued."""

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        given = tuple(effects)
        self._tx.put_effects(given[:-1] if len(given) > MANY else given)


class CommitForgotten(Passing):
    """Every so often a unit's events are kept without their effects and timers."""

    def __init__(self, tx: Tx, units: Iterable[int]) -> None:
        """`units` counts the transactions of the run."""
        super().__init__(tx)
        self._lucky = next(iter(units)) % (MANY * MANY) != 0

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        if self._lucky:
            self._tx.put_effects(effects)


class EffectsReversed(Passing):
    """The effects of one command are queued the wrong way round."""

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        self._tx.put_effects(reversed(tuple(effects)))


class KeyNotStable(Passing):
    """The key of an effect is made up anew each time."""

    def __init__(self, tx: Tx, numbers: Iterable[int]) -> None:
        """`numbers` never repeat."""
        super().__init__(tx)
        self._numbers = iter(numbers)

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        self._tx.put_effects(
            replace(one, key=f"{one.key}~{next(self._numbers)}") for one in tuple(effects)
        )


class ParkedForever(Passing):
    """What waits for a room is not told that there is one."""

    def unpark(self, incident_id: str, need: str) -> None:
        """Nothing wakes."""


class CursorAhead(Passing):
    """A room's cursor moves on by one event too many."""

    def set_ref(self, incident_id: str, name: str, value: str) -> None:
        ahead = name.startswith("posted:")
        self._tx.set_ref(incident_id, name, str(int(value) + 1) if ahead else value)


class TimerNotSet(Passing):
    """The timers of an incident are written only once."""

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        if not self._tx.timers(incident_id):
            self._tx.set_timers(incident_id, number, timers)


class TimerEarly(Passing):
    """Timers are set a little too early."""

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        early = tuple(replace(timer, due=timer.due - SOON) for timer in timers)
        self._tx.set_timers(incident_id, number, early)


class AckTimerKept(Passing):
    """A ladder's timer is set a day too late."""

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        late = (
            replace(timer, due=timer.due + LONG) if timer.name == "ack" else timer
            for timer in timers
        )
        self._tx.set_timers(incident_id, number, tuple(late))


class LadderAhead(Passing):
    """A ladder is believed to have begun earlier than it did."""

    def incident(self, incident_id: str) -> Incident | None:
        found = self._tx.incident(incident_id)
        if found is None or found.ladder is None:
            return found
        return replace(found, ladder=replace(found.ladder, started=found.ladder.started - SOON))


class BodyLost(Passing):
    """The text of an event is not kept."""

    def append(
        self, before: Incident, events: Sequence[Event], after: Incident
    ) -> Sequence[StoredEvent]:
        stored = self._tx.append(before, events, after)
        for one in stored[:1]:
            self._tx.redact(after.id, one.seq)
        return stored


class AnswersMixedUp(Passing):
    """A message gets the answer of another one of the same sender."""

    def __init__(self, tx: Tx, first: dict[str, str]) -> None:
        """`first` is the first message of each source."""
        super().__init__(tx)
        self._first = first

    def inbox(self, source: str, message_id: str) -> InboxRow | None:
        return self._tx.inbox(source, self._first.setdefault(source, message_id))


class RepeatsRunAgain(Passing):
    """What was handled before is not remembered."""

    def inbox(self, source: str, message_id: str) -> InboxRow | None:
        return None


class EpisodeForgotten(Passing):
    """Which incident an alert group belongs to is not kept."""

    def set_fact(self, space: str, key: str, value: str | None) -> None:
        if space != "episode":
            self._tx.set_fact(space, key, value)
