"""Bots that kill themselves at one point of what comes in from Slack; started often, so by a fork.

Each line of stdin is `{"point": …, "mark": …, "argv": […]}`: a bot is started that dies at the
point of whatever has the mark in it, at none where the point is "". Written to stdout are its pid,
and how it ended. The points, in their order:

- received: it came over the socket, and was not handed on
- handled: what it does is done, and not committed
- kept: it is committed, and not acknowledged
- acknowledged: Slack has its acknowledgement; its reply was not begun
- replying: the reply's request is about to be made
- replied: Slack has the reply; nothing of ours says so
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from importlib.metadata import entry_points
from typing import Any, Final

import tocsin.bootstrap
import tocsin.cli.run  # noqa: F401 - so is this
from tocsin.chat import Ears, Heard, Heeded
from tocsin.cli.app import main
from tocsin.engine.inbox import Inbox, Incoming
from tocsin.plugin_manager import GROUP
from tocsin_slack.api import SlackApi
from tocsin_slack.backend import SlackBackend
from tocsin_slack.link import Link

POINTS: Final = ("received", "handled", "kept", "acknowledged", "replying", "replied")
NEVER: Final = threading.Event()
MARKED: Final = threading.Event()
"""What has the mark came in."""
ACKNOWLEDGED: Final = threading.Event()
"""… and Slack has its acknowledgement, before which no reply goes out here."""


def die_at(here: str, point: str) -> None:
    """As `kill -9`, if it is to be here."""
    if here == point:
        os.kill(os.getpid(), signal.SIGKILL)
        NEVER.wait()


class Dying:
    """Ears that hand on, and die before or after."""

    def __init__(self, ears: Ears, point: str, mark: str) -> None:
        self._ears, self._point, self._mark = ears, point, mark

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ears, name)

    def hear(self, heard: Heard) -> Heeded:
        if self._mark not in str(heard):
            return self._ears.hear(heard)
        MARKED.set()
        die_at("received", self._point)
        heeded = self._ears.hear(heard)
        die_at("kept", self._point)
        return heeded


def put_in(point: str, mark: str) -> None:
    """Have it die there."""
    listen, once, ack, call = SlackBackend.listen, Inbox._once, Link.ack, SlackApi.call

    def listens(self: SlackBackend, ears: Ears) -> None:
        listen(self, Dying(ears, point, mark))

    def handles(self: Inbox, tx: Any, incoming: Incoming) -> str:
        found = once(self, tx, incoming)
        if mark in incoming.body:
            die_at("handled", point)
        return found

    def acknowledges(self: Link, *what: Any, **more: Any) -> None:
        ack(self, *what, **more)
        if MARKED.is_set():
            ACKNOWLEDGED.set()
            die_at("acknowledged", point)

    def calls(self: SlackApi, method: str, *fine: Any, **what: Any) -> dict[str, Any]:
        if not (MARKED.is_set() and '"reply:' in json.dumps(what.get("metadata", ""))):
            return call(self, method, *fine, **what)
        ACKNOWLEDGED.wait()
        die_at("replying", point)
        answer = call(self, method, *fine, **what)
        die_at("replied", point)
        return answer

    _put(SlackBackend, "listen", listens)
    _put(Inbox, "_once", handles)
    _put(Link, "ack", acknowledges)
    _put(SlackApi, "call", calls)


def _put(kind: type, name: str, new: object) -> None:
    setattr(kind, name, new)


def run(point: str, mark: str, argv: list[str]) -> None:
    """Be such a bot, to its end."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, sys.stdin.fileno())
    os.dup2(nowhere, sys.stdout.fileno())
    if point:
        put_in(point, mark)
    sys.argv = ["tocsin", *argv]
    main()


def start(line: str) -> None:
    """Start one, and wait for its end."""
    bot = os.fork()
    if not bot:
        run(**json.loads(line))
        os._exit(0)
    print(bot, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(bot, 0)[1]), flush=True)


if __name__ == "__main__":
    for plugin in entry_points(group=GROUP):
        plugin.load()
    for asked in sys.stdin:
        start(asked)
