"""A small Berlin team with two bells, and what a scenario for it brings about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.shop import CONTACTS, ONCALL, PEOPLE, SHOP
from tocsin.config import load_teams
from tocsin.config.values import Team, Teams
from tocsin.plugin_manager import Plugins, load_plugins
from tocsin.providers import (
    AlertCapability,
    AlertEvent,
    AlertGroup,
    AlertRef,
    AskedConfig,
    Call,
    Change,
    ChangeCapability,
    Graph,
    GraphQuery,
    Kind,
    LogQuery,
    LogResult,
    MadeChange,
    PageRequest,
    ProviderConfig,
    ProviderType,
    RawRequest,
    Received,
    Ref,
    Window,
)
from tocsin.providers.paging import PagingCapability
from tocsin.simulate import parse, simulate
from tocsin.simulate.rows import Row, as_json

START = "start 2026-12-24T03:00:00+01:00"
TEAM = f"""\
{SHOP}holidays = ["2026-12-25", "2026-12-26"]

{PEOPLE}[people.lea]
name = "Lea"

{ONCALL}
{CONTACTS}leadership = ["lea"]

[paging.tower]
type = "bell"
[paging.church]
type = "bell"

[ticketing.list]

[alerts.json]
type = "json"
token = {{ env = "TOCSIN_ALERTS_TOKEN" }}
[alerts.prom]
type = "prometheus"
token = {{ env = "AM_TOKEN" }}
"""


class BellConfig(ProviderConfig):
    """A bell has no settings."""


class Bell:
    """Stands where a vendor's paging tool would; a simulation must never ring it."""

    capabilities: frozenset[PagingCapability] = frozenset({"acknowledge", "resolve"})

    def page(self, request: PageRequest, call: Call) -> Ref:
        raise AssertionError("a simulation rang a real bell")

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        raise AssertionError("a simulation touched a real bell")

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        raise AssertionError("a simulation touched a real bell")

    def find(self, object_key: str, call: Call) -> Ref | None:
        raise AssertionError("a simulation asked a real bell")


BELL = ProviderType(
    kind="paging",
    name="bell",
    summary="a bell in a tower",
    config=BellConfig,
    factory=lambda _config, _context: Bell(),
)


class Far:
    """Stands where a tool that is asked would; a simulation must never ask it."""

    def search(self, query: LogQuery, call: Call) -> LogResult:
        raise AssertionError("a simulation asked a real tool")

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        raise AssertionError("a simulation asked a real tool")

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        raise AssertionError("a simulation asked a real tool")


class FarLedger(Far):
    """Takes changes as well."""

    capabilities: frozenset[ChangeCapability] = frozenset({"record"})

    def record(self, change: MadeChange, call: Call) -> None:
        raise AssertionError("a simulation told a real tool")


LEDGER = ProviderType(
    kind="changes",
    name="ledger",
    summary="",
    config=AskedConfig,
    factory=lambda _config, _context: FarLedger(),
)


class Board:
    """An alert source that can be told; a body is a group of fingerprints that fire."""

    capabilities: frozenset[AlertCapability] = frozenset({"acknowledge", "resolve"})

    def authenticate(self, request: RawRequest) -> None:
        raise AssertionError("a simulation has no strangers")

    def receive(self, request: RawRequest) -> Received:
        alerts = tuple(
            AlertEvent(fingerprint=name, status="firing", title=name, starts_at=request.received)
            for name in json.loads(request.body)
        )
        return Received(groups=(AlertGroup(key="g", title="g", severity="P1", alerts=alerts),))

    def acknowledge(self, alerts: Sequence[AlertRef], call: Call) -> None:
        raise AssertionError("a simulation told a real tool")

    def resolve(self, alerts: Sequence[AlertRef], call: Call) -> None:
        raise AssertionError("a simulation told a real tool")


BOARD = ProviderType(
    kind="alerts",
    name="board",
    summary="",
    config=ProviderConfig,
    factory=lambda _config, _context: Board(),
)


def far(kind: Kind) -> ProviderType[AskedConfig]:
    """A type of tool that is asked."""
    return ProviderType(
        kind=kind,
        name="far",
        summary="",
        config=AskedConfig,
        factory=lambda _config, _context: Far(),
    )


@cache
def plugins() -> Plugins:
    """What is installed, the bell, and tools to ask."""
    made = load_plugins().adding(BELL, LEDGER, BOARD)
    return made.adding(far("logs")).adding(far("graphs")).adding(far("changes"))


def load(folder: Path, text: str = TEAM) -> tuple[Teams, Team]:
    """The team of a file that has no fault."""
    (folder / "shop.toml").write_text(text, encoding="utf-8")
    teams = load_teams(folder, plugins().models)
    teams.raise_if_broken()
    return teams, teams.teams["shop"]


@dataclass(frozen=True)
class Told:
    """The rows of a simulation, and the questions tests ask of them."""

    rows: list[Row]

    def of(self, kind: str, to: str | None = None, **data: object) -> list[Row]:
        """The rows of a kind, to somebody, whose data holds these values."""
        return [
            row
            for row in self.rows
            if row.kind == kind
            and to in (None, row.to)
            and all(row.data.get(name) == value for name, value in data.items())
        ]

    def one(self, kind: str, to: str | None = None, **data: object) -> Row:
        """The one such row."""
        (row,) = self.of(kind, to, **data)
        return row

    def pages(self, **data: object) -> list[tuple[float, str]]:
        """(minute, person) of every page that was sent, in the order of the rows."""
        sent = self.of("page", None, outcome="sent", **data)
        return [(minute(row), row.to) for row in sent]

    def events(self, *types: str) -> list[str]:
        """The event types in order; only these, if any are named."""
        found = [str(row.data["type"]) for row in self.of("event")]
        return [one for one in found if not types or one in types]

    def owed(self, name: str) -> list[tuple[float, str]]:
        """(minute, state) of every change of one obligation."""
        return [(minute(row), str(row.data["state"])) for row in self.of("obligation", name=name)]

    def heard(self, room: str = "#incidents") -> str:
        """Everything the bot posted in a room by itself."""
        return "\n".join(row.text for row in self.of("message", room))

    def read_in(self, room: str) -> str:
        """Everything the bot said in a room, by itself or in answer."""
        said = (row for row in self.rows if row.kind in ("message", "reply"))
        return "\n".join(row.text for row in said if row.to == room)

    @property
    def room(self) -> str:
        """The one incident room, with `#`."""
        return f"#{self.one('room', outcome='opened').to}".replace("##", "#")

    @property
    def json(self) -> list[dict[str, Any]]:
        """The rows as a reader of `--format json` gets them."""
        return [json.loads(as_json(row)) for row in self.rows]


def minute(row: Row) -> float:
    """Minutes since the start."""
    return row.offset.total_seconds() / 60


def play(
    folder: Path,
    *lines: str,
    team: str = TEAM,
    files: Mapping[str, object] = {},
    start: str = START,
    platforms: tuple[str, ...] = ("console",),
) -> Told:
    """Run a scenario of these lines; `files` are alert bodies (bytes, or written as JSON)."""
    for name, body in files.items():
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        (folder / name).write_bytes(raw)
    teams, shop = load(folder, team)
    scenario = parse("\n".join((start, *lines)), "case.scenario")
    return Told(simulate(scenario, teams, plugins(), team=shop, folder=folder, platforms=platforms))
