"""The section `[escalation.<policy>] strategy = "follow-the-sun"` of a team file."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from tocsin.providers import ProviderConfig

_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def _hour(text: str) -> str:
    if not _HOUR.fullmatch(text):
        raise ValueError("this must be an hour; write it as in 08:00")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("there is no such time zone; write it as in Europe/Lisbon") from None
    return text


class Region(ProviderConfig):
    """Where some of the team work, and when.

    Args:
        call: Rotation levels or `@person`s that are called, all at once.
        starts: When their working day begins, on their clock; it may go past midnight.
    """

    call: tuple[str, ...] = Field(min_length=1, max_length=10)
    timezone: Annotated[str, AfterValidator(_zone)]
    starts: Annotated[str, AfterValidator(_hour)] = "09:00"
    ends: Annotated[str, AfterValidator(_hour)] = "17:00"

    @property
    def zone(self) -> ZoneInfo:
        """Their time zone."""
        return ZoneInfo(self.timezone)

    @property
    def day(self) -> tuple[time, time]:
        """When their working day begins and ends."""
        return time.fromisoformat(self.starts), time.fromisoformat(self.ends)


class FollowTheSunConfig(ProviderConfig):
    """The regions, and whom to call when none of them answers.

    Args:
        minutes_apart: Minutes between two steps.
        last: Levels or contacts that are called after the regions, one after the other.
        repeats: How often everyone is called again before the standing alarm.
    """

    regions: dict[str, Region] = Field(min_length=1, max_length=12)
    minutes_apart: int = Field(default=5, ge=1, le=120)
    last: tuple[str, ...] = Field(default=("em", "cto"), max_length=4)
    repeats: int = Field(default=3, ge=0, le=5)
