"""Payloads that are not as a platform writes them, and a core that takes what its types say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tocsin.chat import Account, Card, EventResult, Form, Heard, RoomRef, text

JUNK: Final[tuple[Any, ...]] = (
    None, True, 0, 7, -1, 1.5, float("inf"), float("nan"), "", "x", "inf", "nan", "9" * 17,
    "9" * 400, 10**400, "\ud800", [], [[]], {}, {"id": 5}, ["a"], "[]", "null",
    '{"command": 1, "room": "C1"}', '{"command": "x", "room": []}',
)  # fmt: skip


@dataclass
class StrictEars:
    """A core that takes what its types say, and nothing else."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)

    def hear(self, heard: Heard) -> EventResult:
        words = [heard.event_id, heard.account.id, heard.account.platform]
        words += [heard.room.id, heard.room.name] if heard.room is not None else []
        for name in ("text", "command", "emoji"):
            words.append(getattr(heard, name, ""))
        for name in ("message", "thread"):
            ref = getattr(heard, name, None)
            words += [ref.room, ref.id] if ref is not None else []
        for name, value in getattr(heard, "values", {}).items():
            words += [name, value]
        author = getattr(heard, "author", None)
        words += [author.id] if author is not None else []
        assert all(isinstance(one, str) for one in words), heard
        self.heard.append(heard)
        return EventResult(accepted=True, reply=text("done"))

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        asked = (name, account.id, incident, room.id if room else "", room.name if room else "")
        assert all(isinstance(one, str) for one in asked), asked
        return self.forms.get(name)

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        assert isinstance(typed, str), typed
        return ("incident list",)

    def home(self, account: Account) -> tuple[Card, ...]:
        return ()


def broken(value: Any) -> Iterator[Any]:
    """The same JSON with each of its places, one at a time, of another kind or gone."""
    yield from JUNK
    inside = value.items() if isinstance(value, dict) else ()
    for key, one in inside:
        yield {name: each for name, each in value.items() if name != key}
        for other in broken(one):
            yield {**value, key: other}
    for at, one in enumerate(value if isinstance(value, list) else ()):
        for other in broken(one):
            yield [*value[:at], other, *value[at + 1 :]]
