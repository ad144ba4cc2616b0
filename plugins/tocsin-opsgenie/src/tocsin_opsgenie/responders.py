"""Whom an alert rings: the person of the page, or those that the section names."""

from __future__ import annotations

import re
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Person
from tocsin.providers.http import Json, Object
from tocsin_opsgenie.config import PagingConfig

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_id(words: str) -> bool:
    """Whether this is an id there, and not a name."""
    return _ID.fullmatch(words) is not None


class Responders:
    """Reads `responders` of the section, and the accounts of people."""

    def __init__(self, config: PagingConfig, names: tuple[str, ...]) -> None:
        """`names` are those under which an account may stand in the team file."""
        self.config = config
        self._names = names
        self.named = [one.split(":", 1) for one in config.responders]

    def of(self, person: Person) -> list[Json]:
        """The responders of a page for this person.

        Raises:
            ProviderError: `not_found`: nobody knows how they are called there.
        """
        if self.named:
            return [_told(kind, name) for kind, name in self.named]
        name = self.account(person) or person.email
        if name:
            return [_told("user", name)]
        line = f'accounts = {{ {self.config.product} = "…" }}'
        said = f"{self.config.tool} has no user for {person.name}: write email, or {line}, under"
        raise ProviderError("not_found", f"{said} [people.{person.id}].")

    def account(self, person: Person) -> str:
        """The account of the team file, "" where there is none."""
        return next((person.accounts[one] for one in self._names if person.accounts.get(one)), "")


def _told(kind: str, name: str) -> Object:
    if kind == "user":
        return {"type": kind, "username" if "@" in name else "id": name}
    return {"type": kind, "id" if is_id(name) else "name": name}
