"""Who has an account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """An account.

    Args:
        id: As Discord writes it: a snowflake, in digits.
        name: What others type behind `@`.
        bot: Of an app, and not of somebody.
    """

    id: str
    name: str
    bot: bool = False

    @property
    def number(self) -> int:
        """The id as simcord counts."""
        return int(self.id)

    @property
    def mention(self) -> str:
        """How they are named in a message."""
        return f"<@{self.id}>"
