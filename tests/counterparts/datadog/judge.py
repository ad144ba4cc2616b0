"""Datadog's own API documents as the judge of what is asked, and of what our far end answers.

They are looked for where `TOCSIN_DATADOG_SCHEMAS` says, else in `.counterparts/` of the checkout,
which `scripts/get_counterparts` fills. Without them nothing is judged.
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

from tocsin.testing import Answer, Arrived

Json = dict[str, Any]
ROOT: Final = Path(__file__).resolve().parents[3]
VARIABLE: Final = "TOCSIN_DATADOG_SCHEMAS"
REF: Final = "urn:datadog:"


def where() -> Path:
    """Where the documents are looked for."""
    return Path(os.environ.get(VARIABLE) or ROOT / ".counterparts" / "datadog-schemas.json")


def judge_there() -> Judge | None:
    """The judge; None = the documents are not there."""
    return _read(where()) if where().is_file() else None


def need_judge() -> Judge:
    """The judge; the test is skipped without the documents."""
    found = judge_there()
    if found is not None:
        return found
    pytest.skip(f"{where()} is not there: scripts/get_counterparts makes it")


class Judge:
    """Holds every request to the document: route, parameters, body; and every answer with 2xx."""

    def __init__(self, documents: dict[str, Json]) -> None:
        self._paths = {
            path: (version, known)
            for version, document in documents.items()
            for path, known in document["paths"].items()
        }
        held = [
            (f"{REF}{version}{way}", DRAFT202012.create_resource(_as_schema(one, version, way)))
            for version, one in documents.items()
            for way in ("/asked", "/answered")
        ]
        self._registry: Registry[Any] = Registry().with_resources(held)

    def faults(self, asked: Arrived, answer: Answer | None = None) -> list[str]:
        """What is wrong with a request, and with what was answered to it; [] = nothing."""
        found = self._route(asked)
        if found is None:
            return [f"{asked.method} {asked.path}: there is no such route"]
        version, route = found
        wrong = [*_parameters(route, asked), *self._body(version, route, asked)]
        if answer is not None and answer.status in (200, 202):
            wrong += self._answer(version, route, answer)
        return [f"{asked.method} {asked.path}: {one}" for one in wrong]

    def _route(self, asked: Arrived) -> tuple[str, Json] | None:
        for path, (version, known) in self._paths.items():
            pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path))
            operation = known.get(asked.method.lower())
            if operation is not None and re.fullmatch(pattern, asked.path):
                return version, operation
        return None

    def _body(self, version: str, route: Json, asked: Arrived) -> list[str]:
        schema = _content(route.get("requestBody", {}))
        if schema is None:
            return ["no body is wanted"] if asked.body else []
        return self._held(schema, f"{version}/asked", asked.body)

    def _answer(self, version: str, route: Json, answer: Answer) -> list[str]:
        schema = _content(route["responses"][str(answer.status)])
        wrong = self._held(schema, f"{version}/answered", answer.body) if schema else []
        return [f"OUR FAR END answers what Datadog would not: {one}" for one in wrong]

    def _held(self, schema: Json, base: str, body: bytes) -> list[str]:
        version, way = base.split("/")
        made = _as_schema(schema, version, f"/{way}")
        held = Draft202012Validator(made, registry=self._registry)
        error = best_match(held.iter_errors(json.loads(body)))
        return [f"{error.json_path}: {error.message[:200]}"] if error else []


@cache
def _read(file: Path) -> Judge:
    return Judge(json.loads(file.read_text(encoding="utf-8")))


def _content(of: Json) -> Json | None:
    found: Json | None = of.get("content", {}).get("application/json", {}).get("schema")
    return found


def _parameters(route: Json, asked: Arrived) -> list[str]:
    known = {one["name"]: one for one in route.get("parameters", []) if one["in"] == "query"}
    missing = [name for name, one in known.items() if one.get("required")]
    whole = [name for name, one in known.items() if one["schema"].get("type") == "integer"]
    return [
        *(f"no parameter {name}" for name in asked.query if name not in known),
        *(f"{name} is missing" for name in missing if name not in asked.query),
        *(f"{name} is no whole number" for name in whole if not _is_whole(asked, name)),
    ]


def _is_whole(asked: Arrived, name: str) -> bool:
    return all(re.fullmatch("-?[0-9]+", value) for value in asked.query.get(name, ()))


def _as_schema(value: Any, version: str, way: str) -> Any:
    """OpenAPI 3.0 as JSON Schema, its references within the document.

    What is asked may have no property that the document does not name; what is answered may.
    """
    if isinstance(value, list):
        return [_as_schema(one, version, way) for one in value]
    if not isinstance(value, dict):
        return value
    made = {name: _as_schema(one, version, way) for name, one in value.items()}
    ref = made.get("$ref")
    if isinstance(ref, str) and ref.startswith("#/"):
        made["$ref"] = f"{REF}{version}{way}{ref}"
    if made.pop("nullable", False) is True:
        return {"anyOf": [made, {"type": "null"}]}
    if way == "/asked" and made.get("type") == "object" and "properties" in made:
        made.setdefault("additionalProperties", False)
    return made
