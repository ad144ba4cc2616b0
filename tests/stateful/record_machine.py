"""Everything a store keeps besides its lanes: timelines, timers, what came in, facts and refs.

Units of several tables are killed half-way; the dictionaries of the model know only whole units.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from tests.stateful.grounds import Crash, Fault, Ground
from tests.store.given import START, declared, effect, noted
from tocsin.domain.event import Event
from tocsin.domain.evolve import fold
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.errors import VersionConflict
from tocsin.store.contract import InboxRow, ReadTx, StoredEvent, Tx

T = TypeVar("T")
NUMBERS = {"i1": 1, "i2": 2}
NAMES = ("ack", "update", "role:tl")
incidents = st.sampled_from(sorted(NUMBERS))
faults = st.sampled_from(
    [None] * 12 + [Fault(n, False) for n in range(8)] + [Fault(n, True) for n in (1, 4)]
)


class Undo(Exception):
    """A unit that must leave nothing raises this."""


class Due(NamedTuple):
    """A timer to be set; the name is an obligation's."""

    name: str
    seconds: int
    generation: int


dues = st.lists(
    st.builds(
        Due,
        name=st.sampled_from(NAMES),
        seconds=st.integers(0, 9),
        generation=st.integers(1, 3),
    ),
    unique_by=lambda due: due.name,
    max_size=3,
)
texts = st.sampled_from(["", "a", "b ü", "🔔"])
messages = st.tuples(st.sampled_from(["chat/x", "hook/y"]), st.sampled_from(["1", "2", "3"]))


@dataclass
class Records:
    """What was committed."""

    incidents: dict[str, Incident] = field(
        default_factory=lambda: {one: Incident(id=one) for one in NUMBERS}
    )
    events: dict[str, list[StoredEvent]] = field(
        default_factory=lambda: {one: [] for one in NUMBERS}
    )
    timers: dict[str, list[Timer]] = field(default_factory=lambda: {one: [] for one in NUMBERS})
    inbox: dict[tuple[str, str], InboxRow] = field(default_factory=dict)
    facts: dict[tuple[str, str], str] = field(default_factory=dict)
    refs: dict[tuple[str, str], str] = field(default_factory=dict)
    effects: list[str] = field(default_factory=list)
    number: int = 0

    def due(self, now: datetime) -> list[tuple[str, Timer]]:
        """Timers that may fire, in order."""
        rows = [(one, timer) for one, kept in self.timers.items() for timer in kept]
        rows.sort(key=lambda row: (row[1].due, NUMBERS[row[0]], row[1].name))
        return [row for row in rows if row[1].due <= now]


class RecordMachine(RuleBasedStateMachine):
    """One store and the dictionaries that say what must be in it."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground
        self.ground.wipe()
        self.store = self.ground.open()
        self.kept = Records()
        self.now = START
        self.starts = 0

    @initialize(starts=st.sampled_from([0, 0, 1, 2]))
    def look_ahead(self, starts: int) -> None:
        """To start again takes longer than all else, so not every story does."""
        self.starts = starts

    def committed(self, unit: Callable[[Tx], T], fault: Fault | None) -> list[T]:
        """What the unit returned; nothing if it failed, and then perhaps a new process runs."""
        self.ground.fuse.fault = fault
        try:
            return [self.store.write(unit)]
        except Crash:
            if fault is not None and fault.kills:
                self.store = self.ground.crash()
            return []
        finally:
            self.ground.fuse.fault = None

    def timed(self, given: list[Due]) -> list[Timer]:
        return [
            Timer(
                name=one.name,
                generation=one.generation,
                nudge=one.seconds % 3,
                due=self.now + timedelta(seconds=one.seconds),
            )
            for one in given
        ]

    # -------------------------------------------------------------------------- rules

    @rule(incident=incidents, text=texts, many=st.integers(1, 3), owed=dues, fault=faults)
    def command(
        self, incident: str, text: str, many: int, owed: list[Due], fault: Fault | None
    ) -> None:
        """One command is one unit: events, projection, effect, timers, and the row that asked."""
        before = self.kept.incidents[incident]
        happened: tuple[Event, ...] = tuple(noted(f"{text}{n}", self.now) for n in range(many))
        if before.version == 0:
            happened = (declared(NUMBERS[incident], at=self.now), *happened)
        after, timers = fold(happened, before), self.timed(owed)
        key = f"{incident}:{after.version}"
        row = InboxRow(source="cmd", message_id=key, body=text, received=self.now, handled=self.now)

        def unit(tx: Tx) -> list[StoredEvent]:
            stored = list(tx.append(before, happened, after))
            tx.put_effects((effect(key, incident=incident, created=self.now),))
            tx.set_timers(incident, NUMBERS[incident], timers)
            tx.put_inbox(row)
            return stored

        for stored in self.committed(unit, fault):
            assert [one.event for one in stored] == list(happened)
            self.kept.events[incident] += stored
            self.kept.incidents[incident] = after
            self.kept.timers[incident] = timers
            self.kept.inbox["cmd", key] = row
            self.kept.effects.append(key)

    @rule(incident=incidents, behind=st.integers(1, 2))
    def somebody_was_faster(self, incident: str, behind: int) -> None:
        """Whoever decided on an older version appends nothing."""
        if self.kept.incidents[incident].version < behind:
            self.command(incident, "first", behind, [], None)
        now = self.kept.incidents[incident]
        stale = replace(now, version=now.version - behind)
        late = noted("late", self.now)
        after = replace(now, version=stale.version + 1)
        with suppress(VersionConflict):
            self.store.write(lambda tx: tx.append(stale, (late,), after))
            raise AssertionError("the later of two was accepted on what the earlier had changed")

    @rule(incident=incidents, seq=st.integers(1, 8), fault=faults)
    def redact(self, incident: str, seq: int, fault: Fault | None) -> None:
        if self.committed(lambda tx: tx.redact(incident, seq), fault):
            rows = self.kept.events[incident]
            if seq <= len(rows):
                rows[seq - 1] = replace(rows[seq - 1], body=None, event=None)

    @rule(incident=incidents, owed=dues, fault=faults)
    def owe(self, incident: str, owed: list[Due], fault: Fault | None) -> None:
        timers = self.timed(owed)
        if self.committed(lambda tx: tx.set_timers(incident, NUMBERS[incident], timers), fault):
            self.kept.timers[incident] = timers

    @rule(limit=st.integers(1, 3), again=st.booleans(), fault=faults)
    def fire(self, limit: int, again: bool, fault: Fault | None) -> None:
        """The clock fires what is due, each timer in a unit that says what is owed from then on."""
        due = self.store.read(lambda tx: list(tx.timers_due(self.now, limit)))
        assert due == self.kept.due(self.now)[:limit]
        for incident, timer in due:
            stale = replace(timer, generation=timer.generation + 1)
            assert self.store.write(lambda tx, one=(incident, timer): tx.claim_timer(*one))  # type: ignore[misc]
            assert not self.store.write(lambda tx, one=(incident, stale): tx.claim_timer(*one))  # type: ignore[misc]
            rest = [one for one in self.kept.timers[incident] if one.name != timer.name]
            later = replace(timer, nudge=timer.nudge + 1, due=timer.due + timedelta(seconds=7))
            self.owed_from_now(incident, [*rest, later] if again else rest, fault)

    def owed_from_now(self, incident: str, timers: list[Timer], fault: Fault | None) -> None:
        if self.committed(lambda tx: tx.set_timers(incident, NUMBERS[incident], timers), fault):
            self.kept.timers[incident] = timers

    @rule(message=messages, body=texts, handled=st.booleans(), fault=faults)
    def come_in(
        self, message: tuple[str, str], body: str, handled: bool, fault: Fault | None
    ) -> None:
        """A message comes, or comes again; once it was handled nothing about it changes."""
        before = self.kept.inbox.get(message)
        row = InboxRow(
            source=message[0],
            message_id=message[1],
            body=body,
            received=before.received if before else self.now,
            attempts=before.attempts + 1 if before else 1,
            handled=self.now if handled else None,
            result=f"did {body}" if handled else "",
            error="" if handled else "Down",
        )
        free = before is None or before.handled is None
        for put in self.committed(lambda tx: tx.put_inbox(row), fault):
            assert put == free
            if put:
                self.kept.inbox[message] = row

    @rule(fault=faults)
    def replay(self, fault: Fault | None) -> None:
        """What was kept and not handled is handled, the oldest first."""
        waiting = self.store.read(lambda tx: list(tx.unhandled(2)))
        for row in waiting:
            done = replace(row, handled=self.now, result="replayed")
            if self.committed(lambda tx, one=done: tx.put_inbox(one), fault):  # type: ignore[misc]
                self.kept.inbox[row.source, row.message_id] = done

    @rule(
        space=st.sampled_from("st"),
        key=st.sampled_from("kü"),
        value=st.none() | texts,
        fault=faults,
    )
    def know(self, space: str, key: str, value: str | None, fault: Fault | None) -> None:
        if self.committed(lambda tx: tx.set_fact(space, key, value), fault):
            if value is None:
                self.kept.facts.pop((space, key), None)
            else:
                self.kept.facts[space, key] = value

    @rule(incident=incidents, name=texts, value=texts, fault=faults)
    def refer(self, incident: str, name: str, value: str, fault: Fault | None) -> None:
        if self.committed(lambda tx: tx.set_ref(incident, name, value), fault):
            self.kept.refs[incident, name] = value

    @rule(fault=faults)
    def count(self, fault: Fault | None) -> None:
        """Numbers have gaps, and none is given twice."""
        for number in self.committed(lambda tx: tx.next_number(), fault):
            assert number > self.kept.number
            self.kept.number = number

    @rule(seconds=st.sampled_from([1, 4, 10]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(killed=st.booleans())
    def start_again(self, killed: bool) -> None:
        if not self.starts:
            return
        self.starts -= 1
        if not killed:
            self.store.close()
        self.store = self.ground.crash()

    # --------------------------------------------------------------------- invariants

    @invariant()
    def it_tells_what_was_committed(self) -> None:
        self.store.read(self._compare)

    def _compare(self, tx: ReadTx) -> None:
        for incident in NUMBERS:
            self._compare_timeline(tx, incident)
            timers = sorted(self.kept.timers[incident], key=lambda one: (one.due, one.name))
            assert list(tx.timers(incident)) == timers
            for (_, name), value in self._of(incident):
                assert tx.ref(incident, name) == value
        every = [timer.due for kept in self.kept.timers.values() for timer in kept]
        assert tx.next_timer_at() == min(every, default=None)
        assert sorted(row.key for row in tx.pending()) == sorted(self.kept.effects)
        self._compare_inbox(tx)
        for space in "st":
            facts = {key: text for (one, key), text in self.kept.facts.items() if one == space}
            assert dict(tx.facts(space)) == facts
            assert all(tx.fact(space, key) == text for key, text in facts.items())

    def _of(self, incident: str) -> list[tuple[tuple[str, str], str]]:
        return [row for row in self.kept.refs.items() if row[0][0] == incident]

    def _compare_timeline(self, tx: ReadTx, incident: str) -> None:
        """Versions without a gap, hashes that verify, redacted or not; projection = fold."""
        stored = list(tx.events(incident))
        assert stored == self.kept.events[incident]
        assert [row.seq for row in stored] == list(range(1, len(stored) + 1))
        chain = hashlib.sha256(f"tocsin:{incident}".encode()).digest()
        for row in stored:
            body = bytes.fromhex(row.body_sha256)
            assert row.body is None or hashlib.sha256(row.body.encode()).digest() == body
            chain = hashlib.sha256(chain + body).digest()
            assert row.chain == chain.hex()
        expected = self.kept.incidents[incident]
        assert tx.incident(incident) == (expected if expected.version else None)

    def _compare_inbox(self, tx: ReadTx) -> None:
        rows = self.kept.inbox.values()
        for row in rows:
            assert tx.inbox(row.source, row.message_id) == row
        waiting = [row for row in rows if row.handled is None]
        assert list(tx.unhandled(100)) == sorted(waiting, key=lambda row: row.received)
