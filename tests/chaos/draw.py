"""A seed becomes a plan. The same seed is the same plan, on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

from tests.chaos.plan import (
    DATABASE_FAULTS,
    Act,
    Again,
    Alert,
    AlertSeverity,
    AlertStatus,
    Behaviour,
    Capability,
    Click,
    Jump,
    Kill,
    Mode,
    Outage,
    Plan,
    Say,
    Step,
    Trip,
    TripKind,
)
from tests.chaos.team import (
    BACKUP,
    DIRECTOR,
    MAIL,
    MANAGER,
    PEOPLE,
    PRIMARY,
    STATUS_PAGE,
    TOOLS,
    TRACKER,
)

T = TypeVar("T")
MOST_DECLARED = 2
GROUPS = ("checkout", "search", "login", "mail", "cart")
WORDS: Mapping[str, int] = {
    "ack": 10, "accept": 3, "severity p0": 4, "severity p1": 2, "severity p2 it got better": 2,
    "severity p3 cosmetic": 1, "take ic": 2, "take tl": 3, "take comms": 2, "page @bo look": 4,
    "escalate em stuck": 2, "update investigating | all | reading logs | 20m": 3,
    "mitigate rollback 812": 2, "approve": 2, "done": 1, "mitigated": 2, "check 1": 1,
    "resolve --override it is over": 4, "reopen it is back": 2, "close": 2, "decline noise": 1,
    "handoff ic @bo": 1, "accept-handoff": 1, "flag security": 1, "note looking": 2,
    "snooze update 10m": 1, "show": 1,
}  # fmt: skip
DECLARATIONS: Mapping[str, int] = {
    "declare checkout returns 500s p0": 4, "declare checkout returns 500s p1": 6,
    "declare it is slow p2": 2, "declare a typo p3": 1, "declare something is odd": 3,
    "report the page looks strange": 1,
}  # fmt: skip
MODES: Mapping[Mode, int] = {
    "late": 4, "429": 2, "5xx": 5, "timeout-before": 2, "timeout-after": 5, "broken-before": 1,
    "broken-after": 2, "stalled": 7, "refused": 1,
}  # fmt: skip
SPANS: Mapping[Mode, tuple[float, float]] = {
    "late": (0.2, 4.9),
    "429": (1.0, 120.0),
    "timeout-before": (5.0, 5.0),
    "timeout-after": (5.0, 5.0),
    "broken-after": (0.0, 5.0),
    "stalled": (16.0, 50.0),
}
TRIPS: Mapping[TripKind, int] = {
    "crash": 12, "unknown": 3, "lost": 3, "locked": 2, "full": 1, "read-only": 1,
}  # fmt: skip
STEPS = (1, 2, 2, 3, 3, 4, 5, 8)
POINTS_A_STEP = 130
CHATS = ((), (), (), ("terminal",), ("terminal",), ("terminal", "other"))
PAGERS = tuple(f"paging.{name}" for name in TOOLS)
LOOKUPS = tuple(f"{name}.find" for name in PAGERS)
OTHERS = (f"ticketing.{TRACKER}", f"customers.{MAIL}", f"status_page.{STATUS_PAGE}")
WAITS = (0.0, 0.0, 0.0, 0.5, 2.0, 5.0, 20.0, 31.0, 70.0, 200.0, 420.0)


def draw(seed: int) -> Plan:
    """The plan of a seed."""
    return _Draw(seed).plan()


class _Draw:
    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._chance = Random(f"tocsin chaos {seed}")
        self._declared = 0
        self._sender_ids = 0

    def plan(self) -> Plan:
        chance = self._chance
        steps = self._steps(chance.choice(STEPS))
        replicas = 2 if chance.random() < 0.4 else 1
        chats = chance.choice(CHATS)
        return Plan(
            seed=self._seed,
            luck=chance.randrange(2**32),
            replicas=replicas,
            skew=chance.choice((0.0, 0.0, 1.0, -1.0)) if replicas == 2 else 0.0,
            nosy=chance.choice((0.0, 0.0, 0.05, 0.3)),
            platforms=chats,
            tools=(self._tool(), self._tool()),
            steps=steps,
            trips=self._trips(len(steps)),
            behaviours=tuple(self._behaviours(chats)),
            answered=chance.random() < 0.7,
        )

    def _tool(self) -> frozenset[Capability]:
        able: tuple[tuple[Capability, ...], ...] = ((), (), ("find",), ("native-key",))
        return frozenset(self._chance.choice(able))

    def _weighted(self, table: Mapping[T, int]) -> T:
        return self._chance.choices(tuple(table), tuple(table.values()))[0]

    # ------------------------------------------------------------------- steps

    def _steps(self, count: int) -> tuple[Step, ...]:
        first = self._opening()
        rest = [self._act() for _ in range(count - 1)]
        return tuple(Step(wait=self._chance.choice(WAITS), act=act) for act in (first, *rest))

    def _opening(self) -> Act:
        if self._chance.random() < 0.4:
            return self._alert(("firing",), ("critical",))
        self._declared += 1
        return Say(by=self._chance.choice(PEOPLE), words=self._weighted(DECLARATIONS))

    def _act(self) -> Act:
        roll = self._chance.random()
        if roll < 0.20:
            return self._alert()
        if roll < 0.27 and self._declared < MOST_DECLARED:
            return self._opening()
        if roll < 0.65:
            return self._say()
        if roll < 0.72:
            return Click(person=self._chance.choice((PRIMARY, PRIMARY, BACKUP, MANAGER, DIRECTOR)))
        if roll < 0.80:
            return Again(back=self._chance.randrange(3))
        return self._trouble(roll)

    def _trouble(self, roll: float) -> Act:
        if roll < 0.86:
            jumps = (-600.0, -30.0, -5.0, 10.0, 60.0, 1200.0, 7200.0)
            return Jump(seconds=self._chance.choice(jumps))
        if roll < 0.94:
            return Kill(replica=self._chance.randrange(2), down=self._chance.choice((0.0, 3, 60.0)))
        return Outage(
            kind=self._chance.choice(DATABASE_FAULTS),
            seconds=self._chance.choice((2.0, 20.0, 90.0)),
        )

    def _say(self) -> Say:
        incident = self._chance.choice((1, 1, 1, 2, 2, 3))
        return Say(by=self._chance.choice(PEOPLE), words=self._weighted(WORDS), incident=incident)

    def _alert(
        self,
        statuses: Sequence[AlertStatus] = ("firing", "firing", "resolved"),
        severities: Sequence[AlertSeverity] = ("critical", "critical", "warning", "info"),
    ) -> Alert:
        chance = self._chance
        return Alert(
            group=chance.choice(GROUPS[: chance.choice((2, 2, 5))]),
            status=chance.choice(statuses),
            severity=chance.choice(severities),
            sender_id=self._sender_id() if chance.random() < 0.5 else "",
        )

    def _sender_id(self) -> str:
        """Of this delivery alone; that it is repeated is the act `Again`."""
        self._sender_ids += 1
        return f"d{self._sender_ids}"

    # ------------------------------------------------------------------ faults

    def _trips(self, steps: int) -> tuple[Trip, ...]:
        count = self._chance.choice((0, 1, 1, 2, 3, 5))
        return tuple(
            Trip(
                at=1 + self._chance.randrange(POINTS_A_STEP * steps),
                kind=self._weighted(TRIPS),
                down=self._chance.choice((0.0, 0.0, 2.0, 40.0, 400.0)),
            )
            for _ in range(count)
        )

    def _behaviours(self, chats: tuple[str, ...]) -> list[Behaviour]:
        found: dict[tuple[str, int], Behaviour] = {}
        targets = [*PAGERS, *PAGERS, *PAGERS, *LOOKUPS, *OTHERS]
        targets += 2 * [f"chat.{name}" for name in chats]
        for _ in range(self._chance.choice((0, 1, 2, 4, 7))):
            target, mode = self._chance.choice(targets), self._weighted(MODES)
            start = int(self._chance.expovariate(0.35))
            for nth in range(start, start + self._chance.choice((1, 1, 2, 3, 6))):
                found[target, nth] = self._behaviour(target, nth, mode)
                if self._chance.random() < 0.5:
                    mode = self._weighted(MODES)
        return list(found.values())

    def _behaviour(self, target: str, nth: int, mode: Mode) -> Behaviour:
        span = SPANS.get(mode, (0.0, 0.0))
        seconds = round(self._chance.uniform(*span), 1)
        return Behaviour(target=target, nth=nth, mode=mode, seconds=seconds)
