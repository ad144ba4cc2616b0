"""The kind `customers`: mail to customers, and to people of the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from tocsin.providers.base import Call

CustomerMailKind = Literal["notice", "follow-up"]
MailCapability = Literal["people"]


@dataclass(frozen=True, kw_only=True)
class CustomerMail:
    """A mail to the customers of this instance; plain text, ready to be sent.

    `incident` is opaque and the same for every mail of an incident: our numbers are not public.
    """

    incident: str
    kind: CustomerMailKind
    subject: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonMail:
    """A mail to one address of the team. `calendar` is an iCalendar text to attach, or ""."""

    incident: str
    to: str
    subject: str
    text: str
    at: datetime
    calendar: str = ""


@dataclass(frozen=True, kw_only=True)
class Posted:
    """The result of a mail: an id and the number of recipients.

    `refused` are those who will never get it, so shortened that nobody's address is shown, each
    with the reason: `ka…@example.org (550)`.
    """

    ref: str = ""
    recipients: int = 0
    refused: tuple[str, ...] = ()


class Customers(Protocol):
    """Protocol of a way to mail customers; the capability `people` also mails the team."""

    capabilities: frozenset[MailCapability]

    def send(self, mail: CustomerMail, call: Call) -> Posted:
        """Send it to every customer address of this instance that does not have it yet.

        Whoever is refused holds up nobody. Raises ProviderError while somebody may still get it.
        """
        ...

    def send_person(self, mail: PersonMail, call: Call) -> Posted:
        """Send it to one address (only with the capability `people`). Raises ProviderError."""
        ...


@runtime_checkable
class ListsRecipients(Protocol):
    """A `Customers` that can show its recipients before a mail is sent."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Return the addresses of customers or lists, without those of the team."""
        ...
