"""Elastic's own specification as the judge of what is asked, and of what our far end answers.

It is looked for where `TOCSIN_ELASTIC_SCHEMAS` says, else in `.counterparts/` of the checkout,
which `scripts/get_counterparts` fills. Without it nothing is judged.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from tocsin.testing import Answer, Arrived

Json = dict[str, Any]
ROOT: Final = Path(__file__).resolve().parents[3]
VARIABLE: Final = "TOCSIN_ELASTIC_SCHEMAS"
BUILTINS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "null": lambda value: value is None,
    "void": lambda value: value is None,
    "binary": lambda value: isinstance(value, str),
}
"""What the values of a type are; a parameter of an address is read as what it looks like."""


def where() -> Path:
    """Where the specification is looked for."""
    return Path(os.environ.get(VARIABLE) or ROOT / ".counterparts" / "elastic-schemas.json")


def judge_there() -> Judge | None:
    """The judge; None = the specification is not there."""
    return _read(where()) if where().is_file() else None


def need_judge() -> Judge:
    """The judge; the test is skipped without the specification."""
    found = judge_there()
    if found is not None:
        return found
    pytest.skip(f"{where()} is not there: scripts/get_counterparts makes it")


class Judge:
    """Holds every request to the specification: route, parameters, body; and every 200."""

    def __init__(self, document: Json) -> None:
        self._endpoints: list[Json] = document["endpoints"]
        self._types: Json = document["types"]

    def faults(self, asked: Arrived, answer: Answer | None = None) -> list[str]:
        """What is wrong with a request, and with what was answered to it; [] = nothing."""
        endpoint = next(self._routes(asked), None)
        if endpoint is None:
            return [f"{asked.method} {asked.path}: there is no such route"]
        wrong = list(self._request(self._types[_named(endpoint["request"])], asked))
        if answer is not None and answer.status == 200:
            told = self._types[_named(endpoint["response"])]
            said = self._body(told["body"], json.loads(answer.body))
            wrong += [f"OUR FAR END answers what it would not: {one}" for one in said]
        return [f"{asked.method} {asked.path}: {one}" for one in wrong]

    def _routes(self, asked: Arrived) -> Iterator[Json]:
        for endpoint in self._endpoints:
            for url in endpoint["urls"]:
                pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(url["path"]))
                if asked.method in url["methods"] and re.fullmatch(pattern, asked.path):
                    yield endpoint

    def _request(self, request: Json, asked: Arrived) -> Iterator[str]:
        common = self._types["_spec_utils/CommonQueryParameters"]["properties"]
        known = {one["name"]: one for one in [*common, *request.get("query", [])]}
        for name, values in asked.query.items():
            if name not in known:
                yield f"no parameter {name}"
            elif all(self._wrong(known[name]["type"], one, name) for one in _looks_like(values)):
                yield f"{name} is of another type"
        yield from self._body(request["body"], json.loads(asked.body or b"{}"))

    def _body(self, body: Json, value: Any) -> list[str]:
        if body["kind"] == "properties":
            return self._object(body["properties"], value, "$", None)
        return [] if body["kind"] == "no_body" else self._wrong(body["value"], value, "$")

    def _wrong(self, kind: Json, value: Any, place: str) -> list[str]:
        """What is wrong with a value, where."""
        check = getattr(self, f"_of_{kind['kind']}")
        found: list[str] = check(kind, value, place)
        return found

    def _of_user_defined_value(self, _kind: Json, _value: Any, _place: str) -> list[str]:
        return []

    def _of_literal_value(self, kind: Json, value: Any, place: str) -> list[str]:
        return [] if value == kind["value"] else [f"{place} is not {kind['value']!r}"]

    def _of_array_of(self, kind: Json, value: Any, place: str) -> list[str]:
        if not isinstance(value, list):
            return [f"{place} is no list"]
        return [one for inner in value for one in self._wrong(kind["value"], inner, f"{place}[]")]

    def _of_dictionary_of(self, kind: Json, value: Any, place: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{place} is no object"]
        if kind["singleKey"] and len(value) != 1:
            return [f"{place} has not one name"]
        pairs = value.items()
        return [
            one for name, x in pairs for one in self._wrong(kind["value"], x, f"{place}.{name}")
        ]

    def _of_union_of(self, kind: Json, value: Any, place: str) -> list[str]:
        """The nearest miss: the one that is longest right."""
        said = [self._wrong(one, value, place) for one in kind["items"]]
        return [] if [] in said else max(said, key=lambda one: len(one[0].split(" ")[0]))

    def _of_instance_of(self, kind: Json, value: Any, place: str) -> list[str]:
        name = _named(kind["type"])
        if name.startswith("_builtins/"):
            right = BUILTINS[kind["type"]["name"]](value)
            return [] if right else [f"{place} is no {kind['type']['name']}: {value!r}"[:200]]
        found = self._types.get(name)
        return [] if found is None else self._named_type(found, value, place)

    def _named_type(self, found: Json, value: Any, place: str) -> list[str]:
        variants = found.get("variants", {}).get("kind")
        if found["kind"] == "enum":
            known = {
                word for one in found["members"] for word in (one["name"], *one.get("aliases", []))
            }
            return [] if value in known else [f"{place} is none of {sorted(known)}: {value!r}"]
        if found["kind"] == "type_alias":
            # Aggregations carry no tag of their type unless it is asked for.
            tagged = variants == "external_tag"
            return [] if tagged else self._wrong(found["type"], value, place)
        more = _more(found)
        said = self._object(self._properties(found), value, place, more)
        alone = not more and variants == "container"
        if not said and alone and len(self._variants(found, value)) != 1:
            return [f"{place} has not one of its kinds"]
        return said

    def _variants(self, found: Json, value: Any) -> list[str]:
        own = {one["name"] for one in found["properties"] if not one.get("containerProperty")}
        return [name for name in value if name in own]

    def _properties(self, found: Json) -> list[Json]:
        """Its own, and those of what it inherits from."""
        inherits = found.get("inherits")
        parent = self._types.get(_named(inherits["type"])) if inherits else None
        return [*found["properties"], *(self._properties(parent) if parent else [])]

    def _object(
        self, properties: list[Json], value: Any, place: str, more: Json | None
    ) -> list[str]:
        """`more`: what values of other names are; None = there may be none."""
        if not isinstance(value, dict):
            return [f"{place} is no object"]
        known = {name: one for one in properties for name in (one["name"], *one.get("aliases", []))}
        missing = [
            f"{place}.{one['name']} is missing"
            for one in properties
            if one["required"] and not {one["name"], *one.get("aliases", [])} & set(value)
        ]
        kinds = {name: known[name]["type"] if name in known else more for name in value}
        strange = [f"{place}.{name} is not known" for name, kind in kinds.items() if kind is None]
        wrong = [
            one
            for name, kind in kinds.items()
            if kind is not None
            for one in self._wrong(kind, value[name], f"{place}.{name}")
        ]
        return [*missing, *strange, *wrong]


@cache
def _read(file: Path) -> Judge:
    return Judge(json.loads(file.read_text(encoding="utf-8")))


def _named(name: Json) -> str:
    return f"{name['namespace']}/{name['name']}"


def _looks_like(values: tuple[str, ...]) -> Iterator[Any]:
    """A parameter as what it may be: the text, or the value that it stands for."""
    for value in values:
        yield value
        if value in ("true", "false") or value.isdigit():
            yield json.loads(value)


def _more(found: Json) -> Json | None:
    """What the values are of names that a type does not have; None = it has no others."""
    for behavior in found.get("behaviors", []):
        if behavior["type"]["name"] in ("AdditionalProperty", "AdditionalProperties"):
            kind: Json = behavior["generics"][1]
            return kind
    return None
