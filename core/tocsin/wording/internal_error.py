"""Replies when something of Tocsin itself failed; the log has the details."""

from __future__ import annotations

from typing import Final

FAILED: Final = "Something broke on our side"
NOT_ANSWERED: Final = "That could not be answered; the log says why. Ask again."
NOT_HANDLED: Final = "That message could not be handled before. Please say it anew."


def broke(ref: str) -> str:
    """The reply to a line that could not be handled; the log has its trouble under `ref`."""
    return (
        f"{FAILED} (ref {ref}); nothing of yours was lost. "
        "Try again, or tell your admin this reference."
    )
