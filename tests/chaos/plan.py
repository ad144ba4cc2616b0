"""What one run is made of: a frozen value that can be printed, replayed and made smaller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal, get_args

Mode = Literal[
    "late", "429", "5xx", "timeout-before", "timeout-after", "broken-before", "broken-after",
    "stalled", "refused",
]  # fmt: skip
TripKind = Literal["crash", "lost", "full", "read-only", "locked", "unknown"]
DatabaseFault = Literal["lost", "full", "read-only", "locked"]
AlertStatus = Literal["firing", "resolved"]
AlertSeverity = Literal["critical", "warning", "info"]
Capability = Literal["find", "native-key"]
MODES: tuple[Mode, ...] = get_args(Mode)
DATABASE_FAULTS: tuple[DatabaseFault, ...] = get_args(DatabaseFault)
QUESTIONS = frozenset({"show"})


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What a provider does with its `nth` call (from 0) instead of taking it at once.

    Args:
        seconds: How long the call takes, or for `429` how long we are asked to wait.
    """

    target: str
    nth: int
    mode: Mode
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Trip:
    """At the first fitting point from the `at`-th on, the process dies or its database fails.

    `unknown`: the commit succeeds and its answer is lost. `down`: seconds until a new start.
    """

    at: int
    kind: TripKind
    down: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Say:
    """A person types `words`; INC-n is put before them where `incident` says which."""

    by: str
    words: str
    incident: int = 0

    @property
    def only_asks(self) -> bool:
        """Whether it is a question: it leaves nothing behind, and is answered anew."""
        return self.words in QUESTIONS


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Monitoring posts one alert of a group; `sender_id` tells repeats apart for the sender."""

    group: str
    status: AlertStatus
    severity: AlertSeverity
    sender_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Click:
    """The person opens the newest acknowledge link they were sent."""

    person: str


@dataclass(frozen=True, kw_only=True)
class Again:
    """The platform or sender delivers the `back`-th latest errand once more."""

    back: int


@dataclass(frozen=True, kw_only=True)
class Jump:
    """Every wall clock jumps by so many seconds, forward or back."""

    seconds: float


@dataclass(frozen=True, kw_only=True)
class Kill:
    """A replica is killed between two of its steps."""

    replica: int
    down: float


@dataclass(frozen=True, kw_only=True)
class Outage:
    """For so long the database refuses everything (`lost`) or every write."""

    kind: DatabaseFault
    seconds: float


Act = Say | Alert | Click | Again | Jump | Kill | Outage


@dataclass(frozen=True, kw_only=True)
class Step:
    """After so many seconds this happens, whatever is in flight then."""

    wait: float
    act: Act


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One run.

    Args:
        luck: Seed of interleavings, jitter and of when a client tries again.
        skew: What the wall clock of the second replica shows more than that of the first, s.
        nosy: Share of the turns in which others run between two transactions, 0 to 1.
        answered: At the end somebody acknowledges and ends what is open; else nobody does.
    """

    seed: int
    luck: int
    replicas: int = 1
    skew: float = 0.0
    nosy: float = 0.0
    platforms: tuple[str, ...] = ()
    tools: tuple[frozenset[Capability], frozenset[Capability]] = (frozenset(), frozenset())
    steps: tuple[Step, ...] = ()
    trips: tuple[Trip, ...] = ()
    behaviours: tuple[Behaviour, ...] = ()
    answered: bool = True

    def text(self) -> str:
        """The plan as lines, for a person to read."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        able = " and ".join("+".join(sorted(one)) or "nothing" for one in self.tools)
        yield f"seed {self.seed}: {self.replicas} replica(s), skew {self.skew:g} s, chats "
        yield f"  {', '.join(self.platforms) or 'none'}; the two paging tools can also do {able};"
        yield f"  at the end {'somebody answers' if self.answered else 'nobody answers'}"
        yield from (f"  +{one.wait:g} s  {shown(one.act)}" for one in self.steps)
        yield from (f"  at point {one.at}: {shown(one)}" for one in self.trips)
        yield from (f"  call {one.nth} of {one.target}: {shown(one)}" for one in self.behaviours)


def shown(one: Act | Trip | Behaviour) -> str:
    """The type and what differs from its default: `Say ana: ack (INC-1)`."""
    told = (
        f"{field.name}={value:g}" if isinstance(value, float) else f"{field.name}={value}"
        for field in fields(one)
        if (value := getattr(one, field.name)) != field.default
    )
    return f"{type(one).__name__.lower()} {', '.join(told)}"
