"""What people read in PagerDuty: on one line each, and never longer than it takes. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from tocsin.providers import PageRequest, one_line

MOST_SUMMARY: Final = 1024
OURS: Final = "Tocsin: "
"""How every note of ours begins, so that it is known when PagerDuty tells us of it."""
_KEY: Final = r"INC-[1-9][0-9]{0,8}\.p[1-9][0-9]{0,5}"
_WHOLE = re.compile(_KEY, re.ASCII)
_AT_END = re.compile(rf"\[({_KEY})\]\Z", re.ASCII)


def written(moment: datetime) -> str:
    """`2026-11-23T10:30:00Z`: it takes no other zone in a query."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def title(page: PageRequest, *, keyed: bool = False) -> str:
    """What somebody reads first. A long one ends in the room where the rest stands.

    Args:
        keyed: Whether the key of the page stands at its end: an event has no other place in which
            PagerDuty tells it back.
    """
    where = f" (all of it: {page.room or page.incident})"
    tail = f" [{page.page_id}]" if keyed else ""
    whole = one_line(page.text, len(page.text) + 1) or page.incident
    if len(whole) + len(tail) <= MOST_SUMMARY:
        return whole + tail
    return one_line(whole, MOST_SUMMARY - len(where) - len(tail)) + where + tail


def is_key(words: str) -> bool:
    """Whether this is the key of a page of ours."""
    return _WHOLE.fullmatch(words) is not None


def key_in(words: str) -> str:
    """The key of a page at the end of a title of ours, or ""."""
    found = _AT_END.search(words)
    return found.group(1) if found else ""


def details(page: PageRequest) -> str:
    """What stands below the title."""
    room = f"The incident's room is {page.room}." if page.room else "It has no room yet."
    return (
        f"{page.incident} ({page.severity}) asks for {one_line(page.person.name, 100)}. {room}\n"
        "Acknowledge here or in the chat: either ends the calling."
    )


def answered(page: PageRequest) -> str:
    """The note when somebody has answered in the chat, since the user who writes is a machine's."""
    return f"{OURS}{one_line(page.ended_by, 100)} answered {page.incident} in the chat."


def over(page: PageRequest) -> str:
    """What is said when the incident has ended."""
    by = f" by {one_line(page.ended_by, 100)}" if page.ended_by else ""
    return f"{OURS}{page.incident} was ended{by} in the chat."
