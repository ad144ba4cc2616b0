"""A whole Tocsin in this process: one team, a paging tool, a chat that prints nowhere."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.conversation import declaration
from tocsin.bootstrap import System, Wiring
from tocsin.bootstrap.clock_and_ids import RealIds, chance, utc_now
from tocsin.bootstrap.provider_instances import Instances
from tocsin.builtin.console_chat import ConsoleChat
from tocsin.config import load_teams
from tocsin.config.values import Teams
from tocsin.desk.reply import Reply
from tocsin.engine.spoken_line import SpokenLine
from tocsin.plugin_manager import Plugins, load_plugins
from tocsin.providers import (
    Call,
    PageRequest,
    PagingCapability,
    ProviderConfig,
    ProviderType,
    Ref,
)
from tocsin.store.contract import Store

NUMBER = re.compile(r"INC-(\d+)")
SECRET_NAME = "TOCSIN_BENCHMARK_SECRET"
SECRET = "a-secret-for-benchmarks"
TEAM = """\
[team]
name = "Shop"
default = true
storm = false
[people.ana]
name = "Ana Reyes"
[people.bo]
name = "Bo Lindqvist"
[people.eva]
name = "Eva Okafor"
[people.cyrus]
name = "Cyrus Tan"
[people.sam]
name = "Sam Novak"
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]
[contacts]
em = "eva"
cto = "cyrus"
leadership = ["cyrus"]
support = "sam"
[paging.hook]
%s
[alerts.json]
type = "json"
token = { env = "TOCSIN_BENCHMARK_SECRET" }
[alerts.prom]
type = "prometheus"
token = { env = "TOCSIN_BENCHMARK_SECRET" }
map = { critical = "P1", warning = "P2" }
"""
SILENT = 'type = "silent"'
WEBHOOK = 'type = "webhook"\nurl = "{url}"\nsecret = {{ env = "TOCSIN_BENCHMARK_SECRET" }}'


class SilentConfig(ProviderConfig):
    """It has no settings."""


class SilentPaging:
    """Takes every page at once, and does nothing."""

    capabilities: frozenset[PagingCapability] = frozenset()

    def page(self, request: PageRequest, call: Call) -> Ref:
        return Ref(id=request.page_id)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None: ...

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None: ...

    def find(self, object_key: str, call: Call) -> Ref | None: ...


@dataclass(frozen=True, kw_only=True)
class World:
    """A system that is wired but not started."""

    system: System
    messages: Callable[[], str]
    titles: Iterator[int] = field(default_factory=lambda: count(1))

    def say(self, text: str, speaker: str = "ana", room: str = "#incidents") -> Reply:
        """Say something that must be accepted."""
        said = SpokenLine(
            platform="console",
            message_id=self.messages(),
            speaker=speaker,
            room=room,
            text=text,
        )
        reply = self.system.said(said)
        if not reply.accepted:
            raise RuntimeError(f"{text} was refused: {reply.text.as_plain()}")
        return reply

    def declare(self) -> int:
        """Declare one more incident, of another title than any before; returns its number."""
        found = NUMBER.search(self.say(declaration(next(self.titles))).text.as_plain())
        if found is None:
            raise RuntimeError("a declaration was answered without its number")
        return int(found[1])


def make_world(
    folder: Path,
    store: Store,
    *,
    paging: str = SILENT,
    more: str = "",
    wrap: Callable[[Instances], Instances] = lambda made: made,
) -> World:
    """Wire a system over a store.

    Args:
        paging: The settings of the paging tool, `SILENT` or a `WEBHOOK` with its address.
        more: Further sections of the team file.
        wrap: What is put around the provider instances.
    """
    os.environ[SECRET_NAME] = SECRET
    plugins = _plugins()
    run, numbers = uuid.uuid4().hex, count(1)  # a message of an earlier run would be a repeat
    system = Wiring(
        teams=_teams(folder, plugins, TEAM % paging + more),
        plugins=plugins,
        store=store,
        chats={"console": ConsoleChat(lambda _line: None)},
        data_dir=folder,
        clock=utc_now,
        chance=chance,
        ids=RealIds(),
        wrap=wrap,
    ).system
    return World(system=system, messages=lambda: f"{run}-{next(numbers)}")


def _teams(folder: Path, plugins: Plugins, text: str) -> Teams:
    place = folder / "teams"
    place.mkdir(exist_ok=True)
    (place / "shop.toml").write_text(text, encoding="utf-8")
    teams = load_teams(place, plugins.models)
    teams.raise_if_broken()
    return teams


def _plugins() -> Plugins:
    silent = ProviderType(
        kind="paging",
        name="silent",
        summary="takes every page",
        config=SilentConfig,
        factory=lambda _config, _context: SilentPaging(),
    )
    found = load_plugins()
    types: dict[tuple[str, str], ProviderType[Any]] = {**found.types, ("paging", "silent"): silent}
    return Plugins(plugins=found.plugins, types=types)
