"""A small part of ES|QL, evaluated over documents. No HTTP.

FROM, WHERE field == "x" or LIKE "x", KEEP, SORT field DESC, STATS name = COUNT(*) BY field, LIMIT,
ROW name = number, SHOW INFO. What it does not know it refuses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from tests.counterparts.elastic.lucene import Document, Unreadable, flat

Read = Callable[[str], list[Document]]


def run(query: str, read: Read) -> tuple[list[str], list[list[Any]]]:
    """The names of the columns, and the rows. Raises Unreadable."""
    source, *commands = [command.strip() for command in query.split(" | ")]
    rows = _source(source, read)
    names = sorted({name for row in rows for name in row}) or ["nothing"]
    for command in commands:
        rows, names = _command(command, rows, names)
    return names, [[row.get(name) for name in names] for row in rows]


def _source(source: str, read: Read) -> list[Document]:
    if source == "SHOW INFO":
        return [{"version": "9.2.0"}]
    if found := re.fullmatch(r"ROW (\w+) = (\d+)", source):
        return [{found[1]: int(found[2])}]
    if found := re.fullmatch(r"FROM ([^\s]+)", source):
        return [dict(flat(document)) for document in read(found[1].replace('"', ""))]
    raise Unreadable("line 1:1: mismatched input")


def _command(
    command: str, rows: list[Document], names: list[str]
) -> tuple[list[Document], list[str]]:
    if found := re.fullmatch(r'WHERE ([\w.@]+) (==|LIKE) "(.*)"', command):
        field, how, wanted = found[1], found[2], found[3]
        if field not in names and rows:
            raise Unreadable(f"Unknown column [{field}]")
        same: Callable[[str, str], bool] = fnmatchcase if how == "LIKE" else str.__eq__
        return [row for row in rows if same(str(row.get(field, "")), wanted)], names
    if found := re.fullmatch(r"KEEP (.+)", command):
        return rows, [name.strip() for name in found[1].split(",")]
    if found := re.fullmatch(r"SORT `?([\w.@]+)`?( DESC)?", command):
        field = found[1]
        return sorted(rows, key=lambda row: row.get(field, ""), reverse=bool(found[2])), names
    if found := re.fullmatch(r"STATS (\w+) = COUNT\(\*\) BY ([\w.]+)", command):
        counted = Counter(row.get(found[2]) for row in rows)
        told = [{found[1]: count, found[2]: value} for value, count in counted.items()]
        return told, [found[1], found[2]]
    if found := re.fullmatch(r"LIMIT (\d+)", command):
        return rows[: int(found[1])], names
    raise Unreadable(f"mismatched input '{command.split(' ')[0]}'")
