"""Advice about wording that puts a fault on a person. It is only ever advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tocsin.chat import Code, Text, Words
from tocsin.domain.blameless import BlameFinding, findings
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person, is_machine
from tocsin.wording.clean import clean
from tocsin.wording.composing import lines, say

QUOTED: Final = 80
SHOWN: Final = 2
# Where people's own words stand in an event.
_SAID: Final = ("text", "reason", "what", "impact", "action", "label")
# These were answered as they were written, or say nothing of what happened.
_ANSWERED: Final = frozenset(
    ("postmortem-written", "postmortem-reviewed", "postmortem-published", "action-added")
)


def advice(texts: Iterable[str], people: Iterable[Person]) -> str:
    """Advice for the first sentences that blame a person; "" where none does."""
    names = tuple(person.name for person in people)
    found = [finding for text in texts for finding in findings(text, names)]
    if not found:
        return ""
    more = len(found) - SHOWN
    rest = f" And {more} more." if more > 0 else ""
    said = " ".join(_say(finding) for finding in found[:SHOWN])
    return f"A thought on the wording, it is kept as it is: {said}{rest}"


def recorded(kept: Iterable[tuple[int, Event]], people: Iterable[Person]) -> Words:
    """The lines of the record that put a fault on a person, and how to say it; "" without any.

    What people write for the post-mortem itself is answered when they write it.
    """
    names = tuple(person.name for person in people)
    found = [
        (seq, finding)
        for seq, event in kept
        if event.type not in _ANSWERED and not is_machine(event.by)
        for text in _words(event)
        for finding in findings(text, names)
    ]
    if not found:
        return ""
    more = len(found) - SHOWN
    return lines(
        "A thought on the record, which the post-mortem repeats:",
        *(f"#{seq} {_say(finding)}" for seq, finding in found[:SHOWN]),
        *((f"And {more} more.",) if more > 0 else ()),
        say("What a section says takes its place: ", Code("postmortem <section> <text>"), "."),
    )


def _words(event: Event) -> Iterator[str]:
    said = (getattr(event, name, "") for name in _SAID)
    return (text for text in said if isinstance(text, str) and text)


def _say(finding: BlameFinding) -> str:
    return f"“{clean(finding.sentence, QUOTED)}” puts it on a person. {finding.suggestion}"


def texts_of(incident: Incident) -> tuple[str, ...]:
    """All that people wrote for the post-mortem."""
    actions = (item.text for item in incident.actions.values())
    return (*incident.postmortem.sections.values(), *actions)


def publish_all_the_same(key: str, prefix: str) -> Text:
    """The command that publishes a document with such lines all the same."""
    publish = Code(f"{prefix}incident {key} postmortem publish --reason <why>")
    return say("To publish it with them: ", publish, ".")
