"""Telling people directly, without a page: a message, and a mail where the team has mail."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.command_context import CommandContext
from tocsin.domain.event import Audience, Event, Surface, surfaces
from tocsin.domain.immutable_update import Evolve, replace
from tocsin.domain.incident import Incident
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.people import ENGINE, OPEN_AGAIN, OVER, SUPPORT, is_machine

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
    moves: ClassVar[frozenset[Surface]] = surfaces("members")
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


def notify(context: CommandContext, targets: tuple[str, ...], about: str) -> None:
    """Tell people directly, without a page."""
    people = [person for target in targets for person in context.roster.resolve(target)]
    for person in dict.fromkeys(people):
        notify_person(context, person, about)
    for target in targets:
        notify_address(context, target, about)


def notify_person(context: CommandContext, person: str, about: str, *, mail: bool = True) -> None:
    """Tell one person: a direct message, and a mail where the team has mail."""
    known = context.roster.people.get(person)
    address = known.email if known and context.roster.mail and mail else ""
    by = context.roster.mail if address else ""
    context.add(Notified, by=ENGINE, person=person, about=about, address=address, mail=by)


def notify_address(context: CommandContext, target: str, about: str) -> None:
    """Tell a contact that has an address of its own, such as security@ or support@."""
    address = context.roster.emails.get(target, "")
    if has_address(context, target):
        context.add(
            Notified, by=ENGINE, person=target, about=about, address=address,
            mail=context.roster.mail,
        )  # fmt: skip


def has_address(context: CommandContext, target: str) -> bool:
    """Whether a contact has an address of its own, and the team has mail."""
    return bool(context.roster.emails.get(target) and context.roster.mail)


def notify_resolved(context: CommandContext) -> None:
    """Tell everybody who was paged or told and takes no part that it is over, once."""
    _tell_all(context, OVER, but={_thanked(context.incident)})


def notify_reopened(context: CommandContext) -> None:
    """Tell whoever heard of the end that it goes on, unless they are called or told already."""
    events = context.events
    called = {event.person for event in events if isinstance(event, PageRequested | Notified)}
    _tell_all(context, OPEN_AGAIN, but=called)


def _tell_all(context: CommandContext, about: str, *, but: Set[str]) -> None:
    incident = context.incident
    told = {who for who in incident.told if who}
    rung = {page.person for page in incident.pages.values() if page.state != "skipped"}
    for who in sorted((told | rung) - participants(incident) - {context.by, *but}):
        if context.roster.knows(who):
            notify_person(context, who, about, mail=who in told)
        else:
            notify_address(context, who, about)


def participants(incident: Incident) -> frozenset[str]:
    """Who is at it and hears the end where it is worked on; without a room nobody does."""
    if not incident.room_name:
        return frozenset()
    held = (holder.person for holder in incident.roles.values() if not holder.standing)
    return frozenset((*incident.responders, *held, *(update.by for update in incident.updates)))


def _thanked(incident: Incident) -> str:
    """Who reported what was declined or merged is thanked anyway."""
    ended = incident.status in ("declined", "merged")
    return incident.reporter if ended and not is_machine(incident.reporter) else ""
