"""The chat port: what the core needs of a chat platform, in neutral words."""

from __future__ import annotations

from tocsin.chat.port import (
    MOST_BYTES,
    Card,
    Chat,
    ChatCapability,
    File,
    MessageRef,
    RoomRef,
    Said,
)
from tocsin.chat.types import ChatContext, ChatType

__all__ = [
    "MOST_BYTES",
    "Card",
    "Chat",
    "ChatCapability",
    "ChatContext",
    "ChatType",
    "File",
    "MessageRef",
    "RoomRef",
    "Said",
]
