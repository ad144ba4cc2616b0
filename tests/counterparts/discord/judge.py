"""Discord's own document as the judge of what the app asks, and of what it is answered.

The document is looked for where `TOCSIN_DISCORD_SCHEMAS` says, else in `.counterparts/` of the
checkout, which `scripts/get_counterparts` fills from npm's `discord-api-spec`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]
ROOT: Final = Path(__file__).resolve().parents[3]
INSTALLED: Final = ROOT / ".counterparts" / "discord-schemas.json"
VARIABLE: Final = "TOCSIN_DISCORD_SCHEMAS"


def where() -> Path:
    """Where the document is looked for."""
    return Path(os.environ.get(VARIABLE) or INSTALLED)


def need_judge() -> Judge:
    """The judge; the test is skipped without the document, and fails where TOCSIN_CI=1."""
    found = judge_there()
    if found is not None:
        return found
    pytest.skip(f"{where()} is not there: scripts/get_counterparts makes it")


def judge_there() -> Judge | None:
    """The judge; None = the document is not there, which fails where TOCSIN_CI=1."""
    if where().is_file():
        return _read(where())
    assert os.environ.get("TOCSIN_CI") != "1", f"{where()} is not there"
    return None


class Judge:
    """Holds bodies to the schemas of their routes; a route the document leaves open passes."""

    def __init__(self, schemas: Mapping[str, Json], routes: Mapping[str, Json]) -> None:
        held = [
            (name, DRAFT202012.create_resource(_timeless(one))) for name, one in schemas.items()
        ]
        self._registry: Registry[Any] = Registry().with_resources(held)
        self._routes = routes
        self._made: dict[tuple[str, str], Draft202012Validator | None] = {}

    def asked(self, route: str, body: object) -> str:
        """What is wrong with what is asked; "" = nothing."""
        held = self._held(route, "asked")
        if held is None or body is None:
            return ""
        return _worst(held.iter_errors(_as_written(body)))

    def answered(self, route: str, status: int, body: object) -> str:
        """What is wrong with an answer; "" = nothing."""
        held = self._held(route, str(status))
        return _worst(held.iter_errors(body)) if held is not None else ""

    def _held(self, route: str, what: str) -> Draft202012Validator | None:
        if (route, what) not in self._made:
            schema = self._routes.get(route, {}).get(what)
            made = Draft202012Validator(schema, registry=self._registry) if schema else None
            self._made[route, what] = made
        return self._made[route, what]


@cache
def _read(file: Path) -> Judge:
    told = json.loads(file.read_text(encoding="utf-8"))
    return Judge(told["schemas"], told["routes"])


def _timeless(schema: Any) -> Any:
    """Without the pattern of moments: the document wants RFC 3339, the pattern only its `Z`."""
    if isinstance(schema, list):
        return [_timeless(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    moment = schema.get("format") == "date-time"
    return {
        name: _timeless(one) for name, one in schema.items() if not (moment and name == "pattern")
    }


def _as_written(body: Any, name: str = "") -> Any:
    """Ids as texts and permissions as numbers, as the document wants them; Discord takes both."""
    if isinstance(body, list):
        return [_as_written(one, name) for one in body]
    if isinstance(body, dict):
        return {name: _as_written(one, name) for name, one in body.items()}
    if name in ("allow", "deny") and isinstance(body, str) and body.isdigit():
        return int(body)
    is_id = name == "id" or name.endswith("_id")
    return str(body) if is_id and type(body) is int else body


def _worst(found: Iterable[ValidationError]) -> str:
    error = best_match(found)
    if error is None:
        return ""
    return f"{error.json_path}: {error.message[:300]}"
