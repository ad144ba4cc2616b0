"""Maps a chat account to a person by its id alone, never by a display name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tocsin.chat.port import Account
from tocsin.domain.people import GUEST, Person
from tocsin.engine.account_linking import person_linked
from tocsin.store.contract import ReadTx

LONGEST: Final = 120
DIGEST: Final = 12


class Speakers:
    """Maps accounts to person ids."""

    def __init__(
        self, people: Callable[[], Mapping[str, Person]], has_person_ids: Callable[[str], bool]
    ) -> None:
        """`has_person_ids(platform)`: whether the ids of its accounts are those of people."""
        self._people = people
        self.has_person_ids = has_person_ids

    def speaker(self, tx: ReadTx, account: Account) -> str:
        """Return the person of an account, by team file or link, else `guest-irc:<its id>`.

        Where ids are those of people, a guest is whoever says so: `guest-<name>`.
        """
        people = self._people()
        owners = list(_owners(people, account))
        linked = person_linked(tx, account) if not owners else None
        if len(owners) == 1:
            return owners[0]
        if linked in people:
            return str(linked)
        if self.has_person_ids(account.platform):
            known = account.id in people or account.id.startswith(GUEST)
            return account.id if known else guest_id(account.id)
        return guest_id(f"{account.platform}:{account.id}")


def guest_id(account: str) -> str:
    """Return the person id of somebody in no team file.

    Two accounts are never called the same: what cannot be said of an id stands there as a digest.
    """
    seen = "".join(char if char.isprintable() and char != " " else "?" for char in account)
    if seen == account and len(seen) <= LONGEST:
        return f"{GUEST}{seen}"
    digest = hashlib.sha256(account.encode(errors="replace")).hexdigest()[:DIGEST]
    return f"{GUEST}{seen[: LONGEST - DIGEST - 1]}~{digest}"


def _owners(people: Mapping[str, Person], account: Account) -> Iterator[str]:
    for person in people.values():
        if person.accounts.get(account.platform) == account.id:
            yield person.id
