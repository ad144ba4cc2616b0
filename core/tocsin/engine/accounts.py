"""Maps a person, an e-mail address or a mention to an account of a chat platform."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from tocsin.chat.port import Account, Card, Chat
from tocsin.chat.text import Mention, Plain, Room, Span, Text, text
from tocsin.domain.people import Person
from tocsin.error_location import error_location
from tocsin.errors import ProviderError


def account_of(chat: Chat, person: Person) -> Account:
    """Return the person's account on a platform, or None.

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
    """Return the platform's id of the person's account, or None where they have none."""
    known = people.get(person)
    try:
        return account_of(chat, known).id if known is not None else None
    except ProviderError:
        return None


def accounts_of(chat: Chat, people: tuple[Person, ...]) -> tuple[Account, ...]:
    """Return the accounts of those people who have one on the platform, in the given order."""
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
    """Return, for each platform that knows the e-mail address, the account behind it."""
    for platform in platforms:
        chat = chats.get(platform)
        found = _account_of(chat, email) if chat is not None else None
        if found is not None and found.platform == platform:
            yield found


def _account_of(chat: Chat, email: str) -> Account | None:
    try:
        return chat.account_of(email) if "emails" in chat.capabilities else None
    except Exception as error:  # noqa: BLE001 - a chat may raise anything
        log.warning("chat.%s: nobody could be looked up: %s", chat.platform, error_location(error))
        return None


AccountOf = Callable[[str], str | None]
RoomOf = Callable[[str], str]


def no_account(_person: str) -> None:
    """Return None: the default where no accounts are known."""


def no_room(_room: str) -> str:
    """Return "": the default where no rooms are known."""
    return ""


def with_platform_ids(said: Text, account_of: AccountOf, room_of: RoomOf = no_room) -> Text:
    """Return the text with platform ids filled into its mentions and room names.

    Somebody without an account on the platform is named in plain words there.

    Args:
        account_of: The platform's own id of a person, None = they have no account there.
        room_of: The platform's own id of a room by its name with `#`, "" = not known there.
    """
    if not any(isinstance(span, Mention | Room) for span in said.spans):
        return said
    return text(*(_addressed(span, account_of, room_of) for span in said.spans))


def card_with_platform_ids(card: Card, account_of: AccountOf, room_of: RoomOf = no_room) -> Card:
    """Return the card with platform ids filled into its mentions and room names."""
    lines = tuple(with_platform_ids(line, account_of, room_of) for line in card.lines)
    return replace(card, heading=with_platform_ids(card.heading, account_of, room_of), lines=lines)


def _addressed(span: Span, account_of: AccountOf, room_of: RoomOf) -> Span:
    if isinstance(span, Room):
        return span if span.id else replace(span, id=room_of(span.name))
    if not isinstance(span, Mention):
        return span
    account = account_of(span.person)
    return Plain(span.name) if account is None else replace(span, account=account)
