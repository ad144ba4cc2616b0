"""Opsgenie's own API document as the judge of what the plugin asks about alerts.

It is looked for in the folder that `TOCSIN_OPSGENIE_SCHEMAS` names, else in `.counterparts/` of the
checkout, which `scripts/get_counterparts` fills. Without it nothing is judged, in CI too: no
package has it. It tells of alerts alone: schedules, teams and users stand in no document.
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
VARIABLE: Final = "TOCSIN_OPSGENIE_SCHEMAS"
REF: Final = "urn:opsgenie"
BASES: Final = ("/jsm/ops/integration/v2", "/v2")


def where() -> Path:
    """Where the document is looked for."""
    folder = Path(os.environ.get(VARIABLE) or ROOT / ".counterparts" / "opsgenie-schemas")
    return folder / "opsgenie.json"


def judge_there() -> Judge | None:
    """The judge; None = the document is not there."""
    return _read(where()) if where().is_file() else None


def need_judge() -> Judge:
    """The judge; the test is skipped without the document."""
    found = judge_there()
    if found is None:
        pytest.skip(f"there is no {where()}: see scripts/get_counterparts")
    return found


class Judge:
    """Holds a request about alerts to the document: route, parameters, names and types."""

    def __init__(self, document: Json) -> None:
        self._document = document
        held = DRAFT202012.create_resource(_as_schema(document))
        self._registry: Registry[Any] = Registry().with_resource(REF, held)

    def faults(self, asked: Arrived) -> list[str]:
        """What is wrong with a request, each with its route; [] = nothing."""
        base = next(one for one in BASES if asked.path.startswith(one))
        path = f"/v2{asked.path.removeprefix(base)}"
        if not path.startswith("/v2/alerts"):
            return []
        route = self._route(path, asked.method.lower())
        if route is None:
            return [f"{asked.method} {path}: there is no such route"]
        found = [*self._query(route, asked), *self._body(route, asked)]
        return [f"{asked.method} {path}: {one}" for one in found]

    def _route(self, path: str, method: str) -> Json | None:
        """The operation of a path; one that is written out goes before one with a placeholder."""
        for known in sorted(self._document["paths"], key=lambda one: one.count("{")):
            pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(known))
            operation = self._document["paths"][known].get(method)
            if operation is not None and re.fullmatch(pattern, path):
                found: Json = operation
                return found
        return None

    def _query(self, route: Json, asked: Arrived) -> list[str]:
        known = {one["name"]: one for one in self._parameters(route) if one["in"] == "query"}
        return [
            f"no parameter {name} that may be {values}"
            for name, values in asked.query.items()
            if name not in known or not set(values) <= set(known[name].get("enum", values))
        ]

    def _body(self, route: Json, asked: Arrived) -> list[str]:
        schemas = [one["schema"] for one in self._parameters(route) if one["in"] == "body"]
        if not schemas or asked.method == "GET":
            return []
        told = asked.json()
        unknown = sorted(set(told) - self._names(schemas[0]))
        held = Draft202012Validator(_as_schema(schemas[0]), registry=self._registry)
        error = best_match(held.iter_errors(told))
        faults = [f"{error.json_path}: {error.message[:200]}"] if error else []
        return [*faults, *(f"no property {name}" for name in unknown)]

    def _parameters(self, route: Json) -> list[Json]:
        return [self._resolved(one) for one in route.get("parameters", [])]

    def _resolved(self, one: Json) -> Json:
        found = one
        if "$ref" in one:
            found = self._document
            for name in one["$ref"].removeprefix("#/").split("/"):
                found = found[name]
        return found

    def _names(self, schema: Json) -> set[str]:
        whole = self._resolved(schema)
        inner = [self._names(one) for one in whole.get("allOf", [])]
        return set(whole.get("properties", {})).union(*inner)


@cache
def _read(file: Path) -> Judge:
    return Judge(json.loads(file.read_text(encoding="utf-8")))


def _as_schema(value: Any) -> Any:
    """Its references within the document."""
    if isinstance(value, list):
        return [_as_schema(one) for one in value]
    if not isinstance(value, dict):
        return value
    made = {key: _as_schema(one) for key, one in value.items()}
    ref = made.get("$ref")
    if isinstance(ref, str) and ref.startswith("#/"):
        made["$ref"] = f"{REF}{ref}"
    return made
