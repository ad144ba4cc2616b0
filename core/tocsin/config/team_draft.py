"""A team file that was read and is checked by the rules before values are built from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tocsin.config.escalation import Policies
from tocsin.config.fields import is_email
from tocsin.config.problem_words import advice, key_path
from tocsin.config.team import CORE_SECTIONS, ContactsPart, TeamFile
from tocsin.config.values import Section
from tocsin.errors import Problem

CONTACTS = tuple(ContactsPart.model_fields)
REQUIRED = MappingProxyType({"em": "Engineering Manager", "cto": "CTO"})
WITH_EMAIL = frozenset({"security", "support"})


@dataclass(frozen=True, kw_only=True)
class TeamDraft:
    """One team file as the rules see it.

    Attributes:
        raw: The whole file. Names are looked up here, so that a section with a fault of its own
            still counts as written.
        parts: What was sound of the core's sections.
        sections: The sound provider sections, in file order.
        everybody: Person ids of every file.
        blind: The people of some file could not be read, so an unknown person may be there.
    """

    id: str
    file: str
    raw: Mapping[str, object]
    parts: TeamFile
    policies: Policies
    sections: Mapping[tuple[str, str], Section]
    everybody: frozenset[str] = field(default=frozenset())
    blind: bool = False

    def problem(self, key: str, what: str, fix: str, *, warning: bool = False) -> Problem:
        """Return a fault of this file."""
        return Problem(file=self.file, key=key, what=what, fix=fix, warning=warning)

    def names(self, section: str) -> tuple[str, ...]:
        """Return the names written under a section: people, rotations, contacts, instances."""
        found = self.raw.get(section)
        return tuple(found) if isinstance(found, Mapping) else ()

    def contacts(self) -> Iterator[tuple[str, str, str]]:
        """Yield each contact as key path, word and entry: `contacts.cto`, `cto`, `sam`."""
        for word in CONTACTS:
            entry = getattr(self.parts.contacts, word)
            if isinstance(entry, str):
                yield f"contacts.{word}", word, entry
            else:
                single = len(entry or ()) == 1
                for number, item in enumerate(entry or ()):
                    place = ("contacts", word) if single else ("contacts", word, number)
                    yield key_path(place), word, item

    def persons_of(self, contact: str) -> tuple[str, ...]:
        """Return the person ids of a contact; `leadership` is cto and ceo if not written."""
        found = tuple(
            entry for _, word, entry in self.contacts() if word == contact and not is_email(entry)
        )
        if found or contact != "leadership":
            return found
        return tuple(dict.fromkeys(self.persons_of("cto") + self.persons_of("ceo")))

    def stands(self, target: str) -> bool:
        """Return whether a rotation, a contact or `@person` has somebody behind it."""
        if target.startswith("@"):
            return self.knows(target[1:])
        if target in self.names("oncall") or target in (*REQUIRED, "leadership"):
            return True  # Their absence has a rule of its own, and is told once.
        return bool(self.persons_of(target)) or self._half_read(target)

    def _half_read(self, contact: str) -> bool:
        """Whether a contact is written, with a fault that is told of anyway."""
        written = contact in CONTACTS and contact in self.names("contacts")
        return written and not any(word == contact for _, word, _ in self.contacts())

    def knows(self, person: str) -> bool:
        """Return whether the id is in a team file, as far as can be told."""
        return self.blind or person in self.everybody

    def unknown_target(self, key: str, target: str) -> Problem:
        """Return the fault of naming somebody who is in no team file."""
        choices = (
            *self.names("oncall"),
            *CONTACTS,
            *(f"@{person}" for person in sorted(self.everybody)),
        )
        what = f'Nobody stands behind "{target[:40]}".'
        return self.problem(key, what, self._remedy(target, choices))

    def _remedy(self, target: str, choices: tuple[str, ...]) -> str:
        if target in CONTACTS:
            return f"Write {target} under [contacts], with the id of a person."
        if target in self.everybody:
            return f'Write "@{target}" to mean the person.'
        return advice(target, choices, "targets")


def known_sections(kinds: frozenset[str]) -> frozenset[str]:
    """Return the names of every section a team file may have."""
    return CORE_SECTIONS | kinds | {"escalation"}
