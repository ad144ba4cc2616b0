"""Reads the values of an answer, whatever is in their place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

Row = Mapping[str, object]


def text(one: Row, *path: str) -> str:
    """The text at a place, "" where there is none."""
    value: object = one
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def objects(value: object) -> list[Row]:
    """The objects of a list, none where there is no list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def rows(one: Row, name: str) -> list[Row]:
    """The objects of the list at a name."""
    return objects(one.get(name))


def moment(one: Row, name: str) -> datetime | None:
    """The moment of a name, aware; None where there is none."""
    value = one.get(name)
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def iso(at: datetime) -> str:
    """The moment as AWS writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
