"""Replies to chat events: a form too late, a text too long, the IC who left a room."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tocsin.chat import Text
from tocsin.domain.calendar import local_text, relative_text
from tocsin.wording.composing import say
from tocsin.wording.sentence_context import SentenceContext

BROKE: Final = (
    "That could not be done; the log says why. It is kept, and tried again when the bot starts "
    "anew. If it cannot wait, type it again."
)


def too_late(sent: datetime, now: datetime, timezone: str) -> str:
    """When it was typed, and what to do: nothing was done."""
    at = local_text(sent, timezone, now=now)
    ago = relative_text(sent - now)
    return f"That was typed {at} ({ago}) and came in too late: nothing was done. Type it again."


def left_as_ic(context: SentenceContext) -> Text:
    """To who left the room of an incident that they lead."""
    key = context.incident.key
    how = context.anywhere("handoff ic @who")
    return say(f"You left the room of {key} and are still its IC. To hand it off: ", how)


def too_long(characters: int, most: int) -> str:
    """The reply to a text that is too long: nothing was done, and how long it may be."""
    return f"That has {characters} characters; at most {most} are taken. Nothing was done."


def answered_privately(verb: str) -> str:
    """The note that an answer went to who asked, and not into the room."""
    return f"Whoever asked has the answer to {verb} in a direct message."


ONLY_READS: Final = (
    "Note: nothing can be written just now. Commands are refused until it can; phone whoever you "
    "need, and say it again."
)
