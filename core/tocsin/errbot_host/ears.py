"""Ears of a platform with Errbot: lines go through its bot, all else to the system's ears."""

from __future__ import annotations

from tocsin.chat import Account, Card, Ears, Form, Heard, Heeded, RoomRef, Said
from tocsin.errbot_host.bot import TocsinBot


class HostedEars:
    """The ears a backend gets when Errbot hosts its platform."""

    def __init__(self, bot: TocsinBot, ears: Ears) -> None:
        """`ears` are those of the desk."""
        self._bot = bot
        self._ears = ears

    def hear(self, heard: Heard) -> Heeded:
        """Handle an event; see `Ears.hear`."""
        return self._bot.hear(heard) if isinstance(heard, Said) else self._ears.hear(heard)

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        """Return a form with what is known filled in."""
        return self._ears.form(name, account, room, incident)

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        """Return the lines that what is typed so far may become."""
        return self._ears.complete(account, room, typed)

    def home(self, account: Account) -> tuple[Card, ...]:
        """Return what somebody owes, over all incidents."""
        return self._ears.home(account)
