"""Timeline lines of what the world outside was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin.domain import events as e
from tocsin.domain.calendar import local_text
from tocsin.wording.clean import clean
from tocsin.wording.names import Names, joined

MAILS: Final[Mapping[e.MailKind, str]] = {"notice": "a notice", "follow-up": "a follow-up"}


def _drafted(event: e.StatusPageDrafted, names: Names, _zone: str) -> str:
    return f"{names(event.by)} drafted words for the status page: {clean(event.text)}"


def _posted(event: e.StatusPagePosted, names: Names, _zone: str) -> str:
    return f"{names(event.by)} posted on the status page ({event.phase}): {clean(event.text)}"


def _updated(event: e.StatusPageUpdated, names: Names, _zone: str) -> str:
    return f"{names(event.provider)} shows the latest entry."


def _notified(event: e.CustomersNotified, names: Names, _zone: str) -> str:
    return f"{names(event.by)} sent customers {MAILS[event.kind]}: {clean(event.subject)}"


def _mailed(event: e.MailSent, names: Names, _zone: str) -> str:
    return f"{names(event.provider)} took {MAILS[event.kind]} for {event.recipients} recipients."


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
    "status-page-updated": _updated,
    "customers-notified": _notified,
    "mail-sent": _mailed,
    "meeting-planned": _planned,
    "meeting-scheduled": _scheduled,
}
