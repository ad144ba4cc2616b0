"""The announcement from the team's template, by default the process document's."""

from __future__ import annotations

import re
from typing import Final

from tocsin.chat import Everyone, Text, Words
from tocsin.domain.people import is_machine
from tocsin.domain.status_page import QUIET
from tocsin.wording import templates
from tocsin.wording.clean import clean
from tocsin.wording.composing import say
from tocsin.wording.sentence_context import SentenceContext

TEMPLATE: Final = "announcement"
# They stand for `@here` and for the room while a template is filled: `clean` lets no such character
# through, so nobody else can have written one.
RING: Final = "\ue000"
ROOM: Final = "\ue001"
_MARKED: Final = re.compile(f"([{RING}{ROOM}])")


def announcement_text(
    what: str, context: SentenceContext, *, reason: str = "", rings: bool = False
) -> Text:
    """The team's announcement, by default the process document's.

    Args:
        what: `Incident declared`, `INC-4 is now P0`.
        reason: Behind the title, "" for none.
        rings: Whether everybody in the room is called, where the template says `here`.
    """
    marks: dict[str, Words] = {RING: Everyone() if rings else "", ROOM: context.room}
    said = {"what": what, "reason": clean(reason)}
    said |= {"here": RING * rings, "room": ROOM if context.room else ""}
    values = templates.values(TEMPLATE, context)
    words = templates.filled(TEMPLATE, context.incident, {**values, **said})
    return say(*(marks.get(part, part) for part in _MARKED.split(words)))


def mentions_everybody(context: SentenceContext) -> bool:
    """Whether everybody in the room is mentioned: for what is bad, no drill and not private."""
    incident = context.incident
    rings = incident.severity in incident.policy.announce_here
    return rings and not incident.flags & QUIET


def opened_text(context: SentenceContext) -> Text:
    """The announcement of what is new."""
    return announcement_text("Incident declared", context, rings=mentions_everybody(context))


def reporter_thanks(context: SentenceContext) -> str:
    """The thanks to whoever reported it, whatever came of it."""
    reporter = context.incident.reporter
    person = bool(reporter) and not is_machine(reporter)
    return f"Thank you for reporting it, {context.name(reporter)}." if person else ""
