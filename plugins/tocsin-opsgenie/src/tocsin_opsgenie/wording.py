"""What people read in an alert: never longer than it takes. Pure."""

from __future__ import annotations

import re
from typing import Final

from tocsin.providers import PageRequest, one_line

MOST_MESSAGE: Final = 130
MOST_DESCRIPTION: Final = 15_000
OURS: Final = "Tocsin"
"""In whose name is written, so that it is known when a webhook tells of it."""
_KEY = re.compile(r"INC-[1-9][0-9]{0,8}\.p[1-9][0-9]{0,5}", re.ASCII)


def message(page: PageRequest) -> str:
    """What somebody reads first; the whole of a long one stands below it."""
    return one_line(page.text, MOST_MESSAGE) or page.incident


def description(page: PageRequest) -> str:
    """What stands below it: all of a long text, whom it is for, and where to answer."""
    room = f"The incident's room is {page.room}." if page.room else "It has no room yet."
    below = (
        f"{page.incident} ({page.severity}) asks for {one_line(page.person.name, 100)}. {room}\n"
        "Acknowledge here or in the chat: either ends the calling."
    )
    whole = one_line(page.text, MOST_DESCRIPTION)
    if len(whole) <= MOST_MESSAGE:
        return below
    where = f" (all of it: {page.room or page.incident})"
    most = MOST_DESCRIPTION - len(below) - 2
    fits = whole if len(whole) <= most else one_line(whole, most - len(where)) + where
    return f"{fits}\n\n{below}"


def is_key(words: str) -> bool:
    """Whether this is the key of a page of ours."""
    return _KEY.fullmatch(words) is not None


def answered(page: PageRequest) -> str:
    """The note when somebody has answered in the chat."""
    return f"{OURS}: {one_line(page.ended_by) or 'Somebody'} answered {page.incident} in the chat."


def over(page: PageRequest) -> str:
    """The note when the incident has ended."""
    by = f" by {one_line(page.ended_by, 100)}" if page.ended_by else ""
    return f"{OURS}: {page.incident} was ended{by} in the chat."
