"""The incident's rooms, in words: room, announcement, one person, timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.chat import Link, Text, Words
from tocsin.domain.incident import Incident
from tocsin.domain.rooms.events import (
    CommanderLeft,
    OutsidersStay,
    RoomFailed,
    RoomGone,
    RoomNamed,
    RoomOpened,
)
from tocsin.domain.titles import is_private
from tocsin.wording import immediate_actions
from tocsin.wording.announcement_template import opened_text
from tocsin.wording.catchup import links_lines
from tocsin.wording.clean import clean, link
from tocsin.wording.composing import join_nonempty, lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.notify import more_line
from tocsin.wording.sentence_context import Sentence, SentenceContext, because, room_span
from tocsin.wording.services import service_named
from tocsin.wording.templates import postmortem_url


def opened(event: RoomOpened, context: SentenceContext) -> Words:
    """The immediate actions, and how a change is made; a room in place of another says so."""
    if event.platform in context.incident.rooms_left:
        before = say(" What was said before: ", context.here("timeline"))
        return say(f"{context.headline}: it goes on here.", before)
    if event.platform in context.incident.rooms_gone:
        return f"{context.headline}: it goes on here."
    first = (
        "Suspected breach, at once:"
        if immediate_actions.is_breach(context)
        else immediate_actions.FIRST_LOOK
    )
    places = join_nonempty(" · ", (*service_named(context), *links_lines(context)))
    return lines(f"{context.headline}. {first}", *immediate_actions.actions(context, places))


def _room_room_failed(event: RoomFailed, context: SentenceContext) -> Words:
    return lines(
        with_full_stop(
            f"No room could be made on {clean(event.platform, 60)}{because(event.reason)}"
        ),
        say(
            f"{context.incident.key} goes on ",
            _room_meanwhile(context),
            " until there is one; it is tried again.",
        ),
    )


def _room_room_gone(event: RoomGone, context: SentenceContext) -> Words:
    gone = f"{clean(event.name, 90)} on {clean(event.platform, 60)} is gone: deleted or archived"
    where = _room_meanwhile(context)
    after = (
        say("until a new room is there, ", where)
        if event.again
        else say(where, ": no room stays there")
    )
    return lines(with_full_stop(gone), say(f"{context.incident.key} goes on ", after, "."))


def _room_meanwhile(context: SentenceContext) -> Words:
    """Where an incident is spoken of while it has no room."""
    if is_private(context.incident):
        return "in direct messages"
    return say("in ", room_span(context.incident.announce))


def late_opening(context: SentenceContext) -> Words:
    """The first words of a room that could not be opened at once."""
    return lines(
        say(
            f"This room could not be opened before; {context.incident.key} went on ",
            _room_meanwhile(context),
            ".",
        ),
        "From the beginning:",
    )


def _room_commander_left(event: CommanderLeft, context: SentenceContext) -> Words:
    who = context.name(event.person)
    return lines(
        f"{who} left this room on {clean(event.platform, 60)} and is still Incident Commander.",
        say(f"{who}: ", context.here("handoff ic @who")),
        say(f"If nobody hears from {who}, whoever takes over: ", context.here("take ic")),
    )


def _room_outsiders_stay(event: OutsidersStay, context: SentenceContext) -> str:
    """Who they are stands in a direct message alone."""
    platform, key = clean(event.platform, 60), context.incident.key
    if not event.accounts:
        return lines(
            f"{platform} does not tell who is in this room, and {key} is private.",
            "Please look through its members and remove who is not part of it.",
        )
    count = len(event.accounts)
    people = "1 account in this room is" if count == 1 else f"{count} accounts in this room are"
    commander = context.incident.holder("ic")
    told = context.name(commander) if commander else "those who are in it"
    return lines(
        f"{key} is private, {people} not part of it, and {platform} lets me not remove them.",
        f"Which: I wrote to {told}. Until they are removed, speak in direct messages.",
    )


def _announce_room_named(_event: RoomNamed, context: SentenceContext) -> Text:
    return opened_text(context)


def _announce_room_late(event: RoomOpened, context: SentenceContext) -> Text:
    """Where to go now; whether what it had is not there any more."""
    new = room_span(clean(event.name, 90))
    if event.platform not in context.incident.rooms_gone:
        return say(f"{context.incident.key} has its room now and goes on in ", new, ".")
    gone = f"The room of {context.incident.key} on {clean(event.platform, 60)} is gone"
    return say(f"{gone} (deleted or archived); it goes on in ", new, ".")


def _direct_no_room(event: RoomFailed, context: SentenceContext) -> Words:
    """Of a private incident nothing goes on in a thread that everybody reads."""
    return lines(
        with_full_stop(
            f"No room could be made for {context.headline} on {clean(event.platform, 60)}"
        ),
        "It goes on in messages like this one, to those who are in it.",
        more_line(context),
    )


def _direct_room_gone(event: RoomGone, context: SentenceContext) -> str:
    goes_on = "until a new one is there" if event.again else "from now on"
    return lines(
        with_full_stop(f"The room of {context.headline} on {clean(event.platform, 60)} is gone"),
        f"It goes on in messages like this one, to those who are in it, {goes_on}.",
    )


MOST_SHOWN: Final = 20


def _direct_outsiders_stay(event: OutsidersStay, context: SentenceContext) -> str:
    """The names, for who can do something about it."""
    known = {person.accounts.get(event.platform): person.name for person in context.people.values()}
    shown = [clean(known.get(account, account), 60) for account in event.accounts[:MOST_SHOWN]]
    more = len(event.accounts) - len(shown)
    tail = f" and {more} more" if more > 0 else ""
    return lines(
        f"In the room of {context.headline} on {clean(event.platform, 60)}, and not part of it:",
        f"{', '.join(shown)}{tail}",
        "Please remove them there: I am not allowed to.",
    )


def _timeline_room_failed(event: RoomFailed, _names: Names, _zone: str) -> str:
    why = because(event.reason)
    return with_full_stop(f"No room could be made on {clean(event.platform)} yet{why}")


def _timeline_room_gone(event: RoomGone, _names: Names, _zone: str) -> str:
    return f"Room #{clean(event.name).lstrip('#')} on {clean(event.platform)} was gone."


def _timeline_outsiders(event: OutsidersStay, _names: Names, _zone: str) -> str:
    who = f"{len(event.accounts)} who are" if event.accounts else "perhaps some who are"
    return f"In the room on {clean(event.platform)} were {who} not in it."


MOST: Final = 8
LABEL: Final = 40


def links(incident: Incident) -> tuple[Link, ...]:
    """Status page, runbook, ticket and post-mortem, as far as there are any.

    At most `MOST`, each with words of at most `LABEL` characters; an address stands there once.
    """
    found: dict[str, str] = {}
    for words, url in _all_links(incident):
        if link(url):
            found.setdefault(url, clean(words, LABEL))
    return tuple(Link(url, words) for url, words in found.items())[:MOST]


def _all_links(incident: Incident) -> Iterator[tuple[str, str]]:
    pages = incident.status_links
    for page, url in pages.items():
        yield ("Status page" if len(pages) == 1 else f"Status page {page}"), url
    service = incident.service_info
    if service is not None:
        yield f"Runbook {service.name}", service.runbook
    if incident.ticket is not None:
        yield f"Ticket {incident.ticket.ref}", incident.ticket.url
    yield "Post-mortem", postmortem_url(incident)


ROOM: Final[Mapping[str, Sentence]] = {
    "room-opened": opened,
    "room-failed": _room_room_failed,
    "room-gone": _room_room_gone,
    "commander-left": _room_commander_left,
    "outsiders-stay": _room_outsiders_stay,
}

ANNOUNCE: Final[Mapping[str, Sentence]] = {
    "room-named": _announce_room_named,
    "room-opened": _announce_room_late,
}

DIRECT: Final[Mapping[str, Sentence]] = {
    "room-failed": _direct_no_room,
    "room-gone": _direct_room_gone,
    "outsiders-stay": _direct_outsiders_stay,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "room-named": lambda event, _n, _z: f"The room was named #{clean(event.name)}.",
    "room-opened": lambda event, _n, _z: (
        f"Room #{clean(event.name).lstrip('#')} was opened on {clean(event.platform)}."
    ),
    "room-failed": _timeline_room_failed,
    "room-gone": _timeline_room_gone,
    "room-left": lambda event, _n, _z: (
        f"Room #{clean(event.name).lstrip('#')} on {clean(event.platform)} was left: it is open."
    ),
    "room-name-hidden": lambda event, _n, _z: f"The room was named #{clean(event.name)}.",
    "room-renamed": lambda event, _n, _z: (
        f"The room on {clean(event.platform)} is #{clean(event.name).lstrip('#')} now."
    ),
    "commander-left": lambda event, names, _z: (
        f"{names(event.person)}, Incident Commander, left the room on {clean(event.platform)}."
    ),
    "outsider-came": lambda event, _n, _z: (
        f"Somebody who is not in it came into the room on {clean(event.platform)}."
    ),
    "outsiders-stay": _timeline_outsiders,
}
