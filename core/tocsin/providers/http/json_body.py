"""Reads and writes JSON bodies with a limit of depth."""

from __future__ import annotations

import json
from typing import NoReturn, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Object: TypeAlias = "dict[str, Json]"


def read_json(raw: bytes) -> Json:
    """Return the value; lone surrogates become `�`.

    Raises:
        ValueError: It is no JSON, nests too deep, or holds NaN or a number without end.
    """
    try:
        value: Json = json.loads(raw, parse_constant=_no_constant)
        return _whole(value) if b"\\ud" in raw.lower() else value
    except RecursionError:
        raise ValueError("nested too deep") from None


def write_json(value: object) -> bytes:
    """Return the shortest ASCII text of a value.

    Raises:
        ValueError, TypeError: JSON has no such value.
    """
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def text_at(one: Object, *path: str) -> str:
    """The text at a place of an object, "" where there is none."""
    value: Json = one
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def objects_in(value: Json) -> list[Object]:
    """The objects of a list; what is no list has none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _whole(value: Json) -> Json:
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {str(_whole(key)): _whole(item) for key, item in value.items()}
    return value
