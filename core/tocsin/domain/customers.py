"""Mails to customers, and whether an incident concerns them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import ASKS, Audience, Event, Surface, Voice, now, surfaces
from tocsin.domain.flags import CUSTOMERS
from tocsin.domain.guards import status_text
from tocsin.domain.immutable_update import Evolve, replace, unchanged
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Mail, MailKind
from tocsin.domain.lifecycle import ACTIVE, WORKING
from tocsin.domain.obligation import Obligation, reminders
from tocsin.domain.people import ENGINE
from tocsin.domain.plurals import duration_words
from tocsin.domain.severity import PAGING
from tocsin.errors import RejectedCommand

SUBJECT = "About our services"  # where a template gives none
ASKED = (("comms", "ic"), ("room",), ("ic",))


def concerns_customers(incident: Incident) -> bool:
    """Whether it concerns customers: P0, P1, a P2 that they notice; never a drill."""
    noticed = incident.severity == "P2" and bool(incident.flags & CUSTOMERS)
    return (incident.severity in PAGING or noticed) and "drill" not in incident.flags


# Commands


@dataclass(frozen=True, kw_only=True)
class NotifyCustomers(Command):
    """Mail customers: these words, else the template's."""

    text: str = ""
    verb: ClassVar[str] = "notify-customers"


@dataclass(frozen=True, kw_only=True)
class MailResult(Command):
    """Record that a customer tool took a mail; `refused`: shortened addresses with reasons."""

    provider: str
    kind: MailKind
    recipients: int
    ref: str = ""
    refused: tuple[str, ...] = ()


# Events


@dataclass(frozen=True, kw_only=True)
class CustomersNotified(Event):
    """Customers are told by mail. Without `providers` people send it themselves."""

    kind: MailKind
    subject: str
    text: str
    providers: tuple[str, ...] = ()
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("what customers read now")
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["customers-notified"] = "customers-notified"


@dataclass(frozen=True, kw_only=True)
class MailSent(Event):
    """A customer tool took the mail, for so many recipients."""

    provider: str
    kind: MailKind
    recipients: int
    ref: str = ""
    audience: ClassVar[Audience] = "timeline"
    type: Literal["mail-sent"] = "mail-sent"


@dataclass(frozen=True, kw_only=True)
class MailRefused(Event):
    """Some addresses of a mail to customers will never get it; `recipients` did.

    `addresses` are shortened, each with its reason: they are people's, and events are for ever.
    """

    provider: str
    kind: MailKind
    recipients: int
    addresses: tuple[str, ...]
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    type: Literal["mail-refused"] = "mail-refused"


# Evolve


def _notified(incident: Incident, event: CustomersNotified) -> Incident:
    mail = Mail(at=event.at, by=event.by, kind=event.kind, subject=event.subject, text=event.text)
    return replace(incident, mails=(*incident.mails, mail))


EVOLVE: dict[type[Event], Evolve] = {
    CustomersNotified: _notified,
    MailSent: unchanged,
    MailRefused: unchanged,
}


# Decide


def _notify_customers(context: CommandContext, command: NotifyCustomers) -> None:
    incident = context.incident
    if incident.status in ("triage", "declined", "merged"):
        raise RejectedCommand(f"{status_text(incident)}; customers are told of accepted incidents.")
    kind: MailKind = "notice" if incident.status in ACTIVE else "follow-up"
    words = context.roster.words(f"customer-{kind}", incident, command.as_of or context.at)
    subject, _, body = words.partition("\n")
    text = command.text or body.strip()
    if not text:
        raise RejectedCommand("Say what customers are to read: `notify-customers <text>`.")
    context.add(
        CustomersNotified,
        kind=kind,
        subject=subject.strip() or SUBJECT,
        text=text,
        providers=() if _is_drill(incident) else context.roster.instances.get("customers", ()),
    )


def _is_drill(incident: Incident) -> bool:
    """Of a drill nothing leaves the house."""
    return "drill" in incident.flags


def send_follow_up(context: CommandContext) -> None:
    """Mail whoever got the notice that it is over; never of a drill or in private."""
    incident = context.incident
    quiet = incident.flags & {"drill", "private"}
    told = any(mail.kind == "notice" for mail in incident.mails)
    providers = context.roster.instances.get("customers", ())
    words = context.roster.words("customer-follow-up", incident, context.at)
    if quiet or not told or not providers or not words:
        return
    subject, _, body = words.partition("\n")
    context.add(
        CustomersNotified,
        by=ENGINE,
        kind="follow-up",
        subject=subject.strip(),
        text=body.strip() or subject.strip(),
        providers=providers,
    )


def _mailed(context: CommandContext, result: MailResult) -> None:
    context.add(
        MailSent,
        provider=f"customers.{result.provider}",
        kind=result.kind,
        recipients=result.recipients,
        ref=result.ref,
    )
    if result.refused:
        context.add(
            MailRefused,
            provider=f"customers.{result.provider}",
            kind=result.kind,
            recipients=result.recipients,
            addresses=result.refused,
        )


DECIDE: dict[type[Command], CommandHandler] = {
    NotifyCustomers: _notify_customers,
    MailResult: _mailed,
}


# Obligations


def customer_notice(incident: Incident) -> Iterable[Obligation]:
    """The mail to customers of an incident that concerns them, within an hour of its start.

    Where it came to concern them so late that this hour could not be kept, they have an hour from
    then. What is late from the moment it is known is asked for as often as anything else.
    """
    if not concerns_customers(incident) or incident.status not in WORKING:
        return
    if any(mail.kind == "notice" for mail in incident.mails):
        return
    due = _notice_due(incident)
    before, *_ = offsets = incident.policy.reminds("customer-notice")
    asked = max(due, max(incident.customers_since, incident.working_since) - before)
    yield Obligation(
        name="customer-notice",
        due=due,
        owner="comms",
        rule=f"Customers are mailed within {duration_words(incident.policy.notice_within)} of the "
        "start: what happened, impact, status, ETA",
        met_by=("customers-notified",),
        generation=incident.customers_seq,
        nudges=reminders(asked, offsets, *ASKED),
    )


def _notice_due(incident: Incident) -> datetime:
    within, since = incident.policy.notice_within, incident.customers_since
    began = incident.milestones.get("impact-started", incident.declared)
    before, *_ = incident.policy.reminds("customer-notice")
    if since > incident.declared + within + before:
        began = max(began, since)
    return began + within


def customer_follow_up(incident: Incident) -> Iterable[Obligation]:
    """The mail to customers who were told of it that it is resolved."""
    resolved = incident.milestones.get("resolved")
    if incident.status in ACTIVE or resolved is None or not incident.mails:
        return
    if any(mail.kind == "follow-up" and mail.at >= resolved for mail in incident.mails):
        return
    due = resolved + incident.policy.follow_up_within
    yield Obligation(
        name="customer-follow-up",
        due=due,
        owner="comms",
        rule="Customers who were told of it are told that it is resolved",
        met_by=("customers-notified",),
        generation=incident.resolved_seq,
        nudges=reminders(due, incident.policy.reminds("customer-follow-up"), *ASKED),
    )
