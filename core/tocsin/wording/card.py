"""The pinned card: who does what, and what is owed next, by whom, by when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tocsin.chat import Card, Text, Words, text
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Page, PageState
from tocsin.domain.lifecycle import ENDED
from tocsin.domain.obligation import Obligation
from tocsin.domain.obligations import obligations
from tocsin.domain.people import Person
from tocsin.domain.roles import Role
from tocsin.domain.roles.obligations import required_roles
from tocsin.domain.status_page import last_post
from tocsin.domain.titles import display_title, is_private, visible_incident
from tocsin.wording.alerts import alerts_text
from tocsin.wording.buttons import card_buttons
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list, join_nonempty, say
from tocsin.wording.names import SHORT
from tocsin.wording.obligations import obligation_line
from tocsin.wording.postmortem.progress import card_line
from tocsin.wording.sentence_context import SentenceContext, room_span

NOBODY: Final = "—"
SHOWN: Final = 3
_PAGES: Final[Mapping[PageState, tuple[str, str]]] = {  # before the time of it, and behind
    "queued": ("is being paged", ""),
    "sent": ("paged ", ", unanswered"),
    "failed": ("could not be paged (", ")"),
}


def card(
    incident: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str = "!",
    hidden: bool = False,
    fixed: bool = False,
) -> Card:
    """The card of an incident at a moment.

    Args:
        incident: The incident as it is now.
        people: Everybody of the deployment by id.
        now: The present moment; times are also written relative to it.
        prefix: The bot's command prefix.
        fixed: Absolute times only: it stays as it is until it is drawn anew.
        hidden: Say nothing of what it is about: the room was not opened for what is private.
    """
    context = SentenceContext(incident=incident, people=people, now=now, prefix=prefix, fixed=fixed)
    if hidden:
        return _wordless(context)
    rows = (
        people_line(context),
        f"Impact: {context.impact or 'not said yet'}",
        _last_update(context),
        f"Decided: {clean(incident.decision)}" if incident.decision else "",
        f"Found: {clean(incident.finding)}" if incident.finding else "",
        _age(context),
        _flags(context),
        _alerts(context),
        _window(context),
        _status_page(context),
        _pages(context),
        card_line(context),
        *_next(context),
    )
    heading = f"{context.headline} · {incident.status}"
    return Card(
        heading=text(heading),
        lines=tuple(text(row) for row in rows if row),
        actions=card_buttons(incident, now),
    )


def _wordless(context: SentenceContext) -> Card:
    """Who does what, and nothing that was typed: pins are read by whoever sees the room."""
    incident = context.incident
    heading = f"{context.severity} · {display_title(incident, 'topic')} · {incident.status}"
    more = text("What it is about, and what is next: ", context.here("show"))
    return Card(
        heading=text(heading), lines=(text(people_line(context)), text(_age(context)), more)
    )


def elsewhere(incident: Incident) -> Card:
    """The card, without any of its words, where the incident may not be spoken of any more."""
    room = "" if is_private(incident) else _own_room(incident)
    where = text("in ", room) if room else "elsewhere"
    return Card(heading=text(f"{incident.key} goes on ", where, "."), lines=())


def _own_room(incident: Incident) -> Words:
    """The room it goes on in, or "" while there is none."""
    names = (room_span(room.name) for room in incident.rooms.values() if not room.thread)
    return next(names, "")


def topic(incident: Incident, people: Mapping[str, Person]) -> str:
    """The room's topic: severity, status, title and IC in one line."""
    told = visible_incident(incident, "topic")
    context = SentenceContext(incident=told, people=people, now=incident.declared)
    return f"{context.headline} · {incident.status} · {_role(context, 'ic')}"


def by_due(incident: Incident, now: datetime) -> tuple[Obligation, ...]:
    """The obligations by due time, the earliest first; `open` last unless it is due."""
    found = tuple(sorted(obligations(incident), key=lambda owed: owed.due))
    return tuple(owed for owed in found if not owed.quiet or owed.due <= now)


def people_line(context: SentenceContext) -> str:
    """Who has which role."""
    always: tuple[Role, ...] = ("ic", "tl", "comms")
    wanted = dict.fromkeys((*always, *required_roles(context.incident), *context.incident.roles))
    return " · ".join(_role(context, role) for role in wanted)


def _role(context: SentenceContext, role: Role) -> str:
    held = context.incident.roles.get(role)
    who = context.name(held.person) if held else NOBODY
    return f"{SHORT[role]} {who}{' (standing)' if held and held.standing else ''}"


def _last_update(context: SentenceContext) -> Words:
    if not context.incident.updates:
        return "No update yet"
    last = context.incident.updates[-1]
    return say("Last update ", context.when(last.at), f" by {context.name(last.by)}")


def _age(context: SentenceContext) -> Text:
    repeat = f", a repeat of {context.incident.repeat_of}" if context.incident.repeat_of else ""
    return say("Declared ", context.when(context.incident.declared), repeat)


def _flags(context: SentenceContext) -> str:
    """What it is about; what went otherwise than the process says is for the post-mortem."""
    flags = sorted(context.incident.flags - {"process-gap"})
    return f"Flags: {', '.join(flags)}" if flags else ""


def _alerts(context: SentenceContext) -> str:
    count = len(context.incident.firing)
    return f"Monitoring: {alerts_text(count)}" if context.incident.alerts else ""


def _window(context: SentenceContext) -> Words:
    until = context.incident.stable_until()
    if until is None or context.incident.status != "monitoring":
        return ""
    over = until <= context.now
    since = context.moment(until - context.incident.policy.stable_for)
    ends = "; the stable minutes are over" if over else say(", until ", context.when(until))
    return say("Stable since ", since, ends)


def _status_page(context: SentenceContext) -> Words:
    last = last_post(context.incident)
    return say(f"Status page: {last.phase}, ", context.when(last.at)) if last is not None else ""


def _pages(context: SentenceContext) -> Words:
    """Who answered, and who rings; of each person only the latest page."""
    latest = {page.person: page for page in context.incident.pages.values()}
    calling = context.incident.status not in ENDED
    waits = (page for page in latest.values() if calling and page.state in _PAGES)
    ringing = [_page(page, context) for page in waits]
    answered = comma_list(context.name(person) for person in context.incident.responders)
    return join_nonempty("; ", [f"Acknowledged by {answered}" if answered else "", *ringing])


def _page(page: Page, context: SentenceContext) -> Words:
    before, behind = _PAGES[page.state]
    at = context.moment(page.at) if behind else ""
    call = ": please call by phone" if page.state == "failed" and not context.drill else ""
    return say(f"{context.name(page.person)} {before}", at, f"{behind}{call}")


def _next(context: SentenceContext) -> tuple[Words, ...]:
    found = by_due(context.incident, context.now)
    rows = tuple(
        say("Next: ", obligation_line(obligation, context)) for obligation in found[:SHOWN]
    )
    rest = len(found) - SHOWN
    return (*rows, say(f"and {rest} more: ", context.here("next"))) if rest > 0 else rows
