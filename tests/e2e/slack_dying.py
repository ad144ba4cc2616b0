"""Bots on Slack that kill themselves at one point; see `dying`.

A point more: acknowledged, when Slack has its acknowledgement; its reply was not begun.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final

from tests.e2e.dying import Death, Dying, put, serve
from tocsin.chat import Ears
from tocsin_slack.api import SlackApi
from tocsin_slack.backend import SlackBackend
from tocsin_slack.link import Link

POINTS: Final = ("received", "handled", "kept", "acknowledged", "replying", "replied")


def put_in(death: Death) -> None:
    """Have it die there."""
    listen, ack, call = SlackBackend.listen, Link.ack, SlackApi.call

    def listens(self: SlackBackend, ears: Ears) -> None:
        listen(self, Dying(ears, death))

    def acknowledges(self: Link, *what: Any, **more: Any) -> None:
        ack(self, *what, **more)
        if death.heard.is_set():
            death.settled.set()
            death.at("acknowledged")

    def calls(self: SlackApi, method: str, *fine: Any, **what: Any) -> Any:
        asked = partial(call, self, method, *fine, **what)
        is_reply = '"reply:' in json.dumps(what.get("metadata", ""))
        return death.replies(asked) if death.heard.is_set() and is_reply else asked()

    put(SlackBackend, "listen", listens)
    put(Link, "ack", acknowledges)
    put(SlackApi, "call", calls)


if __name__ == "__main__":
    serve(put_in)
