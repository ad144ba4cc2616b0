"""Matrix as a chat of Tocsin: `TOCSIN_CHATS = {"matrix": {…}}` in `config.py`."""

from __future__ import annotations

from tocsin.chat import ChatType
from tocsin.hookspecs import hookimpl
from tocsin_matrix.backend import MatrixBackend
from tocsin_matrix.config import MatrixConfig

TOCSIN_API = 1
SUMMARY = "Rooms, reactions and encryption of Matrix, on a homeserver of your own"


@hookimpl
def tocsin_chats() -> tuple[ChatType[MatrixConfig], ...]:
    """The platform `matrix`."""
    return (ChatType(name="matrix", summary=SUMMARY, config=MatrixConfig, factory=MatrixBackend),)
