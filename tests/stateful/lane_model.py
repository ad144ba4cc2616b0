"""What the lanes of a store should do, in plain lists: the oracle of the stateful test.

It knows no fence, no sequence and no table. A lane is a list; whoever holds it is an object.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from tocsin.store.contract import EffectEnd, NewEffect, Pool

ORDER: tuple[Pool, ...] = ("page", "chat", "other")


@dataclass(frozen=True, kw_only=True)
class Item:
    """An effect that waits, at its place in the order of puts."""

    place: int
    new: NewEffect
    needs: str
    attempts: int = 0
    first: datetime | None = None
    unsure: bool = False

    @property
    def seen(self) -> tuple[object, ...]:
        """What a store must tell of it."""
        return (self.new.key, self.new.payload, self.new.pool, self.needs, self.attempts,
                self.first, self.unsure)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Holding:
    """Somebody's lease of a lane; it is worth something while the lane knows it."""

    lane: str
    item: Item


@dataclass
class Lane:
    """Effects in order; when its head may go (None: parked), and who holds it."""

    items: list[Item] = field(default_factory=list)
    due: datetime | None = None
    holder: Holding | None = None


@dataclass(frozen=True, kw_only=True)
class Over:
    """An effect that is history."""

    key: str
    incident: str
    outcome: EffectEnd
    attempts: int
    at: datetime


class LaneModel:
    """Every lane, and everything that is over."""

    def __init__(self) -> None:
        self.lanes: dict[str, Lane] = {}
        self.over: list[Over] = []
        self._keys: set[str] = set()
        self._places = count()

    @property
    def keys(self) -> list[str]:
        """Every key that was ever put, once."""
        return sorted(self._keys)

    def waiting(self) -> list[Item]:
        """What is not over, in the order of puts."""
        every = (item for lane in self.lanes.values() for item in lane.items)
        return sorted(every, key=lambda item: item.place)

    def put(self, effects: Iterable[NewEffect]) -> None:
        """A key counts once; a sync takes the place of one that nobody has begun."""
        for new in effects:
            if new.key in self._keys:
                continue
            self._keys.add(new.key)
            lane = self.lanes.setdefault(new.lane, Lane())
            at = self._superfluous(lane, new)
            if at is None:
                if not lane.items:
                    lane.due = None if new.needs else new.created
                lane.items.append(Item(place=next(self._places), new=new, needs=new.needs))
            else:
                old = lane.items[at]
                self._log(old, "skipped", new.created)
                lane.items[at] = Item(place=old.place, new=new, needs=new.needs)

    def _superfluous(self, lane: Lane, new: NewEffect) -> int | None:
        if new.kind != "sync":
            return None
        alike = (new.kind, new.op, new.needs)
        for at in reversed(range(len(lane.items))):
            item = lane.items[at]
            claimed = at == 0 and lane.holder is not None
            if (item.new.kind, item.new.op, item.needs) == alike and not (claimed or item.unsure):
                return at
        return None

    def _log(self, item: Item, outcome: EffectEnd, at: datetime) -> None:
        self.over.append(
            Over(
                key=item.new.key,
                incident=item.new.incident,
                outcome=outcome,
                attempts=item.attempts,
                at=at,
            )
        )

    def drop_leases(self) -> None:
        """Nobody is left who could hold one: what was leased may go at once."""
        for lane in self.lanes.values():
            if lane.holder is not None:
                lane.holder, lane.due = None, lane.items[0].new.created

    def unpark(self, incident: str, need: str) -> None:
        """What needed this need not wait for it any more."""
        if not need:
            return
        for lane in self.lanes.values():
            lane.items = [
                replace(item, needs="")
                if (item.new.incident, item.needs) == (incident, need)
                else item
                for item in lane.items
            ]
            if lane.due is None and not lane.items[0].needs:
                lane.due = lane.items[0].new.created

    def due(self, pools: Iterable[Pool], now: datetime, busy: str = "") -> list[str]:
        """The lanes that can be leased, in the order they will be; `busy` is a target left out."""
        wanted, rows = set(pools), []
        for name, lane in self.lanes.items():
            head = lane.items[0]
            if head.new.pool not in wanted or head.new.target == busy:
                continue
            if lane.due is not None and lane.due <= now:
                rows.append((ORDER.index(head.new.pool), lane.due, head.place, name))
        return [name for *_, name in sorted(rows)]

    def claim(
        self, pools: Iterable[Pool], now: datetime, until: datetime, limit: int, busy: str = ""
    ) -> Sequence[Holding]:
        """Lease the first of them: who held them before holds nothing any more."""
        return [self._lease(name, until) for name in self.due(pools, now, busy)[:limit]]

    def _lease(self, name: str, until: datetime) -> Holding:
        lane = self.lanes[name]
        lane.holder, lane.due = Holding(lane=name, item=lane.items[0]), until
        return lane.holder

    def holds(self, holding: Holding) -> bool:
        """Whether this lease is still worth something."""
        return holding.lane in self.lanes and self.lanes[holding.lane].holder is holding

    def begin(self, holding: Holding, now: datetime) -> tuple[object, ...] | None:
        """An attempt begins; what came of it is unsure until somebody says so."""
        if not self.holds(holding):
            return None
        items = self.lanes[holding.lane].items
        tried = replace(items[0], attempts=items[0].attempts + 1, first=items[0].first or now)
        items[0] = replace(tried, unsure=True)
        return tried.seen

    def settle(self, holding: Holding, outcome: EffectEnd, now: datetime) -> bool:
        """The head is over, the next one may go."""
        if not self.holds(holding):
            return False
        lane = self.lanes[holding.lane]
        self._log(lane.items.pop(0), outcome, now)
        lane.holder = None
        if lane.items:
            lane.due = None if lane.items[0].needs else lane.items[0].new.created
        else:
            del self.lanes[holding.lane]
        return True

    def retry(self, holding: Holding, due: datetime, *, unsure: bool, attempts: int | None) -> bool:
        """The head stays where it is, and waits."""
        if not self.holds(holding):
            return False
        lane = self.lanes[holding.lane]
        count = lane.items[0].attempts if attempts is None else attempts
        lane.items[0] = replace(lane.items[0], unsure=unsure, attempts=count)
        lane.holder, lane.due = None, due
        return True
