"""Datadog's OpenAPI documents, cut down to what is asked of it: `schemas.py FOLDER FILE`.

FOLDER holds `v1/openapi.yaml` and `v2/openapi.yaml`. Run by a Python that has PyYAML, and needs
nothing of this tree.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # no dependency of ours

PATHS = {
    "v1": (
        "/api/v1/query",
        "/api/v1/dashboard/{dashboard_id}",
        "/api/v1/monitor/search",
        "/api/v1/monitor/groups/search",
    ),
    "v2": (
        "/api/v2/validate_keys",
        "/api/v2/logs/events/search",
        "/api/v2/events",
        "/api/v2/events/search",
        "/api/v2/dora/deployments",
    ),
}
Json = dict[str, Any]


def cut(document: Json, paths: tuple[str, ...]) -> Json:
    """The paths, and the components that they lead to."""
    kept: Json = {"paths": {path: document["paths"][path] for path in paths}, "components": {}}
    waiting = [*references(kept["paths"])]
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        known = kept["components"].setdefault(kind, {})
        if name not in known:
            known[name] = document["components"][kind][name]
            waiting += references(known[name])
    return kept


def references(value: Any) -> Iterator[str]:
    """Every `$ref` in a value."""
    for name, one in value.items() if isinstance(value, dict) else enumerate(value):
        if name == "$ref" and isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            yield from references(one)


def main(folder: str, file: str) -> None:
    """Write the file, last of all."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    told: Json = {}
    for name, paths in PATHS.items():
        text = (Path(folder) / name / "openapi.yaml").read_text(encoding="utf-8")
        told[name] = cut(yaml.load(text, Loader=loader), paths)
    Path(file).write_text(json.dumps(told, default=str), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
