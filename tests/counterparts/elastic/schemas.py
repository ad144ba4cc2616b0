"""Elastic's own specification, cut down to what is asked of it: `schemas.py FILE FILE`.

The first file is `schema.json` of the npm package `@elastic/request-converter`. Run by any Python,
and needs nothing of this tree.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ASKED = ("search", "esql.query", "field_caps")
COMMON = "_spec_utils/CommonQueryParameters"
Json = dict[str, Any]


def cut(document: Json) -> Json:
    """The endpoints, and the types that they lead to."""
    every = {_named(one["name"]): one for one in document["types"]}
    asked = [one for one in document["endpoints"] if one["name"] in ASKED]
    waiting = [_named(one[way]) for one in asked for way in ("request", "response")] + [COMMON]
    kept: Json = {}
    while waiting:
        name = waiting.pop()
        if name in every and name not in kept:
            kept[name] = every[name]
            waiting += names(every[name])
    return {"endpoints": asked, "types": kept}


def names(value: Any) -> Iterator[str]:
    """Every type that a value names."""
    if isinstance(value, dict):
        if set(value) == {"name", "namespace"}:
            yield _named(value)
        for inner in value.values():
            yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)


def _named(name: Json) -> str:
    return f"{name['namespace']}/{name['name']}"


def main(source: str, target: str) -> None:
    """Write the file, last of all."""
    told = cut(json.loads(Path(source).read_text(encoding="utf-8")))
    Path(target).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
