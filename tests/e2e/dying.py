"""Bots that kill themselves at one point of what comes in from a chat; started often, so by a fork.

Each line of stdin is `{"point": …, "mark": …, "argv": […]}`: a bot is started that dies at the
point of whatever has the mark in it, at none where the point is "". Written to stdout are its pid,
and how it ended. Points of every platform, in their order:

- received: it was told, and was not handed on
- handled: what it does is done, and not committed
- kept: it is committed, and the platform does not know that
- replying: the reply's request is about to be made
- replied: the platform has the reply; nothing of ours says so
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any

import tocsin.bootstrap
import tocsin.cli.run  # noqa: F401 - so is this
from tocsin.chat import Ears, EventResult, Heard
from tocsin.cli.app import main
from tocsin.engine.inbox import Inbox, IncomingMessage
from tocsin.plugin_manager import GROUP


@dataclass(frozen=True)
class Death:
    """Where a bot dies, and of what."""

    point: str
    mark: str
    heard: threading.Event = field(default_factory=threading.Event)
    """What has the mark came in."""
    settled: threading.Event = field(default_factory=threading.Event)
    """… and the platform knows that it is kept, before which no reply to it goes out here."""
    ids: list[str] = field(default_factory=list)
    """Its own, which stands in the key of its reply."""

    def at(self, here: str) -> None:
        """As `kill -9`, if it is to be here."""
        if here == self.point:
            os.kill(os.getpid(), signal.SIGKILL)
            threading.Event().wait()

    def replies(self, key: str, request: Callable[[], Any]) -> Any:
        """The request with that key; its reply is begun when all before it is settled."""
        if not key.startswith("reply:") or not any(one in key for one in tuple(self.ids)):
            return request()
        self.settled.wait()
        self.at("replying")
        answer = request()
        self.at("replied")
        return answer


class Dying:
    """Ears that hand on, and die before or after."""

    def __init__(self, ears: Ears, death: Death) -> None:
        self._ears, self._death = ears, death

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ears, name)

    def hear(self, heard: Heard) -> EventResult:
        if self._death.mark not in str(heard):
            return self._ears.hear(heard)
        self._death.ids.append(heard.event_id)
        self._death.heard.set()
        self._death.at("received")
        result = self._ears.hear(heard)
        self._death.at("kept")
        return result


def put(kind: type, name: str, new: object) -> None:
    """In place of a method."""
    setattr(kind, name, new)


def die_handled(death: Death) -> None:
    """Have it die where what it does is done."""
    once = Inbox._once

    def handles(self: Inbox, tx: Any, incoming: IncomingMessage) -> str:
        found = once(self, tx, incoming)
        if death.mark in incoming.body:
            death.at("handled")
        return found

    put(Inbox, "_once", handles)


def serve(put_in: Callable[[Death], None]) -> None:
    """Start what stdin asks for; `put_in` has a bot die at the points of its platform."""
    for plugin in entry_points(group=GROUP):
        plugin.load()
    for asked in sys.stdin:
        _start(put_in, **json.loads(asked))


def _start(put_in: Callable[[Death], None], point: str, mark: str, argv: list[str]) -> None:
    """Start one, and wait for its end."""
    bot = os.fork()
    if not bot:
        _run(put_in, Death(point, mark), argv)
        os._exit(0)
    print(bot, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(bot, 0)[1]), flush=True)


def _run(put_in: Callable[[Death], None], death: Death, argv: list[str]) -> None:
    """Be such a bot, to its end."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, sys.stdin.fileno())
    os.dup2(nowhere, sys.stdout.fileno())
    if death.point:
        put_in(death)
        die_handled(death)
    sys.argv = ["tocsin", *argv]
    main()
