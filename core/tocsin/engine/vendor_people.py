"""Who somebody is whom a tool names: its users against the people of the team files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.domain.people import Person


def person_of(people: Mapping[str, Person], names: Sequence[str], *, user: str, email: str) -> str:
    """The id in the team files, "" if they are in none.

    Args:
        names: What the tool is called under `accounts`: its section, and its type.
        user: Their id there, which may be ours.
        email: Their address there, "" where it is not told.
    """
    if user in people:
        return user
    mail = email.casefold()
    known = people.values()
    by_account = (one for one in known if user and user in map(one.accounts.get, names))
    by_mail = (one for one in known if mail and one.email.casefold() == mail)
    found = next(by_account, None) or next(by_mail, None)
    return found.id if found is not None else ""
