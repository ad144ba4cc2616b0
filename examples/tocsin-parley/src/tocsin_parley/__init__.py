"""Parley, a small chat platform of its own, as a chat of Tocsin: `TOCSIN_CHATS = {"parley": …}`."""

from __future__ import annotations

from tocsin.chat import ChatType
from tocsin.hookspecs import hookimpl
from tocsin_parley.backend import ParleyBackend
from tocsin_parley.config import ParleyConfig

TOCSIN_API = 1
SUMMARY = "A small chat platform for trying things out"


@hookimpl
def tocsin_chats() -> tuple[ChatType[ParleyConfig], ...]:
    """The platform `parley`."""
    return (ChatType(name="parley", summary=SUMMARY, config=ParleyConfig, factory=ParleyBackend),)
