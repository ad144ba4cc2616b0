"""Answers in JSON whose lists hold entries of an odd shape beside those that are right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Final

from tocsin.testing.troubles import TroubleName

Rows = Sequence[object]
Path = tuple[str | int, ...]
Spoil = Callable[[Rows], Sequence[object]]
Change = Callable[[object, Path], Iterator[object]]
ODD: Final[Rows] = (None, True, 7, -1.5, "", "odd", [], {}, [[]], {"odd": None})
OTHERS: Final[Rows] = (None, [], {}, True, 7, "odd")
MOST_ROWS: Final = 200
DEEPEST: Final = 4


def odd_rows(body: bytes) -> bytes:
    """The body with entries of every type of JSON around those of each of its lists."""
    return _spoilt(body, lambda _: ODD)


def rows_that_lack(body: bytes) -> bytes:
    """The body with copies of an entry around those of each list, each without one value."""
    return _spoilt(body, lambda rows: _changed(rows, _without))


def rows_of_other_types(body: bytes) -> bytes:
    """The body with copies of an entry around those of each list, each with one value odd."""
    return _spoilt(body, lambda rows: _changed(rows, _with_others))


SPOILS: Final[Mapping[TroubleName, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        "odd-rows": odd_rows,
        "rows-that-lack": rows_that_lack,
        "rows-of-other-types": rows_of_other_types,
    }
)
"""What becomes of an answer, which is given all the same."""


def _spoilt(body: bytes, spoil: Spoil) -> bytes:
    """What is no JSON, and a list that is empty, stay as they are."""
    try:
        told: object = json.loads(body)
    except ValueError:
        return body
    return json.dumps(_everywhere(told, spoil)).encode()


def _everywhere(value: object, spoil: Spoil) -> object:
    if isinstance(value, Mapping):
        return {name: _everywhere(inner, spoil) for name, inner in value.items()}
    if isinstance(value, list) and value:
        spoilt = spoil(value)
        return [*spoilt, *(_everywhere(inner, spoil) for inner in value), *spoilt]
    return value


def _changed(rows: Rows, change: Change) -> list[object]:
    """The first entry that holds values, changed at each of its places."""
    first = next((row for row in rows if isinstance(row, Mapping | list)), {})
    found = (row for path in _paths(first) for row in change(first, path))
    return list(islice(found, MOST_ROWS))


def _paths(of: object, above: Path = ()) -> Iterator[Path]:
    """The place of each value of an entry, and of each value in those."""
    for name, value in _items(of):
        yield (*above, name)
        if isinstance(value, Mapping) and len(above) < DEEPEST:
            yield from _paths(value, (*above, name))


def _items(of: object) -> list[tuple[str | int, object]]:
    if isinstance(of, Mapping):
        return list(of.items())
    return list(enumerate(of)) if isinstance(of, list) else []


def _with(of: object, path: Path, *values: object) -> object:
    """A copy with these values in the place of the one there: none, or one."""
    name, *deeper = path
    found = dict(_items(of))
    new = (_with(found[name], tuple(deeper), *values),) if deeper else values
    if isinstance(of, list):
        return [inner for at, old in found.items() for inner in (new if at == name else (old,))]
    return {at: inner for at, old in found.items() for inner in (new if at == name else (old,))}


def _without(row: object, path: Path) -> Iterator[object]:
    yield _with(row, path)


def _with_others(row: object, path: Path) -> Iterator[object]:
    yield from (_with(row, path, other) for other in OTHERS)
