"""When a room hears of an event: at once, or with the next message, and why."""

from __future__ import annotations

from tests.wording.samples import at
from tocsin.domain.event import Event
from tocsin.domain.nouns import EVENTS
from tocsin.domain.roles.events import RoleAssigned
from tocsin.wording.nouns import ROOM

TYPES: tuple[type[Event], ...] = tuple(EVENTS.values())


def _type(event: type[Event]) -> str:
    return str(event.__dataclass_fields__["type"].default)


def test_every_event_that_a_room_may_hear_has_its_voice_and_its_words() -> None:
    told = {_type(one) for one in TYPES if one.voice is not None}
    assert told == set(ROOM)
    assert told >= {_type(one) for one in TYPES if one.audience == "room"}


def test_each_voice_says_why() -> None:
    assert all(one.voice.why for one in TYPES if one.voice is not None)


def test_who_leads_is_told_at_once_and_any_other_role_with_the_next_message() -> None:
    told = {
        role: RoleAssigned(at=at(0), by="ana", role=role, person="ana").told()
        for role in ("ic", "tl")
    }
    assert {role: voice and voice.when for role, voice in told.items()} == {
        "ic": "now",
        "tl": "along",
    }
