"""Checks the values an instance returned, so that a plugin's mistake is never stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Final, get_args

from tocsin.providers import (
    AlertGroup,
    Change,
    ChangeWhat,
    PageEvent,
    Received,
    TicketEvent,
    VendorUser,
)

Checked = PageEvent | TicketEvent | Change | VendorUser
_PARTS: Final = {
    "groups": AlertGroup,
    "pages": PageEvent,
    "tickets": TicketEvent,
    "changes": Change,
}
_USERS: Final = ("user", "assignee")
_WORDS: Final = {
    PageEvent: ("action", ("acknowledged", "resolved", "annotated")),
    TicketEvent: ("action", ("closed", "reopened", "assigned")),
    Change: ("what", get_args(ChangeWhat)),
}


def checked_received(received: object) -> Received:
    """Return the value if every part has the type and content it should, else raise.

    Raises:
        TypeError: Something is of another type, or a word nobody knows; names it, and no value.
    """
    if not isinstance(received, Received) or not isinstance(received.delivery_id, str):
        raise TypeError("receive() returns a Received")
    if not _is_texts(received.handshake):
        raise TypeError("Received.handshake holds texts by name")
    for name, kind in _PARTS.items():
        for part in getattr(received, name):
            if not isinstance(part, kind):
                raise TypeError(f"Received.{name} holds {kind.__name__}")
            for fault in _faults(part) if isinstance(part, Checked) else ():
                raise TypeError(f"Received.{name}: {fault}")
    return received


def _is_texts(found: object) -> bool:
    return isinstance(found, Mapping) and all(
        isinstance(text, str) for pair in found.items() for text in pair
    )


def _faults(part: Checked) -> Iterator[str]:
    """What is wrong with the fields of one value."""
    for field in fields(part):
        value: object = getattr(part, field.name)
        if field.name in _USERS:
            yield from _user_faults(field.name, value)
        elif field.name == "at":
            if not isinstance(value, datetime) or value.tzinfo is None:
                yield "at is a time with its zone"
        elif not isinstance(value, str):
            yield f"{field.name} is a text"
    word, known = _WORDS.get(type(part), ("", ()))
    if word and getattr(part, word) not in known:
        yield f"{word} is one of {', '.join(known)}"


def _user_faults(name: str, value: object) -> Iterator[str]:
    if isinstance(value, VendorUser):
        yield from _faults(value)
    elif value is not None or name != "assignee":
        yield f"{name} is a VendorUser"
