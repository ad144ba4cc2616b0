"""What customers read at Statuspage. Pure."""

from __future__ import annotations

import re
from typing import Final

from tocsin.providers import StatusEntry, StatusPageState, one_line, paragraph

MOST_NAME: Final = 255
MOST_BODY: Final = 25_000
_LABEL: Final = re.compile(r"\A\s*\*\*([\w -]{1,20})\*\*:\s*")


def name(state: StatusPageState) -> str:
    """The heading, on one line."""
    return one_line(state.title, MOST_NAME) or "Incident"


def told(state: StatusPageState) -> tuple[StatusEntry, ...]:
    """The entries that are updates there; the post-mortem's are only where there are no others."""
    updates = tuple(entry for entry in state.entries if entry.phase != "postmortem")
    return updates or state.entries


def phase(entry: StatusEntry) -> str:
    """The phase as Statuspage names it."""
    return "resolved" if entry.phase == "postmortem" else entry.phase


def body(entry: StatusEntry) -> str:
    """An entry without the phase before its words: the page shows that beside them."""
    label = _LABEL.match(entry.text)
    same = label is not None and label[1].lower().replace("-", "") == entry.phase
    said = entry.text[label.end() :] if label is not None and same else entry.text
    return paragraph(said, MOST_BODY) or entry.phase.capitalize()


def postmortem(state: StatusPageState) -> str:
    """What stands below an incident when it is understood, "" while nothing does."""
    said = "\n\n".join(body(entry) for entry in state.entries if entry.phase == "postmortem")
    link = state.postmortem_url if said and state.postmortem_url not in said else ""
    return paragraph(f"{said}\n\n{link}", MOST_BODY)
