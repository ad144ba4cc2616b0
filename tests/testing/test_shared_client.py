"""Two kinds of one tool have one client, through the real bootstrap; it is closed once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest

from tocsin.providers import (
    Call,
    Lease,
    LogQuery,
    LogResult,
    PageRequest,
    ProviderConfig,
    ProviderContext,
    ProviderType,
    Ref,
)
from tocsin.testing import Bot, a_bot

TEAM = """
[team]
name = "Shop"
timezone = "Europe/Lisbon"
[people.ana]
name = "Ana"
[people.eva]
name = "Eva"
[people.cyrus]
name = "Cyrus"
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["eva"]
[contacts]
em = "eva"
cto = "cyrus"
leadership = ["cyrus"]
[severities.P0]
paging = ["desk", "other"]
[severities.P1]
paging = ["desk"]
[paging.desk]
type = "desk"
address = "https://desk.example.org"
[logs.desk]
type = "desk"
address = "https://desk.example.org"
[paging.other]
type = "desk"
address = "https://other.example.org"
"""


@dataclass
class Client:
    """A set of connections, which knows who asked over it and how often it was closed."""

    made: ClassVar[list[Client]] = []

    address: str
    asked: list[str] = field(default_factory=list)
    closed: int = 0

    def __post_init__(self) -> None:
        self.made.append(self)

    def close(self) -> None:
        self.closed += 1


class DeskConfig(ProviderConfig):
    """`[paging.<name>]` and `[logs.<name>]` with `type = "desk"`."""

    address: str


@dataclass
class Part:
    """What both kinds hold: a share of the client."""

    lease: Lease[Client]

    def close(self) -> None:
        self.lease.close()


class DeskPages(Part):
    capabilities: ClassVar[frozenset[str]] = frozenset()

    def page(self, request: PageRequest, call: Call) -> Ref:
        self.lease.one.asked.append("page")
        return Ref(id=request.page_id)


class DeskLogs(Part):
    def search(self, query: LogQuery, call: Call) -> LogResult:
        self.lease.one.asked.append("search")
        return LogResult(rows=(), truncated=False)


def lease(config: DeskConfig, context: ProviderContext) -> Lease[Client]:
    return context.shared.use(("desk", config.address), lambda: Client(config.address))


PAGES = ProviderType(
    kind="paging", name="desk", summary="pages of the desk", config=DeskConfig,
    factory=lambda config, context: DeskPages(lease(config, context)),
)  # fmt: skip
LOGS = ProviderType(
    kind="logs", name="desk", summary="logs of the desk", config=DeskConfig,
    factory=lambda config, context: DeskLogs(lease(config, context)),
)  # fmt: skip


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    Client.made.clear()
    with a_bot(TEAM, folder=tmp_path, plugins=[PAGES, LOGS]) as made:
        yield made


def closings() -> list[tuple[str, int]]:
    return sorted((one.address, one.closed) for one in Client.made)


def test_two_kinds_of_one_address_have_one_client(bot: Bot) -> None:
    assert closings() == [("https://desk.example.org", 0), ("https://other.example.org", 0)]


def test_both_ask_over_it(bot: Bot) -> None:
    bot.say("ana", "!incident declare checkout returns 500s p1")
    bot.say("ana", "!logs error")
    (one,) = (one for one in Client.made if one.address.startswith("https://desk"))
    assert set(one.asked) == {"page", "search"}


def test_it_is_closed_once_with_the_last_of_them(bot: Bot) -> None:
    bot.close()
    assert closings() == [("https://desk.example.org", 1), ("https://other.example.org", 1)]
    bot.close()
    assert closings() == [("https://desk.example.org", 1), ("https://other.example.org", 1)]


def test_a_restart_makes_another(bot: Bot) -> None:
    bot.restart()
    assert closings() == [
        ("https://desk.example.org", 0), ("https://desk.example.org", 1),
        ("https://other.example.org", 0), ("https://other.example.org", 1),
    ]  # fmt: skip
