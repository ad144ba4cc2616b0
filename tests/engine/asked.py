"""A world whose team has tools that can be asked: logs, graphs, changes, and what fires."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.engine.given import START, TEAM, SqliteHome, World
from tests.patience import COMES_S
from tocsin.deadlines import Crew
from tocsin.engine.spoken_line import SpokenLine
from tocsin.providers import (
    AlertCapability,
    Call,
    GraphQuery,
    Kind,
    LogQuery,
    LogResult,
    LogRow,
    ProviderConfig,
    ProviderContext,
    ProviderType,
    RawRequest,
    Received,
    Window,
)

LONGEST_S = COMES_S
PNG = b"\x89PNG\r\n\x1a\n and so on"
TOOLS = """
[services.checkout]
[logs.elk]
type = "fake"
[logs.elk.presets]
errors = "level:error service:{service}"
[logs.loki]
type = "fake"
[graphs.prom]
type = "fake"
[changes.git]
type = "fake"
[alerts.watch]
type = "fake"
"""


class FakeConfig(ProviderConfig):
    """A tool has no settings."""


@dataclass
class Tool:
    """Logs, graphs and changes in one; does what it is told, and remembers what it was asked."""

    answer: object = None
    hangs: threading.Event | None = None
    begun: threading.Event = field(default_factory=threading.Event)
    asked: list[object] = field(default_factory=list)

    def _say(self, query: object) -> object:
        self.asked.append(query)
        self.begun.set()
        if self.hangs is not None:
            self.hangs.wait(LONGEST_S)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

    def search(self, query: LogQuery, call: Call) -> object:
        return self._say(query)

    def graph(self, query: GraphQuery, call: Call) -> object:
        return self._say(query)

    capabilities: frozenset[AlertCapability] = frozenset({"firing"})

    def authenticate(self, request: RawRequest) -> None: ...

    def receive(self, request: RawRequest) -> Received:
        return Received()

    def firing(self, call: Call) -> object:
        return self._say(call.object_key)

    def changes(self, window: Window, service: str, call: Call) -> object:
        return self._say(window)


class Asked(World):
    """A world whose team has tools that can be asked."""

    def __init__(self, folder: Path) -> None:
        self.tools: dict[str, Tool] = {}
        kinds: tuple[Kind, ...] = ("logs", "graphs", "changes", "alerts")
        types = tuple(
            ProviderType(
                kind=kind, name="fake", summary="a fake", config=FakeConfig, factory=self._make
            )
            for kind in kinds
        )
        super().__init__(
            folder,
            SqliteHome(folder / "t.db"),
            teams={"shop": TEAM + TOOLS},
            types=types,
            crew=Crew,
        )

    def _make(self, _config: FakeConfig, context: ProviderContext) -> Tool:
        return self.tools.setdefault(context.instance, Tool())

    def ask(self, text: str, **how: object) -> str:
        return self.say(text, **how).text.as_plain()  # type: ignore[arg-type]  # as `say` says

    def end(self) -> None:
        """Nobody waits any more, and whatever hangs comes back."""
        self.system.queries.stop()
        for tool in self.tools.values():
            if tool.hangs is not None:
                tool.hangs.set()
        self.store.close()


def rows(*texts: str, more: bool = False, link: str = "", note: str = "") -> LogResult:
    at = [START + timedelta(seconds=n) for n in range(len(texts))]
    made = tuple(LogRow(text=text, at=when) for text, when in zip(texts, at, strict=True))
    return LogResult(rows=made, truncated=more, link=link, note=note)


def hang(tool: Tool) -> Tool:
    tool.hangs = threading.Event()
    return tool


def typed(text: str, room: str = "#incidents") -> SpokenLine:
    return SpokenLine(platform="irc", message_id=text, speaker="ana", room=room, text=text)
