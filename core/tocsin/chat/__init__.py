"""The chat port: what the core needs of a chat platform, in neutral words."""

from __future__ import annotations

from tocsin.chat.port import Card, Chat, MessageRef, RoomRef, Said

__all__ = ["Card", "Chat", "MessageRef", "RoomRef", "Said"]
