"""The registry of provider kinds: one row each.

Whoever needs to know something of a kind asks its row: `config` for the type that needs no section,
the engine for the methods and their deadlines, the simulator for its double, the test kit for its
contract. A new kind is a new row (with its Protocol, double and contract), and its name in `Kind`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, Literal, TypeVar, get_args

from tocsin.providers.calendar import Calendar
from tocsin.providers.changes import ChangeCapability, Changes
from tocsin.providers.customers import Customers, MailCapability
from tocsin.providers.escalation import EscalationStrategy
from tocsin.providers.firing import AlertCapability
from tocsin.providers.graphs import Graphs
from tocsin.providers.inbound import AlertSource
from tocsin.providers.logs import Logs
from tocsin.providers.paging import Paging, PagingCapability
from tocsin.providers.postmortems import Postmortems
from tocsin.providers.schedules import ScheduleCapability, Schedules
from tocsin.providers.status_page import StatusPage
from tocsin.providers.ticketing import Ticketing

Kind = Literal[
    "paging",
    "schedules",
    "escalation",
    "status_page",
    "alerts",
    "logs",
    "graphs",
    "changes",
    "ticketing",
    "customers",
    "postmortems",
    "calendar",
    "chat",
]
P_co = TypeVar("P_co", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method of a kind's Protocol: name, capability it needs, deadline.

    Args:
        deadline_s: How long one call may take, in seconds, where the caller's `Call` says nothing.
        needs: The capability without which it is never called, or "".
    """

    name: str
    deadline_s: float
    needs: str = ""


@dataclass(frozen=True, kw_only=True)
class KindRow(Generic[P_co]):
    """Everything the core knows of one kind of provider.

    Args:
        protocol: What an instance must fulfil.
        methods: What is called, without the methods of `DOOR`, which any kind may have.
        capabilities: Every name an instance may say it can do.
        words: How people read of the kind.
        default_type: The type that needs no section in a team file, or "".
        presets: Whether people put queries to its instances, which have names in team files.
        beside: Whether the default type is there beside the types a team file names.
        double: `module:Class` of what stands for an instance in a simulation, made with a
            `tocsin.simulate.provider_doubles.Part`; "" = the instance itself takes part.
        contract: `module:Class` of the contract suite.
    """

    kind: Kind
    protocol: type[P_co]
    methods: tuple[Method, ...]
    words: str
    capabilities: frozenset[str] = field(default=frozenset())
    default_type: str = ""
    beside: bool = False
    presets: bool = False
    double: str = ""
    contract: str = ""

    @property
    def calls(self) -> tuple[Method, ...]:
        """Return every method that may be called on an instance, of its kind and of any kind."""
        return (*self.methods, *DOOR, EXAMINE)

    def deadline(self, method: str) -> float:
        """Return the deadline of one call of a method, in seconds.

        Raises:
            KeyError: The Protocol has no such method.
        """
        return {call.name: call.deadline_s for call in self.calls}[method]


DOOR: Final = (
    Method(name="authenticate", deadline_s=2.0),
    Method(name="receive", deadline_s=5.0),
    Method(name="confirm", deadline_s=5.0),
)
"""The methods of `Inbound` and `Confirms`, which an instance of any kind may have."""
EXAMINE: Final = Method(name="examine", deadline_s=15.0)
"""The method of `CanExamine`, which an instance of any kind may have."""

PAGING: Final[KindRow[Paging]] = KindRow(
    kind="paging",
    protocol=Paging,
    methods=(
        Method(name="page", deadline_s=5.0),
        Method(name="acknowledge", deadline_s=5.0, needs="acknowledge"),
        Method(name="resolve", deadline_s=5.0, needs="resolve"),
        Method(name="find", deadline_s=5.0, needs="find"),
    ),
    words="paging",
    capabilities=frozenset(get_args(PagingCapability)),
    default_type="direct-message",
    beside=True,
    double="tocsin.simulate.provider_doubles:PagingDouble",
    contract="tocsin.testing.paging:PagingContract",
)
SCHEDULES: Final[KindRow[Schedules]] = KindRow(
    kind="schedules",
    protocol=Schedules,
    methods=(
        Method(name="on_call", deadline_s=5.0),
        Method(name="shifts", deadline_s=5.0, needs="shifts"),
    ),
    words="schedules",
    capabilities=frozenset(get_args(ScheduleCapability)),
    double="tocsin.simulate.provider_doubles:SchedulesDouble",
    contract="tocsin.testing.schedules:SchedulesContract",
)
ESCALATION: Final[KindRow[EscalationStrategy]] = KindRow(
    kind="escalation",
    protocol=EscalationStrategy,
    methods=(Method(name="plan", deadline_s=0.5),),
    words="escalation",
    contract="tocsin.testing.escalation:EscalationContract",
)
ALERTS: Final[KindRow[AlertSource]] = KindRow(
    kind="alerts",
    protocol=AlertSource,
    methods=(
        Method(name="firing", deadline_s=5.0, needs="firing"),
        Method(name="acknowledge", deadline_s=10.0, needs="acknowledge"),
        Method(name="resolve", deadline_s=10.0, needs="resolve"),
    ),
    words="monitoring",
    capabilities=frozenset(get_args(AlertCapability)),
    double="tocsin.simulate.query_doubles:ShiftedSource",
    contract="tocsin.testing.alerts:AlertSourceContract",
)
LOGS: Final[KindRow[Logs]] = KindRow(
    kind="logs",
    protocol=Logs,
    methods=(Method(name="search", deadline_s=15.0),),
    words="logs",
    presets=True,
    double="tocsin.simulate.query_doubles:LogsDouble",
    contract="tocsin.testing.logs:LogsContract",
)
GRAPHS: Final[KindRow[Graphs]] = KindRow(
    kind="graphs",
    protocol=Graphs,
    methods=(Method(name="graph", deadline_s=15.0),),
    words="graphs",
    presets=True,
    double="tocsin.simulate.query_doubles:GraphsDouble",
    contract="tocsin.testing.graphs:GraphsContract",
)
CHANGES: Final[KindRow[Changes]] = KindRow(
    kind="changes",
    protocol=Changes,
    methods=(
        Method(name="changes", deadline_s=5.0),
        Method(name="record", deadline_s=5.0, needs="record"),
    ),
    words="changes",
    capabilities=frozenset(get_args(ChangeCapability)),
    double="tocsin.simulate.query_doubles:ChangesDouble",
    contract="tocsin.testing.changes:ChangesContract",
)
TICKETING: Final[KindRow[Ticketing]] = KindRow(
    kind="ticketing",
    protocol=Ticketing,
    methods=(Method(name="create", deadline_s=10.0), Method(name="close", deadline_s=10.0)),
    words="tickets",
    default_type="list",
    double="tocsin.simulate.provider_doubles:TicketingDouble",
    contract="tocsin.testing.ticketing:TicketingContract",
)
STATUS_PAGE: Final[KindRow[StatusPage]] = KindRow(
    kind="status_page",
    protocol=StatusPage,
    methods=(Method(name="put", deadline_s=10.0),),
    words="status page",
    default_type="static",
    double="tocsin.simulate.provider_doubles:StatusPageDouble",
    contract="tocsin.testing.status_page:StatusPageContract",
)
CUSTOMERS: Final[KindRow[Customers]] = KindRow(
    kind="customers",
    protocol=Customers,
    methods=(
        Method(name="send", deadline_s=20.0),
        Method(name="send_person", deadline_s=20.0, needs="people"),
    ),
    words="customer mail",
    capabilities=frozenset(get_args(MailCapability)),
    double="tocsin.simulate.provider_doubles:CustomersDouble",
    contract="tocsin.testing.customers:CustomersContract",
)
CALENDAR: Final[KindRow[Calendar]] = KindRow(
    kind="calendar",
    protocol=Calendar,
    methods=(Method(name="schedule", deadline_s=20.0), Method(name="cancel", deadline_s=20.0)),
    words="calendar",
    default_type="ics",
    double="tocsin.simulate.provider_doubles:CalendarDouble",
    contract="tocsin.testing.calendar:CalendarContract",
)
POSTMORTEMS: Final[KindRow[Postmortems]] = KindRow(
    kind="postmortems",
    protocol=Postmortems,
    methods=(Method(name="publish", deadline_s=10.0), Method(name="address", deadline_s=1.0)),
    words="post-mortems",
    default_type="folder",
    double="tocsin.simulate.provider_doubles:PostmortemsDouble",
    contract="tocsin.testing.postmortems:PostmortemsContract",
)

_ROWS: Final[tuple[KindRow[object], ...]] = (
    PAGING,
    SCHEDULES,
    ESCALATION,
    ALERTS,
    LOGS,
    GRAPHS,
    CHANGES,
    TICKETING,
    CALENDAR,
    POSTMORTEMS,
    STATUS_PAGE,
    CUSTOMERS,
)
KINDS: Final[Mapping[str, KindRow[object]]] = {row.kind: row for row in _ROWS}
"""Every kind whose instances are made from sections of team files."""
