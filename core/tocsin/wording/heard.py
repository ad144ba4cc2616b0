"""What is said to somebody whose message is not done: it came too late, or is too long."""

from __future__ import annotations

from datetime import datetime

from tocsin.domain.calendar import local_text, relative_text


def too_late(sent: datetime, now: datetime, timezone: str) -> str:
    """When it was typed, and what to do: nothing was done."""
    at = local_text(sent, timezone, now=now)
    ago = relative_text(sent - now)
    return f"That was typed {at} ({ago}) and came in too late: nothing was done. Type it again."


def too_long(characters: int, most: int) -> str:
    """How long it may be: nothing was done."""
    return f"That has {characters} characters; at most {most} are taken. Nothing was done."
