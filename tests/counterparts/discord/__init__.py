"""Discord on loopback for tests: simcord's world behind real sockets."""

from __future__ import annotations

from tests.counterparts.discord.deeds import Deed
from tests.counterparts.discord.discord import Discord
from tests.counterparts.discord.persons import Person

__all__ = ["Deed", "Discord", "Person"]
