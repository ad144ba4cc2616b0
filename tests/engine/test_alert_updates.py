"""Alert sources are told that somebody works on what fires there, and that it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.engine.given import TEAM, Home, MemoryHome, SqliteHome, World
from tocsin.domain.severity import Severity
from tocsin.errors import ProviderError
from tocsin.providers import (
    AlertCapability,
    AlertEvent,
    AlertGroup,
    AlertRef,
    Call,
    ProviderConfig,
    ProviderType,
    RawRequest,
    Received,
)

BOARDS = f'{TEAM}\n[alerts.board]\ntype = "board"\n[alerts.deaf]\ntype = "deaf"\n'
CAN: frozenset[AlertCapability] = frozenset({"acknowledge", "resolve"})


@dataclass
class Board:
    """Issues by their id, and what became of each.

    A body is `<group> <id>…`, with `-` before what is over.
    """

    capabilities: frozenset[AlertCapability] = CAN
    issues: dict[str, str] = field(default_factory=dict)
    calls: list[int] = field(default_factory=list)
    told: list[tuple[str, str, str]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    broken: ProviderError | None = None
    severity: Severity = "P1"

    def authenticate(self, request: RawRequest) -> None:
        """Anybody comes in."""

    def receive(self, request: RawRequest) -> Received:
        key, *ids = request.body.decode().split()
        alerts = tuple(self._alert(name, request) for name in ids)
        return Received(
            groups=(AlertGroup(key=key, title=key, severity=self.severity, alerts=alerts),)
        )

    def _alert(self, name: str, request: RawRequest) -> AlertEvent:
        issue, over = name.removeprefix("-"), name.startswith("-")
        known = self.issues.get(issue, "over")
        self.issues[issue] = "over" if over else known.replace("over", "open")
        return AlertEvent(
            fingerprint=issue,
            status="resolved" if over else "firing",
            title=f"{issue} is broken",
            starts_at=request.received,
        )

    def acknowledge(self, alerts: Sequence[AlertRef], call: Call) -> None:
        self._mark(alerts, "acknowledged")

    def resolve(self, alerts: Sequence[AlertRef], call: Call) -> None:
        self._mark(alerts, "resolved")
        self.closed += [alert.fingerprint for alert in alerts]

    def _mark(self, alerts: Sequence[AlertRef], state: str) -> None:
        self.calls.append(len(alerts))
        if self.broken is not None:
            raise self.broken
        for alert in alerts:
            self.issues[alert.fingerprint] = state
            self.told.append((alert.group, alert.fingerprint, alert.incident))


def _type(name: str, board: Board) -> ProviderType[ProviderConfig]:
    return ProviderType(
        kind="alerts",
        name=name,
        summary="issues",
        config=ProviderConfig,
        factory=lambda _config, _context: board,
    )


class BoardWorld(World):
    """A deployment with two boards: one that is told, one that cannot be."""

    def __init__(self, folder: Path, home: Home) -> None:
        self.board, self.deaf = Board(), Board(capabilities=frozenset())
        types = (_type("board", self.board), _type("deaf", self.deaf))
        super().__init__(folder, home, teams={"shop": BOARDS}, types=types)

    def post(self, body: str, source: str = "board") -> str | None:
        """The incident of what the source says at this moment."""
        request = RawRequest(
            method="POST", path="", headers={}, body=body.encode(), received=self.clock()
        )
        incident = self.system.hook("shop", source, request, checked=True).incident
        self.system.settle_now()
        return incident


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> BoardWorld:
    home: Home = MemoryHome() if request.param == "memory" else SqliteHome(tmp_path / "t.db")
    return BoardWorld(tmp_path, home)


def test_whoever_acknowledges_acknowledges_there(world: BoardWorld) -> None:
    assert world.post("g one two") == "INC-1"
    assert world.board.issues == {"one": "open", "two": "open"}
    world.tell("!incident INC-1 ack")
    assert world.board.issues == {"one": "acknowledged", "two": "acknowledged"}
    assert world.board.told == [("g", "one", "INC-1"), ("g", "two", "INC-1")]
    assert world.board.calls == [2], "in one call"


def test_what_joins_an_answered_incident_is_acknowledged(world: BoardWorld) -> None:
    world.post("g one")
    world.tell("!incident INC-1 ack")
    assert world.post("g one two") == "INC-1"
    assert world.board.issues == {"one": "acknowledged", "two": "acknowledged"}


def test_to_accept_is_no_answer_while_people_are_called(world: BoardWorld) -> None:
    world.post("g one")
    world.tell("!incident INC-1 accept")
    assert world.board.issues == {"one": "open"}


def test_who_accepts_what_they_acknowledged_tells_it_no_second_time(world: BoardWorld) -> None:
    world.post("g one")
    world.tell("!incident INC-1 ack")
    world.tell("!incident INC-1 accept")
    assert world.board.calls == [1]


def test_where_nobody_is_paged_to_accept_is_to_acknowledge(world: BoardWorld) -> None:
    world.board.severity = "P3"
    world.post("g one")
    world.tell("!incident INC-1 accept")
    assert world.board.issues == {"one": "acknowledged"}


def test_what_is_over_is_not_acknowledged(world: BoardWorld) -> None:
    world.post("g one two")
    world.post("g -one")
    world.tell("!incident INC-1 ack")
    assert world.board.issues == {"one": "over", "two": "acknowledged"}


def test_what_fires_on_is_resolved_with_its_incident(world: BoardWorld) -> None:
    world.post("g one two")
    world.post("g -one")
    world.tell("!incident INC-1 ack")
    world.tell("!incident INC-1 accept")
    world.tell("!incident INC-1 resolve --override the condition was wrong")
    assert world.board.issues == {"one": "over", "two": "resolved"}


def test_what_is_declined_is_acknowledged_and_stays_open(world: BoardWorld) -> None:
    """If it was closed there it would fire anew, and page again."""
    world.post("g one")
    world.tell("!incident INC-1 decline noise")
    assert world.board.issues == {"one": "acknowledged"}


def test_what_a_merge_hands_over_is_resolved_with_the_other(world: BoardWorld) -> None:
    world.tell("!incident declare checkout is down p1")
    assert world.post("g one") == "INC-2"
    world.tell("!incident INC-1 ack")
    world.tell("!incident INC-2 merge INC-1")
    assert world.board.issues == {"one": "acknowledged"}
    world.tell("!incident INC-1 resolve --override it is the same")
    assert world.board.issues == {"one": "resolved"}
    assert world.board.told[-1] == ("g", "one", "INC-1")


def test_of_a_private_incident_a_source_hears_its_number_and_no_word(world: BoardWorld) -> None:
    world.post("g one")
    world.tell("!incident INC-1 flag private a matter of few")
    resolve(world)
    assert set(world.board.told) == {("g", "one", "INC-1")}
    assert world.board.closed == ["one"]


def test_a_source_that_cannot_be_told_costs_nothing(world: BoardWorld) -> None:
    world.post("g one", source="deaf")
    world.tell("!incident INC-1 ack")
    assert not [name for name in world.seen.attempts if name.startswith("alert-")]
    assert world.deaf.calls == []


def test_many_alerts_are_told_in_parts(world: BoardWorld) -> None:
    world.post("g " + " ".join(f"n{number}" for number in range(120)))
    world.tell("!incident INC-1 ack")
    assert world.board.calls == [50, 50, 20]
    assert set(world.board.issues.values()) == {"acknowledged"}


def test_a_source_that_is_down_is_told_later_and_after_a_restart(world: BoardWorld) -> None:
    world.post("g one")
    world.board.broken = ProviderError("unavailable", "The board is down.")
    world.tell("!incident INC-1 ack")
    assert world.board.issues == {"one": "open"}
    world.restart()
    world.board.broken = None
    world.run(minutes=10)
    assert world.board.issues == {"one": "acknowledged"}


def test_what_ended_meanwhile_is_not_told_of(world: BoardWorld) -> None:
    world.post("g one")
    world.board.broken = ProviderError("unavailable", "The board is down.")
    world.tell("!incident INC-1 ack")
    world.board.broken = None
    world.post("g -one")
    world.run(minutes=10)
    assert world.board.issues == {"one": "over"}
    assert world.board.told == []


def test_a_refused_acknowledgement_disturbs_nobody(world: BoardWorld) -> None:
    world.post("g one")
    world.board.broken = ProviderError("forbidden", "This key may not do that.")
    world.tell("!incident INC-1 ack")
    assert "alert-ack:failed" in world.seen.attempts
    assert "may not do that" not in world.chat.heard()


def test_what_could_not_be_closed_is_said_once(world: BoardWorld) -> None:
    world.post("g one two")
    world.tell("!incident INC-1 ack")
    world.tell("!incident INC-1 accept")
    world.board.broken = ProviderError("forbidden", "This key may not do that.")
    world.tell("!incident INC-1 resolve --override it fires on")
    world.run(minutes=5)
    assert (
        world.chat.heard().count("Monitoring (board) could not be told that its alert is over") == 1
    )


def resolve(world: BoardWorld) -> None:
    world.tell("!incident INC-1 ack")
    world.tell("!incident INC-1 accept")
    world.tell("!incident INC-1 resolve --override it is over")


def test_what_fires_again_after_the_resolution_waits_for_an_answer(world: BoardWorld) -> None:
    world.post("g one")
    resolve(world)
    world.run(minutes=5)
    world.post("g -one")
    world.run(minutes=5)
    assert world.post("g one two") == "INC-1"
    assert world.board.issues["two"] == "open"
    world.tell("!incident INC-1 ack")
    assert world.board.issues == {"one": "acknowledged", "two": "acknowledged"}


def test_what_fires_after_a_quiet_time_waits_for_an_answer(world: BoardWorld) -> None:
    world.post("g one")
    world.tell("!incident INC-1 ack")
    world.tell("!incident INC-1 accept")
    world.run(minutes=60)
    assert world.post("g one two") == "INC-1"
    assert world.board.issues["two"] == "open"


def test_what_fires_again_before_the_source_was_up_is_not_closed(world: BoardWorld) -> None:
    world.post("g one")
    world.board.broken = ProviderError("unavailable", "The board is down.")
    resolve(world)
    world.post("g -one")
    world.run(minutes=1)
    world.post("g one two")
    world.board.broken = None
    world.run(minutes=10)
    assert world.incident().reopen_proposed
    assert world.board.issues == {"one": "open", "two": "open"}


def test_what_is_reopened_before_the_source_was_up_is_not_closed(world: BoardWorld) -> None:
    world.post("g one")
    world.board.broken = ProviderError("unavailable", "The board is down.")
    resolve(world)
    world.tell("!incident INC-1 reopen it is not")
    world.board.broken = None
    world.run(minutes=10)
    assert world.incident().status == "investigating"
    assert world.board.closed == []
