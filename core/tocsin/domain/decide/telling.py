"""Telling people directly, without a page: a message, and a mail where the team has mail."""

from __future__ import annotations

from tocsin.domain import events as e
from tocsin.domain.decide.draft import Draft
from tocsin.domain.people import ENGINE


def notify(draft: Draft, targets: tuple[str, ...], about: str) -> None:
    """Tell people directly, without a page."""
    people = [person for target in targets for person in draft.roster.resolve(target)]
    for person in dict.fromkeys(people):
        tell(draft, person, about)
    for target in targets:
        tell_address(draft, target, about)


def tell(draft: Draft, person: str, about: str, *, mail: bool = True) -> None:
    """Tell one person: a direct message, and a mail where the team has mail."""
    known = draft.roster.people.get(person)
    address = known.email if known and draft.roster.mail and mail else ""
    by = draft.roster.mail if address else ""
    draft.add(e.Notified, by=ENGINE, person=person, about=about, address=address, mail=by)


def tell_address(draft: Draft, target: str, about: str) -> None:
    """A contact that has an address of its own, such as security@ or support@."""
    address = draft.roster.emails.get(target, "")
    if can_be_written_to(draft, target):
        draft.add(
            e.Notified, by=ENGINE, person=target, about=about, address=address,
            mail=draft.roster.mail,
        )  # fmt: skip


def can_be_written_to(draft: Draft, target: str) -> bool:
    """Whether a contact has an address of its own, and the team has mail."""
    return bool(draft.roster.emails.get(target) and draft.roster.mail)
