"""The name of an incident's room: `incident-YYYY-MM-DD-short-description`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from zoneinfo import ZoneInfo

from tocsin.domain.incident import Incident
from tocsin.domain.titles import display_title, is_drill, is_private

LONGEST = 60
# A platform on which every room vanishes gets no further ones: people must find the incident.
MOST_GONE = 5


def may_have_room(incident: Incident, platform: str) -> bool:
    """Whether one is opened there, after those that vanished."""
    return len(incident.rooms_gone.get(platform, ())) < MOST_GONE


def slug(title: str) -> str:
    """Lower-case ASCII words joined by hyphens; never empty."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "incident"


def left_name(incident: Incident) -> str:
    """The neutral name of a room that was left when its incident became private."""
    drill = "drill-" if is_drill(incident) else ""
    return f"incident-{_day(incident)}-{drill}inc-{incident.number}-moved"


def _day(incident: Incident) -> str:
    return incident.declared.astimezone(ZoneInfo(incident.timezone)).date().isoformat()


def room_name(incident: Incident, taken: Callable[[str], bool]) -> str:
    """The room's name without `#`, dated in the team's time zone; `-2`, `-3` … when taken.

    The name of a private one says nothing of what it is about, and that of a drill says that it
    is one.
    """
    about = (
        "private"
        if is_private(incident)
        else slug(display_title(incident, "room-name", mark=False))
    )
    drill = "drill-" if is_drill(incident) else ""
    base = f"incident-{_day(incident)}-{drill}{about}"[:LONGEST].rstrip("-")
    name, number = base, 1
    while taken(name):
        number += 1
        name = f"{base}-{number}"
    return name
