"""A small world for the desk: a memory store, the real rules, a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from tocsin.chat import text as as_text
from tocsin.config.values import Team
from tocsin.desk.desk import Desk
from tocsin.desk.reply import Reply
from tocsin.domain.calendar import BusinessCalendar
from tocsin.domain.command import Command, Outcome
from tocsin.domain.decide import decide
from tocsin.domain.declare import Declare
from tocsin.domain.evolve import fold
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Service
from tocsin.domain.oncall import Rotation
from tocsin.domain.people import Person, Roster
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.domain.quarter_metrics import Metrics
from tocsin.domain.rooms.decide import RoomResult
from tocsin.engine.account_linking import Linking
from tocsin.engine.spoken_line import SpokenLine
from tocsin.store.contract import ReadTx, Tx
from tocsin.store.memory import MemoryStore
from tocsin.wording.quarter_metrics import Following

START = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
ZONE = "Europe/Berlin"
PEOPLE = {
    "ana": Person(id="ana", name="Ana Sol", accounts={"irc": "U1"}),
    "bo": Person(id="bo", name="Bo Lind"),
    "cy": Person(id="cy", name="Cy Ng"),
    "dee": Person(id="dee", name="Dee Roy"),
    "eli": Person(id="eli", name="Eli Fox"),
}
ON_CALL = {"primary": "ana", "backup": "bo"}
CONTACTS = {
    "em": ("dee",), "cto": ("cy",), "ceo": ("eli",), "leadership": ("cy",), "security": ("cy",),
}  # fmt: skip


def rotation(name: str, *people: str) -> Rotation:
    return Rotation(
        name=name,
        people=people,
        every="weekly",
        handoff=(0, time(9)),
        start=date(2026, 1, 5),
        timezone=ZONE,
    )


def services(*names: str) -> dict[str, Service]:
    return {name: Service(name=name) for name in names}


NOBODY = Team(
    id="pay",
    name="Payments",
    timezone="UTC",
    calendar=BusinessCalendar(timezone="UTC"),
    people={},
    levels=(),
    rotations=(),
    schedules={},
    contacts={},
    emails={},
    services={},
    policy=DEFAULT_POLICY,
    escalation={},
    sections={},
    paging={},
    ticketing=(),
    announce="#incidents",
    triage="#incidents",
    platforms=(),
    storm=None,
)
TEAMS = {
    "shop": replace(
        NOBODY,
        id="shop",
        name="Shop",
        timezone=ZONE,
        default=True,
        services=services("checkout", "search"),
        levels=("primary", "backup"),
        rotations=(rotation("primary", "ana"), rotation("backup", "bo")),
        people={name: PEOPLE[name] for name in ("ana", "bo", "dee")},
    ),
    "pay": replace(NOBODY, announce="#pay", triage="#pay", people={"cy": PEOPLE["cy"]}),
}


LINKS = Linking(platforms={"irc": True}, token=lambda: "a token")


@dataclass
class RealRules:
    """The engine's part: decides with the real domain and appends to the store."""

    clock: Callable[[], datetime]
    seen: list[Command] = field(default_factory=list)
    tools: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"alerts": ("prom",)})

    def now(self) -> datetime:
        return self.clock()

    def roster(self, tx: ReadTx, team: str) -> Roster:
        return self._roster(team)

    def _roster(self, team: str) -> Roster:
        facts = TEAMS[team]
        return Roster(
            team=team,
            timezone=facts.timezone,
            calendar=BusinessCalendar(timezone=facts.timezone),
            as_of=self.now(),
            people=PEOPLE,
            on_call=ON_CALL if team == "shop" else {},
            contacts=CONTACTS,
            platforms=("irc",),
            instances=self.tools,
            words=lambda name, incident, at: f"About it\nThe words of {name}.",
            announce=facts.announce,
        )

    def declare(
        self, tx: Tx, team: str, make: Callable[[int, str], Declare], *, by: str
    ) -> Outcome:
        number = tx.next_number()
        return self._run(tx, Incident(id=f"id-{number}"), make(number, ""), by, team)

    def command(self, tx: Tx, incident_id: str, command: Command, *, by: str) -> Outcome:
        incident = tx.incident(incident_id)
        assert incident is not None
        return self._run(tx, incident, command, by, incident.team)

    def preview(self, tx: ReadTx, incident_id: str, command: Command, *, by: str) -> Outcome:
        before = tx.incident(incident_id)
        assert before is not None
        roster = self._roster(before.team)
        events = decide(before, command, by=by, at=self.now(), roster=roster)
        return Outcome(before=before, incident=fold(events, before), events=events)

    def _run(self, tx: Tx, before: Incident, command: Command, by: str, team: str) -> Outcome:
        self.seen.append(command)
        events = decide(before, command, by=by, at=self.now(), roster=self.roster(tx, team))
        after = fold(events, before)
        tx.append(before, events, after)
        return Outcome(before=before, incident=after, events=events)


class NoCharts:
    """Nothing is drawn."""

    def ask(
        self, tx: Tx, said: SpokenLine, found: Metrics, *, name: str, at: datetime
    ) -> Following:
        return "nothing"


class World:
    """What people say, and what the desk answers."""

    def __init__(self, trusted_names: frozenset[str] = frozenset({"irc"})) -> None:
        self.now = START
        self.store = MemoryStore()
        self.rules = RealRules(clock=lambda: self.now)
        self.charts = NoCharts()
        self.desk = Desk(
            execute=self.rules,
            teams=TEAMS,
            people=lambda: PEOPLE,
            charts=self.charts,
            trusted_names=trusted_names,
            links=LINKS,
        )
        self._said = 0

    def say(
        self, text: str, *, by: str = "ana", room: str = "#incidents", room_id: str = ""
    ) -> Reply:
        """One message in a room ("" = a direct message), and its answer."""
        self._said += 1
        said = SpokenLine(
            platform="irc",
            message_id=str(self._said),
            speaker=by,
            room=room,
            room_id=room_id,
            text=text,
        )
        if self.desk.asks_tools(said):
            asked = self.store.read(lambda tx: self.desk.query(tx, said))
            return (
                asked if isinstance(asked, Reply) else Reply(text=as_text(f"asked: {asked.text}"))
            )
        if self.desk.only_asks(said):
            return self.store.read(lambda tx: self.desk.look(tx, said))
        return self.store.write(lambda tx: self.desk.handle(tx, said))

    def open_room(self, number: int = 1) -> str:
        """The chat opened the incident's room; its name with `#`."""
        one = self.incident(number)
        name = f"#{one.room_name}"
        opened = RoomResult(platform="irc", room="R1", name=name)
        self.store.write(lambda tx: self.rules.command(tx, one.id, opened, by="engine"))
        return name

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def incident(self, number: int = 1) -> Incident:
        found = self.store.read(lambda tx: tx.incident(tx.id_of(number) or ""))
        assert found is not None
        return found

    @property
    def last(self) -> Command:
        """The last command that reached the rules."""
        return self.rules.seen[-1]


def open_p1() -> World:
    """A world with INC-1, a P1 Ana has answered; she is its IC."""
    world = World()
    assert world.say("!incident declare checkout returns 500s p1").accepted
    assert world.say("!incident ack").accepted
    return world
