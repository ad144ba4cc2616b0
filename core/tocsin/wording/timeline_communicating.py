"""Timeline lines of what the world outside was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin.domain import events as e
from tocsin.domain.calendar import local_text
from tocsin.domain.counting import many
from tocsin.domain.parts import MailKind
from tocsin.wording.clean import clean
from tocsin.wording.names import Names
from tocsin.wording.parts import joined, stop
from tocsin.wording.scene import because
from tocsin.wording.status_page import plain

MAILS: Final[Mapping[MailKind, str]] = {"notice": "a notice", "follow-up": "a follow-up"}


def _page(provider: str, names: Names) -> str:
    said = names(f"status_page.{provider}")
    return said[:1].upper() + said[1:]


def _drafted(event: e.StatusPageDrafted, names: Names, _zone: str) -> str:
    return f"{names(event.by)} drafted words for the status page: {clean(event.text)}"


def _posted(event: e.StatusPagePosted, names: Names, _zone: str) -> str:
    author = f", in the words of {names(event.author)}" if event.author else ""
    unseen = ", which nobody had looked at in time" if event.unseen else ""
    said = f"{names(event.by)} posted on the status page ({event.phase}{author}{unseen})"
    return f"{said}: {clean(plain(event.text))}"


def _proposed(event: e.StatusPageProposed, names: Names, _zone: str) -> str:
    return f"{names(event.by)} proposed entry {event.n} of the status page: {clean(event.text)}"


def _rejected(event: e.StatusPageRejected, names: Names, _zone: str) -> str:
    return stop(f"{names(event.by)} did not publish entry {event.n}{because(event.reason)}")


def _failed(event: e.StatusPageFailed, names: Names, _zone: str) -> str:
    page = _page(event.provider, names)
    return stop(f"{page} did not take the latest entry{because(event.reason)}")


def _updated(event: e.StatusPageUpdated, names: Names, _zone: str) -> str:
    return f"{_page(event.provider, names)} shows the latest entry."


def _notified(event: e.CustomersNotified, names: Names, _zone: str) -> str:
    return f"{names(event.by)} sent customers {MAILS[event.kind]}: {clean(event.subject)}"


def _mailed(event: e.MailSent, names: Names, _zone: str) -> str:
    recipients = many(event.recipients, "recipient")
    return f"{names(event.provider)} took {MAILS[event.kind]} for {recipients}."


def _refused(event: e.MailRefused, names: Names, _zone: str) -> str:
    count = len(event.addresses)
    many = f"{count} of {count + event.recipients} addresses"
    said = ", ".join(clean(one, 80) for one in event.addresses)
    return f"{names(event.provider)} could not send {MAILS[event.kind]} to {many}: {said}."


def _planned(event: e.MeetingPlanned, names: Names, zone: str) -> str:
    starts = local_text(event.starts, zone, now=event.at)
    return (
        f"The review meeting was planned for {starts}, with {joined(map(names, event.attendees))}."
    )


def _scheduled(event: e.MeetingScheduled, names: Names, _zone: str) -> str:
    return f"{names(event.provider)} took the review meeting."


# A row takes the one event type its key names, which a table cannot say to a checker.
TEXTS: Final[Mapping[str, Callable[[Any, Names, str], str]]] = {
    "status-page-drafted": _drafted,
    "status-page-posted": _posted,
    "status-page-proposed": _proposed,
    "status-page-rejected": _rejected,
    "status-page-updated": _updated,
    "status-page-failed": _failed,
    "customers-notified": _notified,
    "mail-sent": _mailed,
    "mail-refused": _refused,
    "meeting-planned": _planned,
    "meeting-scheduled": _scheduled,
}
