"""What an account of New Relic holds. No HTTP."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

Json = dict[str, Any]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NUMBER: Final = 1000001


@dataclass(kw_only=True)
class Issue:
    """An issue of alerts; it is open until a test says otherwise."""

    id: str
    title: str
    priority: str = "CRITICAL"
    state: str = "ACTIVATED"
    created: datetime = NOON - timedelta(minutes=5)
    entities: Sequence[str] = ("checkout",)
    muting: str = "NOT_MUTED"
    acknowledged: bool = False


@dataclass(kw_only=True)
class Account:
    """All of it. A test changes what it likes.

    Attributes:
        tables: Event type -> its events, each with a `timestamp` in milliseconds.
        picture: What stands at the address of a chart.
        picture_url: That address, where it is another than the far end's.
        forbidden: Fields of the account that the key may not read.
        page: How many issues one page has.
        stuck: Issues that nothing can be done to, each with why.
        entities: Names of what changes may be recorded at.
    """

    name: str = "Shop"
    tables: dict[str, list[Json]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    picture: bytes = b""
    picture_url: str = ""
    forbidden: set[str] = field(default_factory=set)
    page: int = 50
    stuck: dict[str, str] = field(default_factory=dict)
    entities: set[str] = field(default_factory=lambda: {"checkout", "checkout-api", "shop"})

    def keep(self, table: str, at: datetime, **told: Any) -> None:
        """An event; `entity_name` is the attribute `entity.name`."""
        named = {name.replace("entity_name", "entity.name"): value for name, value in told.items()}
        stamp = int(at.timestamp() * 1000)
        self.tables.setdefault(table, []).append({"timestamp": stamp, **named})


def a_png(wide: int = 2) -> bytes:
    """A whole picture, `wide` times one point, grey."""
    head = struct.pack(">IIBBBBB", wide, 1, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" + b"\x80" * wide)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
