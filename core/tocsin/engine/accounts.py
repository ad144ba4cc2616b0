"""Who is who on a chat platform: from a person, an address or a mention to an account."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from tocsin.chat.port import Account, Card, Chat
from tocsin.chat.text import Mention, Plain, Room, Span, Text, text
from tocsin.domain.people import Person
from tocsin.engine.trouble import where
from tocsin.errors import ProviderError


def account_of(chat: Chat, person: Person) -> Account:
    """The account of somebody on a platform.

    Raises:
        ProviderError: `not_found`: they have none there.
    """
    known = person.accounts.get(chat.platform)
    if known is None and "person-ids" in chat.capabilities:
        known = person.id
    if known is None:
        told = f"{person.id} has no account on {chat.platform} in the team file"
        raise ProviderError("not_found", told)
    return Account(platform=chat.platform, id=known, name=person.name)


def id_of(chat: Chat, people: Mapping[str, Person], person: str) -> str | None:
    """The platform's own id of somebody, None = they have no account there."""
    known = people.get(person)
    try:
        return account_of(chat, known).id if known is not None else None
    except ProviderError:
        return None


def accounts_of(chat: Chat, people: tuple[Person, ...]) -> tuple[Account, ...]:
    """The accounts of those who have one there, in order."""
    found = []
    for person in people:
        try:
            found.append(account_of(chat, person))
        except ProviderError:
            continue
    return tuple(found)


log = logging.getLogger(__name__)


def accounts_of_address(
    chats: Mapping[str, Chat], email: str, platforms: Iterable[str]
) -> Iterator[Account]:
    """The account with that address on each of these platforms, where there is one."""
    for platform in platforms:
        chat = chats.get(platform)
        found = _account_of(chat, email) if chat is not None else None
        if found is not None and found.platform == platform:
            yield found


def _account_of(chat: Chat, email: str) -> Account | None:
    try:
        return chat.account_of(email) if "emails" in chat.capabilities else None
    except Exception as error:  # noqa: BLE001 - a chat may raise anything
        log.warning("chat.%s: nobody could be looked up: %s", chat.platform, where(error))
        return None


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
