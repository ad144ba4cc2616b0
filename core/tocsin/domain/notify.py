"""Telling people directly, without a page: a message, and a mail where the team has mail."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.draft import Draft
from tocsin.domain.event import Audience, Event, Shown, shown
from tocsin.domain.incident import Incident
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.people import ENGINE, OPEN_AGAIN, OVER, SUPPORT, is_machine
from tocsin.domain.revise import Evolve, replace

# Events


@dataclass(frozen=True, kw_only=True)
class Notified(Event):
    """A person or a contact is told directly (a message, and a mail where there is one); no page.

    `address` is where the mail goes, by the provider instance `mail`; "" = no mail.
    """

    person: str
    about: str
    address: str = ""
    mail: str = ""
    audience: ClassVar[Audience] = "timeline"
    moves: ClassVar[frozenset[Shown]] = shown("members")
    type: Literal["notified"] = "notified"


# Evolve


def _notified(incident: Incident, event: Notified) -> Incident:
    """Support hears only that there is something; anybody else is in it from then on."""
    outside = event.about in (SUPPORT, OVER, OPEN_AGAIN)
    heard = frozenset() if outside else frozenset({event.person})
    return replace(
        incident,
        told_about=incident.told_about | {event.about},
        told=incident.told | {event.person},
        brought_in=incident.brought_in | heard,
    )


EVOLVE: dict[type[Event], Evolve] = {
    Notified: _notified,
}


# Decide


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
    draft.add(Notified, by=ENGINE, person=person, about=about, address=address, mail=by)


def tell_address(draft: Draft, target: str, about: str) -> None:
    """Tell a contact that has an address of its own, such as security@ or support@."""
    address = draft.roster.emails.get(target, "")
    if can_be_written_to(draft, target):
        draft.add(
            Notified, by=ENGINE, person=target, about=about, address=address,
            mail=draft.roster.mail,
        )  # fmt: skip


def can_be_written_to(draft: Draft, target: str) -> bool:
    """Whether a contact has an address of its own, and the team has mail."""
    return bool(draft.roster.emails.get(target) and draft.roster.mail)


def tell_it_is_over(draft: Draft) -> None:
    """Tell everybody who was paged or told and takes no part that it is over, once."""
    _tell_all(draft, OVER, but={_thanked(draft.incident)})


def tell_it_is_open(draft: Draft) -> None:
    """Tell whoever heard of the end that it goes on, unless they are called or told already."""
    events = draft.events
    called = {event.person for event in events if isinstance(event, PageRequested | Notified)}
    _tell_all(draft, OPEN_AGAIN, but=called)


def _tell_all(draft: Draft, about: str, *, but: Set[str]) -> None:
    incident = draft.incident
    told = {who for who in incident.told if who}
    rung = {page.person for page in incident.pages.values() if page.state != "skipped"}
    for who in sorted((told | rung) - taking_part(incident) - {draft.by, *but}):
        if draft.roster.knows(who):
            tell(draft, who, about, mail=who in told)
        else:
            tell_address(draft, who, about)


def taking_part(incident: Incident) -> frozenset[str]:
    """Who is at it and hears the end where it is worked on; without a room nobody does."""
    if not incident.room_name:
        return frozenset()
    held = (holder.person for holder in incident.roles.values() if not holder.standing)
    return frozenset((*incident.responders, *held, *(update.by for update in incident.updates)))


def _thanked(incident: Incident) -> str:
    """Who reported what was declined or merged is thanked anyway."""
    ended = incident.status in ("declined", "merged")
    return incident.reporter if ended and not is_machine(incident.reporter) else ""
