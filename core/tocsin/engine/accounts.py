"""Who is who on a chat platform: from a person to the account that is written to."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.chat.port import Account, Chat
from tocsin.domain.people import Person
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
