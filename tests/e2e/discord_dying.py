"""Bots on Discord that kill themselves at one point; see `dying`.

A point more: handed-over, when the session is to be resumed behind it; its reply was not begun.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from tests.e2e.dying import Death, Dying, put, serve
from tocsin.chat import Ears
from tocsin_discord.backend import DiscordBackend
from tocsin_discord.chat import DiscordChat
from tocsin_discord.gateway import Frame, Gateway

POINTS: Final = ("received", "handled", "kept", "handed-over", "replying", "replied")


def put_in(death: Death) -> None:
    """Have it die there."""
    listen, handled, say = DiscordBackend.listen, Gateway.handled, DiscordChat._said

    def listens(self: DiscordBackend, ears: Ears) -> None:
        listen(self, Dying(ears, death))

    def hands_over(self: Gateway, frame: Frame) -> None:
        handled(self, frame)
        if death.heard.is_set():
            death.settled.set()
            death.at("handed-over")

    def says(self: DiscordChat, place: str, body: Any, key: str, *more: Any) -> Any:
        return death.replies(key, partial(say, self, place, body, key, *more))

    put(DiscordBackend, "listen", listens)
    put(Gateway, "handled", hands_over)
    put(DiscordChat, "_said", says)


if __name__ == "__main__":
    serve(put_in)
