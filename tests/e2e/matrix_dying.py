"""Bots on Matrix that kill themselves at one point; see `dying`.

A point more: advanced, when it is written down how far everything is kept; its reply was not begun.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from tests.e2e.dying import Death, Dying, put, serve
from tocsin.chat import Ears
from tocsin_matrix.backend import MatrixBackend
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.sync import Sync

POINTS: Final = ("received", "handled", "kept", "advanced", "replying", "replied")


def put_in(death: Death) -> None:
    """Have it die there."""
    listen, keep, put_event = MatrixBackend.listen, Sync.keep, MatrixClient.put_event

    def listens(self: MatrixBackend, ears: Ears) -> None:
        listen(self, Dying(ears, death))

    def keeps(self: Sync) -> None:
        keep(self)
        if death.heard.is_set():
            death.settled.set()
            death.at("advanced")

    def puts(self: MatrixClient, room_id: str, type: str, content: Any, key: str) -> Any:
        return death.replies(key, partial(put_event, self, room_id, type, content, key))

    put(MatrixBackend, "listen", listens)
    put(Sync, "keep", keeps)
    put(MatrixClient, "put_event", puts)


if __name__ == "__main__":
    serve(put_in)
