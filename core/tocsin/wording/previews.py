"""Previews of what is about to reach customers, shown whole to whoever is about to send it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tocsin.domain.customers import CustomersNotified
from tocsin.domain.plurals import plural
from tocsin.domain.status_page import phase_now
from tocsin.domain.status_page.events import StatusPagePosted, StatusPageProposed
from tocsin.wording import public_names
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list, lines
from tocsin.wording.customers import MAILS
from tocsin.wording.sentence_context import SentenceContext
from tocsin.wording.status_page import plain
from tocsin.wording.templates import PHASE_WORDS

LONGEST_ROW: Final = 100_000
Recipients = Mapping[str, tuple[str, ...]]


def entry_shown(event: StatusPagePosted, context: SentenceContext) -> str:
    """An entry of the status page: where, its title, phase and components, and its words."""
    return _entry(event.text, event.title, event.phase, event.components, event.providers, context)


def proposal_shown(
    event: StatusPageProposed, pages: tuple[str, ...], context: SentenceContext
) -> str:
    """Words that wait for somebody else's look after the yes."""
    incident = context.incident
    minutes = round(incident.policy.approval_within.total_seconds() / 60)
    shown = _entry(
        event.text,
        event.title,
        phase_now(incident),
        public_names.components(incident),
        pages,
        context,
    )
    return lines(
        shown, f"Then it waits {plural(minutes, 'minute')} at most for somebody else's look."
    )


def _entry(
    text: str,
    title: str,
    phase: str,
    components: tuple[str, ...],
    pages: Iterable[str],
    context: SentenceContext,
) -> str:
    where = comma_list(context.name(f"status_page.{page}") for page in pages)
    named = comma_list(clean(part) for part in components)
    return lines(
        f"{context.incident.key}: an entry for the {where}, which everybody can read",
        f"Title: {clean(title) or public_names.title(context.incident)}",
        f"{PHASE_WORDS[phase]}{f', {named}' if named else ''}",
        *_quoted(plain(text)),
    )


def mail_shown(event: CustomersNotified, recipients: Recipients, context: SentenceContext) -> str:
    """A mail to customers: to whom, its subject, and its words."""
    to = comma_list(_list(name, recipients.get(name, ()), context) for name in event.providers)
    return lines(
        f"{context.incident.key}: {MAILS[event.kind]} to customers, by {to}",
        f"Subject: {clean(event.subject)}",
        *_quoted(event.text),
    )


def _list(instance: str, addresses: tuple[str, ...], context: SentenceContext) -> str:
    """`customer mail (smtp): news@example.com and 2 more`."""
    name = context.name(f"customers.{instance}")
    if not addresses:
        return name
    more = len(addresses) - 1
    return f"{name} to {clean(addresses[0])}{f' and {more} more' if more else ''}"


def _quoted(text: str) -> Iterable[str]:
    return (f"> {clean(row, LONGEST_ROW)}".rstrip() for row in text.strip().split("\n"))
