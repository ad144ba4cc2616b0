"""New Relic's own schema as the judge of ours, by which our far end reads what is asked.

It is looked for where `TOCSIN_NEWRELIC_SCHEMA` says, else in `.counterparts/` of the checkout,
which `scripts/get_counterparts` fills. Without it ours is not judged.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

Json = dict[str, Any]
ROOT: Final = Path(__file__).resolve().parents[3]
VARIABLE: Final = "TOCSIN_NEWRELIC_SCHEMA"
OURS: Final = Path(__file__).with_name("schema.graphql")


def our_schema() -> GraphQLSchema:
    """The schema of our far end."""
    return build_schema(OURS.read_text(encoding="utf-8"))


def need_theirs() -> Json:
    """What New Relic says of the types that ours names; the test is skipped without it."""
    place = Path(os.environ.get(VARIABLE) or ROOT / ".counterparts" / "newrelic-schema.json")
    if not place.is_file():
        pytest.skip(f"{place} is not there: scripts/get_counterparts makes it")
    told: Json = json.loads(place.read_text(encoding="utf-8"))
    return told


def faults(ours: GraphQLSchema, theirs: Json) -> list[str]:
    """What ours says that theirs does not; [] = a document that ours takes, theirs takes too."""
    wrong: list[str] = []
    for name, known in sorted(ours.type_map.items()):
        if name.startswith("__") or not isinstance(
            known, GraphQLObjectType | GraphQLInputObjectType | GraphQLEnumType
        ):
            continue
        if name not in theirs:
            wrong.append(f"{name}: there is no such type")
        elif isinstance(known, GraphQLEnumType):
            wrong += [
                f"{name}.{one}: no such value" for one in known.values if one not in theirs[name]
            ]
        else:
            wrong += _fields(name, known, theirs[name])
    return wrong


def _fields(
    of: str, ours: GraphQLObjectType | GraphQLInputObjectType, theirs: Json
) -> Iterator[str]:
    for name, field in ours.fields.items():
        told = theirs.get(name)
        if told is None:
            yield f"{of}.{name}: no such field"
        elif str(field.type) != told["type"]:
            yield f"{of}.{name}: {told['type']}, not {field.type}"
        elif isinstance(field, GraphQLField):
            yield from (f"{of}.{name}{one}" for one in _arguments(field, told["args"]))
    if isinstance(ours, GraphQLInputObjectType):
        needed = [name for name, told in theirs.items() if told["type"].endswith("!")]
        yield from (f"{of}.{name}: is missing" for name in needed if name not in ours.fields)


def _arguments(field: GraphQLField, theirs: dict[str, str]) -> Iterator[str]:
    ours = {name: str(one.type) for name, one in field.args.items()}
    for name, kind in ours.items():
        if theirs.get(name) != kind:
            yield f"({name}): {theirs.get(name, 'no such argument')}, not {kind}"
    for name, kind in theirs.items():
        if kind.endswith("!") and name not in ours:
            yield f"({name}): is missing"
