"""A bot that kills itself at one point of a command's way: `slack_dying.py POINT run …`.

The command is the one that says `die-here`. The points, in their order:

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
from typing import Any, Final

from tocsin.chat import Ears, Heard, Heeded
from tocsin.cli.app import main
from tocsin.engine.inbox import Inbox, Incoming
from tocsin_slack.api import SlackApi
from tocsin_slack.backend import SlackBackend
from tocsin_slack.link import Link

POINTS: Final = ("received", "handled", "kept", "acknowledged", "replying", "replied")
MARK: Final = "die-here"
NEVER: Final = threading.Event()


def die_at(here: str, point: str) -> None:
    """As `kill -9`, if it is to be here."""
    if here == point:
        os.kill(os.getpid(), signal.SIGKILL)
        NEVER.wait()


class Dying:
    """Ears that hand on, and die before or after."""

    def __init__(self, ears: Ears, point: str) -> None:
        self._ears, self._point = ears, point

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ears, name)

    def hear(self, heard: Heard) -> Heeded:
        if MARK not in str(heard):
            return self._ears.hear(heard)
        MARKED.set()
        die_at("received", self._point)
        heeded = self._ears.hear(heard)
        die_at("kept", self._point)
        return heeded


MARKED: Final = threading.Event()
"""The command came in."""
ACKNOWLEDGED: Final = threading.Event()
"""… and Slack has its acknowledgement, before which no reply goes out here."""


def put_in(point: str) -> None:
    """Have it die there."""
    listen, once, ack, call = SlackBackend.listen, Inbox._once, Link.ack, SlackApi.call

    def listens(self: SlackBackend, ears: Ears) -> None:
        listen(self, Dying(ears, point))

    def handles(self: Inbox, tx: Any, incoming: Incoming) -> str:
        found = once(self, tx, incoming)
        if MARK in incoming.body:
            die_at("handled", point)
        return found

    def acknowledges(self: Link, *what: Any, **more: Any) -> None:
        ack(self, *what, **more)
        if MARKED.is_set():
            ACKNOWLEDGED.set()
            die_at("acknowledged", point)

    def calls(self: SlackApi, method: str, **what: Any) -> dict[str, Any]:
        if not (MARKED.is_set() and '"reply:' in json.dumps(what.get("metadata", ""))):
            return call(self, method, **what)
        ACKNOWLEDGED.wait()
        die_at("replying", point)
        answer = call(self, method, **what)
        die_at("replied", point)
        return answer

    _put(SlackBackend, "listen", listens)
    _put(Inbox, "_once", handles)
    _put(Link, "ack", acknowledges)
    _put(SlackApi, "call", calls)


def _put(kind: type, name: str, new: object) -> None:
    setattr(kind, name, new)


if __name__ == "__main__":
    put_in(sys.argv.pop(1))
    main()
