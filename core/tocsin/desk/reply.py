"""What the desk answers to one message."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """The answer to one message, shown to people exactly as it stands.

    Attributes:
        text: the words; empty when nothing is to be said.
        accepted: False when the command was refused and nothing changed.
    """

    text: str
    accepted: bool = True
