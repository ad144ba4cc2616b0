"""PagerDuty's own API documents as the judge of what the plugin asks.

They are looked for in the folder that `TOCSIN_PAGERDUTY_SCHEMAS` names, else in `.counterparts/`
of the checkout, which `scripts/get_counterparts` fills. Without them nothing is judged, in CI too:
no package has them, so they cannot be brought to every machine.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tocsin.testing import Arrived

Json = dict[str, Any]
ROOT: Final = Path(__file__).resolve().parents[3]
VARIABLE: Final = "TOCSIN_PAGERDUTY_SCHEMAS"
REF: Final = "urn:pagerduty:"


def where() -> Path:
    """Where the documents are looked for."""
    return Path(os.environ.get(VARIABLE) or ROOT / ".counterparts" / "pagerduty-schemas")


def judge_there() -> Judge | None:
    """The judge; None = the documents are not there."""
    return _read(where()) if (where() / "rest.json").is_file() else None


def need_judge() -> Judge:
    """The judge; the test is skipped without the documents."""
    found = judge_there()
    if found is None:
        pytest.skip(f"{where()} holds no rest.json and events.json: see scripts/get_counterparts")
    return found


class Judge:
    """Holds every request to the document: route, parameters, headers, body."""

    def __init__(self, rest: Json, events: Json) -> None:
        self._documents = {"/rest": rest, "/v2": events}
        held = [
            (f"{REF}{name}", DRAFT202012.create_resource(_as_schema(one, name)))
            for name, one in self._documents.items()
        ]
        self._registry: Registry[Any] = Registry().with_resources(held)

    def faults(self, asked: Arrived) -> list[str]:
        """What is wrong with a request, each with its route; [] = nothing."""
        base = f"/{asked.path.split('/')[1]}"
        document, path = self._documents[base], asked.path.removeprefix(base)
        route = _route(document, path, asked.method.lower())
        if route is None:
            return [f"{asked.method} {path}: there is no such route"]
        found = [*self._named(document, route, asked), *self._body(base, route, asked)]
        return [f"{asked.method} {path}: {one}" for one in found]

    def _named(self, document: Json, route: Json, asked: Arrived) -> list[str]:
        known = [_resolved(document, one) for one in route.get("parameters", [])]
        names = {one["name"] for one in known if one["in"] == "query"}
        wanted = {one["name"] for one in known if one["in"] == "header" and one.get("required")}
        if asked.method == "GET":
            wanted.discard("Content-Type")
        unknown = [f"no parameter {name}" for name in asked.query if name not in names]
        missing = [f"no header {name}" for name in wanted if name.lower() not in asked.headers]
        values = [
            f"{one['name']} is none of {one['schema']['enum']}"
            for one in known
            if one["in"] == "query" and one["name"] in asked.query
            and "enum" in one.get("schema", {})
            and not set(asked.query[one["name"]]) <= set(one["schema"]["enum"])
        ]  # fmt: skip
        return [*unknown, *missing, *values]

    def _body(self, base: str, route: Json, asked: Arrived) -> list[str]:
        content = route.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        if schema is None or not asked.body:
            return []
        held = Draft202012Validator(_as_schema(schema, base), registry=self._registry)
        error = best_match(held.iter_errors(json.loads(asked.body)))
        return [f"{error.json_path}: {error.message[:200]}"] if error else []


@cache
def _read(folder: Path) -> Judge:
    rest, events = (json.loads((folder / f"{one}.json").read_text()) for one in ("rest", "events"))
    return Judge(rest, events)


def _route(document: Json, path: str, method: str) -> Json | None:
    """The operation of a path; one that is written out goes before one with a placeholder."""
    for known in sorted(document["paths"], key=lambda one: one.count("{")):
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(known))
        operation = document["paths"][known].get(method)
        if operation is not None and re.fullmatch(pattern, path):
            found: Json = operation
            return found
    return None


def _resolved(document: Json, one: Json) -> Json:
    if "$ref" not in one:
        return one
    found: Json = document
    for name in one["$ref"].removeprefix("#/").split("/"):
        found = found[name.replace("~1", "/").replace("~0", "~")]
    return found


def _as_schema(value: Any, base: str, name: str = "") -> Any:
    """OpenAPI 3.0 as JSON Schema, its references within the document.

    Two things are as the document's own examples have them and not as its schemas: the details of
    an incident are a text, and who is asked to respond is a list.
    """
    if isinstance(value, list):
        return [_as_schema(one, base) for one in value]
    if not isinstance(value, dict):
        return value
    if name == "details" and value.get("type") == "object":
        return {"type": "string"}
    made = {key: _as_schema(one, base, key) for key, one in value.items()}
    ref = made.get("$ref")
    if isinstance(ref, str) and ref.startswith("#/"):
        made["$ref"] = f"{REF}{base}{ref}"
    if made.pop("nullable", False) and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    if "type" not in made and "items" in made:
        made["type"] = "array"
    return made
