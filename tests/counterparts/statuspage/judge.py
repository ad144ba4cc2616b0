"""Statuspage's own API document as the judge of what the plugin asks.

It is looked for where `TOCSIN_STATUSPAGE_SCHEMA` names a file, else in `.counterparts/` of the
checkout, which `scripts/get_counterparts` fills. Without it nothing is judged, in CI too: no
package has it, so it cannot be brought to every machine.
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

from tocsin.testing import Arrived

Json = dict[str, Any]
ROOT: Final = Path(__file__).resolve().parents[3]
VARIABLE: Final = "TOCSIN_STATUSPAGE_SCHEMA"


def where() -> Path:
    """Where the document is looked for."""
    return Path(os.environ.get(VARIABLE) or ROOT / ".counterparts" / "statuspage-schema.json")


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
    """Holds every request to the document: route, parameters, the whole body, nothing beside it."""

    def __init__(self, document: Json) -> None:
        self._document = document

    def faults(self, asked: Arrived) -> list[str]:
        """What is wrong with a request, each with its route; [] = nothing."""
        path = asked.path.removeprefix("/v1")
        route = self._route(path, asked.method.lower())
        if route is None:
            return [f"{asked.method} {path}: there is no such route"]
        names = {one["name"] for one in route.get("parameters", []) if one["in"] == "query"}
        unknown = [f"no parameter {name}" for name in asked.query if name not in names]
        return [f"{asked.method} {path}: {one}" for one in (*unknown, *self._body(route, asked))]

    def _body(self, route: Json, asked: Arrived) -> list[str]:
        content = route.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        if schema is None or not asked.body:
            return ["it takes no body"] if asked.body else []
        held = Draft202012Validator(self._strict(schema))
        error = best_match(held.iter_errors(json.loads(asked.body)))
        return [f"{error.json_path}: {error.message[:200]}"] if error else []

    def _route(self, path: str, method: str) -> Json | None:
        """The operation of a path; one that is written out goes before one with a placeholder."""
        for known in sorted(self._document["paths"], key=lambda one: one.count("{")):
            pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(known))
            operation = self._document["paths"][known].get(method)
            if operation is not None and re.fullmatch(pattern, path):
                found: Json = operation
                return found
        return None

    def _strict(self, value: Any, name: str = "") -> Any:
        """OpenAPI 3.0 as JSON Schema: references within, and no field that is not named.

        Two things stand there as examples only: which components have a status, and what metadata
        hold beside the rule that their values are objects.
        """
        if isinstance(value, list):
            return [self._strict(one) for one in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return self._strict(self._at(value["$ref"]))
        if name == "components" and "properties" in value:
            (each,) = value["properties"].values()
            return {"type": "object", "additionalProperties": self._strict(each)}
        if name == "metadata":
            return {"type": "object", "additionalProperties": {"type": "object"}}
        made = {key: self._strict(one, key) for key, one in value.items() if key != "example"}
        if isinstance(made.get("properties"), dict) and made.get("type") == "object":
            made["additionalProperties"] = False
        return made

    def _at(self, ref: str) -> Json:
        found: Json = self._document
        for part in ref.removeprefix("#/").split("/"):
            found = found[part]
        return found


@cache
def _read(file: Path) -> Judge:
    return Judge(json.loads(file.read_text(encoding="utf-8")))
