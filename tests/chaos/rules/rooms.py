"""Rules about rooms: what belongs there is said there, whatever happened in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from tests.chaos.evidence import Case, Evidence, Rule
from tocsin.chat.text import Moment, Text
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.domain.reminders import Reminded
from tocsin.domain.rooms.events import RoomOpened
from tocsin.domain.sync_effects import is_posted_at_once
from tocsin.wording import room_message

# Letters a sentence begins with, before its first time: that depends on when it is said. What is
# owed may be said together with what else is, so that only its beginning stays.
RECOGNISED = 60
REMINDED = 14


def rooms_hear(seen: Evidence) -> Iterator[str]:
    """Every event that is for the room was posted in it, on every platform that has one.

    That another platform's room is open is for that room alone: what it is greeted with there is
    not owed here, where the same words may have become others meanwhile (its severity in them).
    """
    for case in seen.cases:
        for platform in case.incident.rooms if case.incident.room_name else ():
            posts = [
                text
                for where, key, text in seen.vendors.posts
                if where == platform and key.startswith(case.incident.id) and ":feed:" in key
            ]
            for seq, text in _said(case, seen, platform):
                if not any(text in post for post in posts):
                    yield f"{case.key}: the room on {platform} never heard of event {seq}"


def _said(case: Case, seen: Evidence, platform: str) -> Iterator[tuple[int, str]]:
    """(seq, how it begins) of what that room is told, up to the last that is told at once."""
    state = Incident(id=case.incident.id, policy=case.incident.policy)
    loud = [one.seq for one in case.events if one.event and is_posted_at_once(one.event)]
    for one in case.events[: max(loud, default=0)]:
        if one.event is None:
            continue
        state = evolve(state, one.event)
        said = room_message.text(one.event, state, seen.people, one.event.at)
        elsewhere = isinstance(one.event, RoomOpened) and one.event.platform != platform
        if said and not elsewhere:
            most = REMINDED if isinstance(one.event, Reminded) else RECOGNISED
            yield one.seq, _beginning(said)[:most]


def _beginning(said: Text) -> str:
    """Its first line, up to the first time in it."""
    timeless = takewhile(lambda span: not isinstance(span, Moment), said.rows()[0].spans)
    return "".join(span.as_plain() for span in timeless)


RULES: Iterable[Rule] = (
    Rule(
        name="rooms-hear",
        sentence="Every event that is for the room was posted in it, on every platform.",
        breaches=rooms_hear,
    ),
)
