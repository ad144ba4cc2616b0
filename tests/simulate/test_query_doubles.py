"""Instances that are asked in a simulation: answered from the scenario's files, told as rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.simulate.given import load
from tocsin.errors import ProviderError
from tocsin.providers import (
    AlertCapability,
    AlertEvent,
    AlertGroup,
    Call,
    Change,
    FiringAlert,
    Graph,
    GraphQuery,
    LogQuery,
    LogResult,
    RawRequest,
    Received,
    Window,
)
from tocsin.providers.kinds import KINDS
from tocsin.simulate.chat_doubles import TargetHealth
from tocsin.simulate.provider_doubles import DoubleContext, DoubledInstance
from tocsin.simulate.query_doubles import (
    PICTURE,
    ChangesDouble,
    GraphsDouble,
    LogsDouble,
    ShiftedSource,
)
from tocsin.simulate.recorder import Recorder
from tocsin.simulate.virtual_clock import VirtualClock
from tocsin.testing import a_call

NOW = datetime(2026, 12, 24, 3, tzinfo=UTC)
HOUR_AGO = NOW - timedelta(hours=1)


class Real:
    """Stands for every real tool; a simulation never asks it."""

    capabilities: frozenset[AlertCapability] = frozenset({"firing"})

    def search(self, query: LogQuery, call: Call) -> LogResult:
        raise AssertionError("a simulation asked a real tool")

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        raise AssertionError("a simulation asked a real tool")

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        raise AssertionError("a simulation asked a real tool")

    def firing(self, call: Call) -> tuple[FiringAlert, ...]:
        raise AssertionError("a simulation asked a real tool")

    def authenticate(self, request: RawRequest) -> None:
        raise AssertionError("a simulation has no strangers")

    def receive(self, request: RawRequest) -> Received:
        status, _, name = request.body.decode().partition(" ")
        alert = AlertEvent(
            fingerprint=name,
            status="firing" if status == "firing" else "resolved",
            title=name,
            starts_at=request.received,
        )
        group = AlertGroup(key=name, title=name, severity="P1", alerts=(alert,), service="shop")
        return Received(groups=(group,))


@dataclass
class House:
    """A stage with what was written down on it."""

    folder: Path
    health: TargetHealth = field(default_factory=TargetHealth)

    def __post_init__(self) -> None:
        _, self.team = load(self.folder)
        self.recorder = Recorder(VirtualClock(at=NOW), NOW, {})
        self.stage = DoubleContext(
            health=self.health, platforms=("console",), recorder=self.recorder, folder=self.folder
        )

    def part(self, kind: str, instance: str) -> DoubledInstance[Real]:
        return DoubledInstance(
            real=Real(), kind=kind, team=self.team, instance=instance, stage=self.stage
        )

    @property
    def told(self) -> list[tuple[str, str, str, object]]:
        rows = self.recorder.rows
        return [(row.kind, row.to, row.text, row.data["outcome"]) for row in rows]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def a_query(text: str) -> LogQuery:
    return LogQuery(text=text, since=HOUR_AGO, until=NOW, rows=2)


def test_logs_answer_from_the_file_beside_the_scenario(house: House) -> None:
    (house.folder / "logs.files.txt").write_text("error 1\nfine\nerror 2\nerror 3\n")
    logs = LogsDouble(house.part("logs", "files"))

    found = logs.search(a_query("error"), replace(a_call(), at=NOW))

    assert [row.text for row in found.rows] == ["error 2", "error 3"]
    assert found.truncated
    assert house.told == [("query", "logs.files", "error", "sent")]


def test_without_a_file_there_is_nothing_in_the_logs(house: House) -> None:
    assert LogsDouble(house.part("logs", "files")).search(a_query("x"), a_call()).rows == ()


def test_a_fault_of_the_scenario_is_a_fault_of_the_query(house: House) -> None:
    house.health.faults["logs.files"] = "timeout"
    with pytest.raises(ProviderError, match=r"logs\.files is timeout"):
        LogsDouble(house.part("logs", "files")).search(a_query("x"), a_call())
    assert house.told == [("query", "logs.files", "logs.files is timeout", "failed")]


def test_a_graph_is_said_and_not_drawn(house: House) -> None:
    graphs = GraphsDouble(house.part("graphs", "prom"))
    query = GraphQuery(text="rate(x[5m])", name="errors", since=HOUR_AGO, until=NOW)
    assert graphs.graph(query, a_call()) == Graph(png=PICTURE, alt="graph of errors")
    assert house.told == [("query", "graphs.prom", "rate(x[5m])", "sent")]


def test_changes_answer_from_the_file_beside_the_scenario(house: House) -> None:
    lines = ("checkout deploy 4.3", "- DNS moved", "nonsense", "search deploy 7")
    text = "\n".join(f"2026-12-24T02:{n}0:00+00:00 {line}" for n, line in enumerate(lines))
    (house.folder / "changes.ci.txt").write_text(f"{text}\nno moment at all\n")
    changes = ChangesDouble(house.part("changes", "ci"))
    window = Window(start=HOUR_AGO, end=NOW)

    told = [
        [(change.service, change.title) for change in changes.changes(window, service, a_call())]
        for service in ("", "checkout")
    ]

    assert told[0] == [("search", "deploy 7"), ("", "DNS moved"), ("checkout", "deploy 4.3")]
    assert told[1] == [("checkout", "deploy 4.3")]


def test_what_fires_is_what_the_alert_files_said_and_survives_a_restart(house: House) -> None:
    source = ShiftedSource(house.part("alerts", "am"))
    for minute, body in enumerate((b"firing disk", b"firing errors", b"resolved disk")):
        at = NOW + timedelta(minutes=minute)
        request = RawRequest(method="POST", path="", headers={}, body=body, received=at)
        source.receive(request)

    again = ShiftedSource(house.part("alerts", "am"))

    assert [(one.title, one.service) for one in again.firing(a_call())] == [("errors", "shop")]
    assert house.told == [("query", "alerts.am", "firing", "sent")]


def test_every_kind_that_is_asked_has_a_double_of_its_own() -> None:
    assert all(row.double for row in KINDS.values() if row.kind != "escalation")
