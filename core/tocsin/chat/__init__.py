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

__all__ = [
    "MOST_BYTES",
    "Card",
    "Chat",
    "ChatCapability",
    "File",
    "MessageRef",
    "RoomRef",
    "Said",
]
