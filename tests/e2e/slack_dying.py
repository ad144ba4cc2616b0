"""Bots on Slack that kill themselves at one point; see `dying`.

A point more: acknowledged, when Slack has its acknowledgement; its reply was not begun.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from tests.e2e.dying import Death, Dying, put, serve
from tocsin.chat import Ears, EventResult, Heard
from tocsin_slack.api import SlackApi
from tocsin_slack.backend import SlackBackend
from tocsin_slack.link import Envelope, Link

POINTS: Final = ("received", "handled", "kept", "acknowledged", "replying", "replied")


@dataclass
class Handled(threading.local):
    """The envelope that this thread handles, and whether what a bot is to die of was heard then."""

    envelope: Envelope | None = None
    heard: bool = False


class Noticing(Dying):
    """Ears that say so in `handled`."""

    def __init__(self, ears: Ears, death: Death, handled: Handled) -> None:
        super().__init__(ears, death)
        self._mark, self._handled = death.mark, handled

    def hear(self, heard: Heard) -> EventResult:
        self._handled.heard |= self._mark in str(heard)
        return super().hear(heard)


def put_in(death: Death) -> None:
    """Have it die there."""
    listen, handle, ack, call = SlackBackend.listen, SlackBackend._handle, Link.ack, SlackApi.call
    handled = Handled()

    def listens(self: SlackBackend, ears: Ears) -> None:
        listen(self, Noticing(ears, death, handled))

    def handles(self: SlackBackend, envelope: Envelope) -> None:
        handled.envelope, handled.heard = envelope, False
        handle(self, envelope)

    def acknowledges(self: Link, id: str, *what: Any) -> None:
        """Others are acknowledged too: what the last bot left, and what a message was read in."""
        ack(self, id, *what)
        now = handled.envelope
        if now and now.id == id and handled.heard and death.mark in str(now.payload):
            death.settled.set()
            death.at("acknowledged")

    def calls(self: SlackApi, method: str, *fine: Any, **what: Any) -> Any:
        asked = partial(call, self, method, *fine, **what)
        return death.replies(key_of(what), asked)

    put(SlackBackend, "listen", listens)
    put(SlackBackend, "_handle", handles)
    put(Link, "ack", acknowledges)
    put(SlackApi, "call", calls)


def key_of(what: Mapping[str, Any]) -> str:
    """That of a message which is posted; "" = it is none."""
    told = what.get("metadata") or {}
    return str(told.get("event_payload", {}).get("key", ""))


if __name__ == "__main__":
    serve(put_in)
