"""The people of the team files, with the accounts they linked themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tocsin.domain.people import Person
from tocsin.engine.account_linking import WRITTEN_TO
from tocsin.store.contract import Store


class KnownPeople(Mapping[str, Person]):
    """People by id; an account of a team file comes before a linked one.

    To whom something is sent is looked up here. Who speaks is not: that is read anew each time.
    """

    def __init__(self, people: Mapping[str, Person]) -> None:
        """As the team files have them."""
        self._filed = people
        self._kept: Mapping[str, str] = {}
        self._now = people

    def refresh(self, store: Store) -> int:
        """Read the linked accounts; returns 0, as a step that did nothing more.

        Raises:
            StoreUnavailable: The database cannot be read.
        """
        kept = store.read(lambda tx: tx.facts(WRITTEN_TO))
        if kept != self._kept:
            self._kept, self._now = kept, _with(self._filed, kept)
        return 0

    def __getitem__(self, id: str) -> Person:
        """Return the person with this id."""
        return self._now[id]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self._now)

    def __len__(self) -> int:
        """Return how many people there are."""
        return len(self._now)


def _with(people: Mapping[str, Person], kept: Mapping[str, str]) -> Mapping[str, Person]:
    found = dict(people)
    for key, account in kept.items():
        id, _, platform = key.rpartition(":")
        if id in found:
            own = found[id]
            found[id] = replace(own, accounts={platform: account, **own.accounts})
    return found


def person_of(people: Mapping[str, Person], names: Sequence[str], *, user: str, email: str) -> str:
    """Return the id of the person a vendor's user is, or "" for nobody's.

    Args:
        names: What the tool is called under `accounts`: its section, and its type.
        user: Their id there, which may be ours.
        email: Their address there, "" where it is not told.
    """
    if user in people:
        return user
    mail = email.casefold()
    known = people.values()
    by_account = (
        candidate for candidate in known if user and user in map(candidate.accounts.get, names)
    )
    by_mail = (candidate for candidate in known if mail and candidate.email.casefold() == mail)
    found = next(by_account, None) or next(by_mail, None)
    return found.id if found is not None else ""
