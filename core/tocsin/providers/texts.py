"""Texts from outside made safe and short: no control characters, no endless lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from urllib.parse import urlsplit

MAX_TITLE = 200
MAX_DESCRIPTION = 1000
MAX_LABELS = 64
MAX_LABEL_NAME = 128
MAX_LABEL_VALUE = 500
MAX_KEY = 500
MAX_URL = 2000
# Marks that turn the reading direction around: they make a line look like another one.
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# The control characters are these 65 and no others, in every version of Unicode; half a character
# (a lone surrogate) can be sent to nobody.
_UNSEEN = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_TURNING}]")
_DIGEST = 16
YEARS = range(1970, 2201)
"""A moment of another year is taken for none: sums with it would leave the calendar."""


def one_line(text: str, limit: int = MAX_TITLE) -> str:
    """The text on one line, every run of white space one blank, at most `limit` characters.

    "" when nothing of it can be seen.
    """
    line = shorten(_printable(" ".join(text.split())), limit)
    return line if any(unicodedata.category(c)[0] not in "CZ" for c in line) else ""


def paragraph(text: str, limit: int = MAX_DESCRIPTION) -> str:
    """The text with its line breaks, each line cleaned, at most `limit` characters."""
    lines = (_printable(line.replace("\t", " ")).rstrip() for line in text.splitlines())
    return shorten("\n".join(lines).strip(), limit)


def shorten(text: str, limit: int) -> str:
    """The text itself, or its beginning with an ellipsis; never longer than `limit`."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def read_moment(words: str) -> datetime | None:
    """The moment of an ISO 8601 text, aware (UTC where it names no zone); None where it is none.

    None too for a year that no clock shows, before 1970 or after 2200.
    """
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return None
    if moment.year not in YEARS:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def safe_key(text: str, limit: int = MAX_KEY) -> str:
    """A key that is safe to store and still tells apart what the sender tells apart.

    A key that had to be cleaned or cut gets a digest of the whole one at its end.
    """
    clean = _printable(text)
    if clean == text and len(text) <= limit:
        return text
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return f"{clean[: limit - _DIGEST - 1]}#{digest}"


def safe_labels(given: Mapping[str, str]) -> dict[str, str]:
    """At most `MAX_LABELS` labels, by name, with names and values of bounded length."""
    some = islice(sorted(given.items()), MAX_LABELS)
    return {one_line(k, MAX_LABEL_NAME): one_line(v, MAX_LABEL_VALUE) for k, v in some}


def web_links(found: Mapping[str, str]) -> dict[str, str]:
    """Only the addresses a person may safely be offered: http or https, whole, with a host."""
    return {name: url for name, url in found.items() if _is_web(url)}


def _is_web(url: str) -> bool:
    if len(url) > MAX_URL or url != _printable(url) or url != "".join(url.split()):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _printable(text: str) -> str:
    return _UNSEEN.sub("", text)
