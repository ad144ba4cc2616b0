"""Who has an account in the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

HOME: Final = "T000000001"
ELSEWHERE: Final = "T0ELSEWHERE"


@dataclass(frozen=True)
class Person:
    """An account.

    Args:
        id: As Slack writes it: `U0SEAT01`.
        name: What others type behind `@`.
        token: That of their client; no app is given it.
        guest: Sees the channels they were invited to and no other.
        stranger: Of another workspace, in channels that are shared with it.
    """

    id: str
    name: str
    token: str
    email: str = ""
    guest: bool = False
    stranger: bool = False
    bot: bool = False

    @property
    def team(self) -> str:
        """Their workspace."""
        return ELSEWHERE if self.stranger else HOME

    def profile(self, *, email: bool) -> dict[str, Any]:
        """Themselves as `users.info` gives them; the address only with `users:read.email`."""
        shown = self.name.title()
        address = {"email": self.email} if email and self.email else {}
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "real_name": shown,
            "deleted": False,
            "tz": "Europe/Lisbon",
            "tz_offset": 0,
            "profile": {"real_name": shown, "display_name": self.name, "team": self.team} | address,
            "is_admin": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "is_bot": self.bot,
            "is_app_user": False,
        } | ({"is_stranger": True} if self.stranger else {})


BOT: Final = Person("U0TOCSIN01", "tocsin", "xoxb-1-2-tocsin", bot=True)
