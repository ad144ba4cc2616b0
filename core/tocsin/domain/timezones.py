"""Zones as people type them, and which instants a time of day names in one.

Where clocks are set forward a time of day is skipped, and where they are set back it is there
twice: `02:30 CEST` and `02:30 CET` tell the two apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from tocsin.domain.calendar import zone
from tocsin.domain.quoting import quoted
from tocsin.errors import InvalidValue

_UTC: Final = frozenset({"UTC", "GMT", "Z"})
_OFFSET: Final = re.compile(r"(?:(?:UTC|GMT)([+-])|([+]))([0-9]{1,2})(?::?([0-5][0-9]))?", re.I)
_MOST: Final = timedelta(hours=14)
_SHORT: Final = re.compile("[A-Za-z]{2,5}")
_ACROSS: Final = timedelta(days=200)


@dataclass(frozen=True, kw_only=True)
class WrittenZone:
    """The time zone of a written time; `season` is the abbreviation it must have then, or ""."""

    tzinfo: tzinfo
    season: str = ""


def parse_zone(said: str, timezone_name: str) -> WrittenZone:
    """The zone somebody wrote behind a time; the reader's own where nothing was written.

    Raises:
        InvalidValue: It is no zone, or an abbreviation that the reader's own zone does not use.
    """
    if not said:
        return WrittenZone(tzinfo=zone(timezone_name))
    if said.upper() in _UTC:
        return WrittenZone(tzinfo=UTC)
    offset = _OFFSET.fullmatch(said)
    if offset is not None:
        return WrittenZone(tzinfo=timezone(_length(offset, said)))
    if "/" in said:
        return WrittenZone(tzinfo=_region(said))
    own = zone(timezone_name)
    if _SHORT.fullmatch(said) and said.upper() in _seasons(own):
        return WrittenZone(tzinfo=own, season=said.upper())
    raise InvalidValue(
        f"{quoted(said)} is no time zone here; write UTC, UTC+2 or a name like Europe/Berlin"
    )


def instants(day: date, wall: time, place: WrittenZone) -> list[tuple[datetime, bool]]:
    """(instant, whether the clock skips it) of a time of day: two where it is shown twice."""
    found: list[tuple[datetime, bool]] = []
    for fold in (0, 1):
        local = datetime.combine(day, wall.replace(fold=fold), tzinfo=place.tzinfo)
        at = local.astimezone(UTC)
        shown = at.astimezone(place.tzinfo)
        skipped = shown.replace(tzinfo=None) != local.replace(tzinfo=None)
        if place.season in ("", shown.tzname()) and at not in [known for known, _ in found]:
            found.append((at, skipped))
    return found[:1] if found and found[0][1] else found


def _length(offset: re.Match[str], said: str) -> timedelta:
    length = timedelta(hours=int(offset[3]), minutes=int(offset[4] or 0))
    if length > _MOST:
        raise InvalidValue(f"{quoted(said)} is no offset from UTC; write UTC+2")
    return -length if offset[1] == "-" else length


def _region(said: str) -> tzinfo:
    """`Europe/Berlin`, in any case."""
    parts = ("_".join(word.capitalize() for word in part.split("_")) for part in said.split("/"))
    try:
        return zone(said)
    except InvalidValue:
        return zone("/".join(parts))


def _seasons(own: tzinfo) -> frozenset[str]:
    """What clocks of a zone are called over the year, such as CET and CEST."""
    new_year = datetime(2026, 1, 1, tzinfo=UTC)
    names = ((new_year + half).astimezone(own).tzname() for half in (timedelta(0), _ACROSS))
    return frozenset(name.upper() for name in names if name)
