"""The settings of `config.py` for operation: log, heartbeat, limits of guests."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Final

from tocsin.config.problem_words import is_variable
from tocsin.domain.calendar import parse_duration
from tocsin.errors import InvalidValue

FORMS: Final = ("text", "json")
SHORTEST: Final = timedelta(seconds=10)
LONGEST: Final = timedelta(days=1)
LATE: Final = timedelta(minutes=10)
LEAST_LATE: Final = timedelta(minutes=1)
MOST_OF_GUESTS: Final = 1000
_EXAMPLE: Final = 'write {"url": {"env": "HEARTBEAT_URL"}, "every": "60s"}'
_GUESTS: Final = 'write {"reports_per_hour": 5, "lines_per_minute": 10}'
_ADDRESS: Final = re.compile(r"https?://[^\s/?#]+\S*")


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    """The address and interval of the heartbeat. The address is a secret."""

    url: str = field(repr=False)
    every: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class GuestLimits:
    """The limits of one account that belongs to nobody in a team file.

    Args:
        reports_per_hour: So many of its reports open an incident.
        lines_per_minute: So many of its lines are answered.
    """

    reports_per_hour: int = 5
    lines_per_minute: int = 10


def guests(value: object, _: Path) -> GuestLimits:
    """Return the limits of guests, with defaults for those not given.

    Raises:
        InvalidValue: It is no dict of these numbers, or one is out of all proportion.
    """
    names = {limit.name for limit in fields(GuestLimits)}
    if not isinstance(value, Mapping) or set(value) - names:
        raise InvalidValue(f"this must be a dict of two numbers; {_GUESTS}")
    for number in value.values():
        if type(number) is not int or not 1 <= number <= MOST_OF_GUESTS:
            raise InvalidValue(f"each is a number from 1 to {MOST_OF_GUESTS}; {_GUESTS}")
    return GuestLimits(**value)


def log_format(value: object, _: Path) -> str:
    """Return `text` or `json`; "" for None: text on a terminal, JSON elsewhere.

    Raises:
        InvalidValue: It is something else.
    """
    if value is None:
        return ""
    if value not in FORMS:
        raise InvalidValue('there is no such form of a log; write "text" or "json"')
    return str(value)


def age_limit(value: object, _: Path) -> timedelta:
    """Return the age up to which a message is still executed.

    Raises:
        InvalidValue: It is no length of time, or out of all proportion.
    """
    try:
        span = parse_duration(value if isinstance(value, str) else "")
    except InvalidValue:
        raise InvalidValue('this is no length of time; write "10m"') from None
    if not LEAST_LATE <= span <= LONGEST:
        raise InvalidValue('this must be from 1m to 24h; write "10m"')
    return span


def heartbeat(value: object, _: Path) -> Heartbeat | None:
    """Return the heartbeat, or None where it is switched off.

    Raises:
        InvalidValue: It has no address, or is sent too often or too seldom.
    """
    if value is None:
        return None
    if not isinstance(value, Mapping) or "url" not in value or set(value) - {"url", "every"}:
        raise InvalidValue(f"this must be a dict with a url; {_EXAMPLE}")
    return Heartbeat(url=_url(value["url"]), every=_every(value.get("every", "60s")))


def _url(value: object) -> str:
    if isinstance(value, Mapping) and set(value) == {"env"} and isinstance(value["env"], str):
        name = value["env"]
        value = os.environ.get(name, "")
        if not value:
            raise InvalidValue(_unset(name))
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise InvalidValue(f"the url is no web address; {_EXAMPLE}")
    return value


def _unset(name: str) -> str:
    """The name is repeated only if it is one: it may be the address itself."""
    if not is_variable(name):
        return 'no variable of that name is set; write {"env": "HEARTBEAT_URL"}, and set it'
    return f"the variable {name} is not set; set {name} in the environment"


def _every(value: object) -> timedelta:
    try:
        every = parse_duration(value if isinstance(value, str) else "")
    except InvalidValue:
        raise InvalidValue('every is no length of time; write "60s"') from None
    if not SHORTEST <= every <= LONGEST:
        raise InvalidValue('every is too short or too long; write "10s" to "1d"')
    return every
