"""Entries of any shape as rows: each on one line, bounded. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from tocsin.providers import LogQuery, LogRow, one_line, paragraph, read_moment
from tocsin.providers.http import Json, Object
from tocsin_elastic.config import LogsConfig

LONGEST_ROW: Final = 4000
MOST_VALUES: Final = 200
LATEST_S: Final = 7_258_118_400
"""The year 2200, in seconds since 1970."""
_UNITS: Final = (1, 1000, 1_000_000, 1_000_000_000)


def row_of(source: Object, config: LogsConfig, *, sort: Json = None, key: str = "") -> LogRow:
    """One entry.

    Args:
        source: What was written, nested or with dots in its names.
        config: The section; says which field is the row, and which are shown behind it.
        sort: What it was sorted by, where it says its time in no way that can be read.
        key: Its id, shown of an entry that has nothing else.
    """
    told = (shown(at(source, name)) for name in config.message_fields)
    text = next((words for words in told if words.strip()), "") or flat(source) or key
    fields = {name: one_line(shown(at(source, name))) for name in config.fields}
    return LogRow(
        text=paragraph(text, LONGEST_ROW),
        at=moment(at(source, config.time_field)) or moment(sort),
        fields={name: value for name, value in fields.items() if value},
    )


def fitting(rows: Iterable[LogRow], query: LogQuery) -> tuple[tuple[LogRow, ...], bool]:
    """The latest rows within the span, oldest first, in the bytes wanted; whether some are left.

    Rows of which none has a time are a table: its first ones, in its own order.
    """
    every = [row for row in rows if row.at is None or query.since <= row.at < query.until]
    timed = any(row.at is not None for row in every)
    kept: list[LogRow] = []
    size = query.bytes
    for row in (every[::-1] if timed else every)[: query.rows]:
        size -= len(row.text.encode("utf-8", "replace"))
        if size < 0:
            break
        kept.append(row)
    return tuple(reversed(kept) if timed else kept), len(kept) < len(every)


def at(source: Json, path: str) -> Json:
    """The value at a place, whether `a.b` is written as an object in an object or as one name."""
    if not isinstance(source, dict):
        return None
    if path in source:
        return source[path]
    names = path.split(".")
    for count in range(len(names) - 1, 0, -1):
        inner = source.get(".".join(names[:count]))
        found = at(inner, ".".join(names[count:])) if inner is not None else None
        if found is not None:
            return found
    return None


def shown(value: Json) -> str:
    """A value as words, an object or a list of them as `a.b=1 a.c=x`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else flat(value)


def flat(value: Json) -> str:
    """Every value within, by its path, on one line; what is too much is cut."""
    found: list[str] = []
    waiting: list[tuple[str, Json]] = [("", value)]
    while waiting and len(found) < MOST_VALUES:
        path, inner = waiting.pop()
        if isinstance(inner, dict | list):
            waiting += reversed(list(_inside(path, inner)))
        elif inner is not None:
            found.append(f"{path}={shown(inner)}" if path else shown(inner))
    return one_line(" ".join(found), LONGEST_ROW)


def moment(value: Json) -> datetime | None:
    """The moment of an ISO 8601 text, or of milliseconds or nanoseconds since 1970."""
    first: Json = value[0] if isinstance(value, list) and value else value
    if isinstance(first, str) and not first.isdigit():
        return read_moment(first)
    if isinstance(first, bool) or not isinstance(first, int | str) or len(str(first)) > 20:
        return None
    milliseconds = int(first)
    unit = next((unit for unit in _UNITS[1:] if 0 < milliseconds / unit < LATEST_S), None)
    return datetime.fromtimestamp(milliseconds / unit, UTC) if unit else None


def _inside(path: str, value: dict[str, Json] | list[Json]) -> Sequence[tuple[str, Json]]:
    """The values one level below; those of a list have the path of the list."""
    if isinstance(value, list):
        return [(path, inner) for inner in value[:MOST_VALUES]]
    return [(f"{path}.{name}" if path else name, inner) for name, inner in value.items()]
