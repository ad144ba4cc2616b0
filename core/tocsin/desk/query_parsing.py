"""Parses the words of a query: which tool, which text, since when."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from tocsin.desk.grammar import joined, words
from tocsin.desk.normalize import bare, normalized
from tocsin.desk.request import Request
from tocsin.domain.calendar import as_utc
from tocsin.domain.time_parsing import parse_time
from tocsin.errors import InvalidValue

LONGEST_QUERY: Final = 1000
LONGEST_BACK: Final = timedelta(days=31)
SINCE: Final = "since"
# The last word of a line, where it is plainly a time: 15m, 1h30m, 09:30.
_TIME: Final = re.compile(r"(?:[0-9]{1,8}[smhd])+|[0-9]{1,2}:[0-9]{2}", re.IGNORECASE)
_DAYS: Final = frozenset({"today", "yesterday"})
_NAMED: Final = re.compile(r"\s*([^\s:]{1,64}):(?:\s+|$)")


def split_since(request: Request) -> tuple[str, datetime | None]:
    """The text without the moment it ends with, and that moment; None where it ends with none.

    Raises:
        InvalidValue: That moment is to come, or too long ago.
    """
    found = words(request.rest)
    marked = [word for word in found if not word.quoted and bare(word.text).lower() == SINCE]
    for word in marked[-1:]:
        try:
            return request.rest[: word.start].strip(), _moment(request, request.rest[word.end :])
        except InvalidValue:
            continue  # the word belongs to what is looked for
    last = found[-1] if found else None
    if last is None or last.quoted or not _TIME.fullmatch(bare(last.text)):
        return request.rest.strip(), None
    try:
        return request.rest[: last.start].strip(), _moment(request, last.text)
    except InvalidValue as error:
        raise request.wrong(
            f"{error}. To look for a text that ends like a time, put it in quotes."
        ) from error


def split_instance(text: str, known: Collection[str]) -> tuple[str, str]:
    """`elk: timeout` as ("elk", "timeout") where there is an elk, else ("", the text)."""
    match = _NAMED.match(text)
    name = normalized(match[1]).strip().lower() if match is not None else ""
    found = next((instance for instance in known if instance.lower() == name), "")
    return (found, text[match.end() :].strip()) if match is not None and found else ("", text)


def query_text(request: Request, text: str) -> str:
    """A query on one line, without the quotes around all of it.

    Raises:
        InvalidValue: It is too long.
    """
    said = " ".join(joined(words(text)).split())
    if len(said) > LONGEST_QUERY:
        raise request.wrong(f"A query has at most {LONGEST_QUERY} characters.")
    return said


def _moment(request: Request, said: str) -> datetime:
    moment = normalized(said).strip()
    if moment.lower() in _DAYS:
        moment += " 0:00"
    at = parse_time(moment, now=request.now, timezone=request.timezone, past=True)
    if as_utc(request.now) - at > LONGEST_BACK:
        raise InvalidValue(f"that is more than {LONGEST_BACK.days} days ago")
    if at >= as_utc(request.now):
        raise InvalidValue("that is not in the past")
    return at
