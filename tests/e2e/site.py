"""A bot on a chat platform that pages by another tool, and the alerts it gets meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, TypeVar

from tests.e2e.bot import Bot
from tests.e2e.chat_place import ChatPlace
from tests.e2e.http import ask, post_json
from tests.e2e.sink import PageSink

P = TypeVar("P", bound=ChatPlace)


@dataclass(kw_only=True)
class Site(Generic[P]):
    """The bot on the platform, paging by a webhook."""

    place: P
    sink: PageSink
    bot: Bot
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def fires(self) -> str:
        """Monitoring reports something new; its title."""
        title = f"trouble {next(self.numbers)} is here"
        body = {"key": title, "title": title, "severity": "P1"}
        answer = post_json(self.place.deployment.url("/hooks/shop/json"), body)
        assert answer.status == 201
        return title

    def paged(self, title: str) -> bool:
        return any(one["title"] == title for one in self.sink.calls("trigger"))

    def pages(self) -> str:
        """Something new is reported, and paged while the platform does what it does; its title.

        Whatever ails the platform lasts until then: a page that waited for it would not come.
        """
        title = self.fires()
        self.place.until(lambda: self.paged(title), "it is paged")
        return title

    def log(self) -> str:
        return self.bot.err.text()

    def rows(self) -> str:
        """What `/readyz` says."""
        return ask("GET", self.place.deployment.url("/readyz")).body.decode()
