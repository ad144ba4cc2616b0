"""Who and which rooms are named in a text, as the platform knows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tocsin.chat.port import Card
from tocsin.chat.text import Mention, Plain, Room, Span, Text, text

AccountOf = Callable[[str], str | None]
RoomOf = Callable[[str], str]


def nobody(_person: str) -> None:
    """No account is known of anybody."""


def nowhere(_room: str) -> str:
    """No room is known."""
    return ""


def addressed(said: Text, account_of: AccountOf, room_of: RoomOf = nowhere) -> Text:
    """The text with the account of everybody it mentions, and the id of each room.

    Somebody without an account on the platform is named in plain words there.

    Args:
        account_of: The platform's own id of a person, None = they have no account there.
        room_of: The platform's own id of a room by its name with `#`, "" = not known there.
    """
    if not any(isinstance(span, Mention | Room) for span in said.spans):
        return said
    return text(*(_addressed(span, account_of, room_of) for span in said.spans))


def card_addressed(card: Card, account_of: AccountOf, room_of: RoomOf = nowhere) -> Card:
    """The card with the account of everybody its heading and lines mention, and its rooms."""
    lines = tuple(addressed(line, account_of, room_of) for line in card.lines)
    return replace(card, heading=addressed(card.heading, account_of, room_of), lines=lines)


def _addressed(span: Span, account_of: AccountOf, room_of: RoomOf) -> Span:
    if isinstance(span, Room):
        return span if span.id else replace(span, id=room_of(span.name))
    if not isinstance(span, Mention):
        return span
    account = account_of(span.person)
    return Plain(span.name) if account is None else replace(span, account=account)
