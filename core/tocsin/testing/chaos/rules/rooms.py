"""Rules about rooms: what belongs there is said there, whatever happened in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.domain.voice import is_told_at_once
from tocsin.testing.chaos.evidence import Case, Evidence, Rule
from tocsin.wording import room

RECOGNISED = 14  # letters a sentence begins with; times further on depend on when it is said


def rooms_hear(seen: Evidence) -> Iterator[str]:
    """Every event that is for the room was posted in it, on every platform that has one."""
    for case in seen.cases:
        for platform in case.incident.rooms if case.incident.room_name else ():
            posts = [
                text
                for where, key, text in seen.vendors.posts
                if where == platform and key.startswith(case.incident.id) and ":feed:" in key
            ]
            for seq, text in _said(case, seen):
                if not any(text[:RECOGNISED] in post for post in posts):
                    yield f"{case.key}: the room on {platform} never heard of event {seq}"


def _said(case: Case, seen: Evidence) -> Iterator[tuple[int, str]]:
    """(seq, text) of each event the room is told about, up to the last that is told at once."""
    state = Incident(id=case.incident.id, policy=case.incident.policy)
    loud = [one.seq for one in case.events if one.event and is_told_at_once(one.event)]
    for one in case.events[: max(loud, default=0)]:
        if one.event is None:
            continue
        state = evolve(state, one.event)
        said = room.text(one.event, state, seen.people, one.event.at)
        if said:
            yield one.seq, said.as_plain()


RULES: Iterable[Rule] = (
    Rule(
        name="rooms-hear",
        sentence="Every event that is for the room was posted in it, on every platform.",
        breaches=rooms_hear,
    ),
)
