"""The world behind the sockets: simcord's, with one guild in it, on the real clock.

Everything here runs in the loop of the front.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from simcord._clock import Clock
from simcord.backend import Backend
from simcord.backend.access import channel_accessible
from simcord.backend.models import Channel, Role

from tests.counterparts.discord.persons import Person

if TYPE_CHECKING:
    from tests.counterparts.discord.deeds import Deed

Json = dict[str, Any]
INVITED: Final = 2252109320014864
"""What the README's invite link asks for."""
NONCES_S: Final = 180.0
"""How long an enforced nonce is remembered: "a few minutes"."""


class WallClock(Clock):
    """The time there is; `advance` moves all of it."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.elapsed)


@dataclass(frozen=True)
class Call:
    """One call of the app: when (monotonic), what, and how it was answered."""

    at: float
    route: str
    path: str
    status: int
    code: int
    body: Any = None


class World:
    """A guild with the bot in it, as it was invited."""

    def __init__(self, permissions: int = INVITED) -> None:
        self.backend = Backend(clock=WallClock())
        self.token = f"{secrets.token_hex(12)}.tocsin.{secrets.token_hex(16)}"
        me = self.backend.bot_user
        me.name = "tocsin"
        self.bot = Person(str(me.id), me.name, bot=True)
        self.guild = self.backend.create_guild("Shop")
        self.bot_role().permissions = permissions
        self.people: dict[int, Person] = {me.id: self.bot}
        self.calls: Counter[str] = Counter()
        self.asked: list[Call] = []
        self.gaps: list[str] = []
        """What simcord does not know, or answers otherwise than the document wants."""
        self.wrong: list[str] = []
        """What the app asked otherwise than the document wants."""
        self.allowed = {"members", "message_content"}
        self.refuses: frozenset[int] = frozenset()
        self.deeds: list[Deed] = []
        self._nonces: dict[tuple[int, str], tuple[int, float]] = {}

    def bot_role(self) -> Role:
        """The role that the invitation gave it."""
        return next(one for one in self.guild.roles.values() if one.managed)

    def somebody(self, who: str) -> Person:
        """Whoever has this id, or this name."""
        return next(one for one in self.people.values() if who in (one.id, one.name))

    def channel(self, id: str) -> Channel:
        """A channel; of a thread as well."""
        return self.backend.get_channel(int(id))

    def visible(self, channel_id: int, user_id: int) -> bool:
        """Whether somebody sees a channel."""
        return bool(channel_accessible(self.backend, channel_id, user_id))

    def sent_before(self, channel_id: int, nonce: str) -> int | None:
        """The message that was sent with this nonce a moment ago."""
        found = self._nonces.get((channel_id, nonce))
        return found[0] if found and time.monotonic() - found[1] < NONCES_S else None

    def remember(self, channel_id: int, nonce: str, message_id: int) -> None:
        """This message was sent with this nonce."""
        self._nonces[channel_id, nonce] = (message_id, time.monotonic())

    def forget_nonces(self) -> None:
        """Some minutes pass for every nonce."""
        self._nonces.clear()
