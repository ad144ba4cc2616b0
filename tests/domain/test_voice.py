"""The table of what a room is told at once: whole, and with a reason each."""

from __future__ import annotations

from typing import get_args

from tocsin.domain import events as e
from tocsin.domain.voice import VOICES
from tocsin.wording.room import TEXTS

TYPES: tuple[type[e.Event], ...] = get_args(e.Event)


def _type(event: type[e.Event]) -> str:
    return str(event.__dataclass_fields__["type"].default)


def test_every_event_that_a_room_may_hear_has_its_row_and_its_words() -> None:
    named = {name.partition(":")[0] for name in VOICES}
    assert named == set(TEXTS)
    assert named >= {_type(one) for one in TYPES if one.audience == "room"}


def test_each_row_says_why() -> None:
    assert all(row.why for row in VOICES.values())
