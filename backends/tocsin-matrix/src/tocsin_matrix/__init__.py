"""Matrix as a chat of Tocsin: `TOCSIN_CHATS = {"matrix": {…}}` in `config.py`."""

from __future__ import annotations

from tocsin.chat import Backend, ChatContext, ChatType
from tocsin.hookspecs import hookimpl
from tocsin_matrix.config import MatrixConfig

TOCSIN_API = 1
SUMMARY = "Rooms, reactions and encryption of Matrix, on a homeserver of your own"


@hookimpl
def tocsin_chats() -> tuple[ChatType[MatrixConfig], ...]:
    """The platform `matrix`."""
    return (ChatType(name="matrix", summary=SUMMARY, config=MatrixConfig, factory=_made),)


def _made(config: MatrixConfig, context: ChatContext) -> Backend:
    """The backend. matrix-nio takes half a second: only who speaks Matrix waits for it."""
    from tocsin_matrix.backend import MatrixBackend

    return MatrixBackend(config, context)
