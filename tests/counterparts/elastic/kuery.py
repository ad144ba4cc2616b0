"""Kibana's own translator of KQL, as the npm package `@cybernetex/kbn-es-query` has it.

That is Kibana's own package `@kbn/es-query` of Kibana 7, when it was Apache-2.0, published again by
somebody else; Elastic publishes none. It knows no nested fields yet. It is looked for where
`TOCSIN_KUERY` says, else in `.counterparts/`, which `scripts/get_counterparts` fills;
it needs node.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[3]
VARIABLE: Final = "TOCSIN_KUERY"
INSIDE: Final = "node_modules/@cybernetex/kbn-es-query/target/server/kuery"
SCRIPT: Final = """
const { fromKueryExpression, toElasticsearchQuery } = require(process.argv[1]);
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const told = (text) => {
  try { return toElasticsearchQuery(fromKueryExpression(text)); } catch (error) { return null; }
};
console.log(JSON.stringify(texts.map(told)));
"""


def need_kuery() -> Path:
    """Where the translator is; the test is skipped without it."""
    place = Path(os.environ.get(VARIABLE) or ROOT / ".counterparts" / "kuery") / INSIDE
    if not place.is_dir() or shutil.which("node") is None:
        pytest.skip(f"{place} is not there, or node is not: scripts/get_counterparts makes it")
    return place


def translated(kuery: Path, texts: Sequence[str]) -> list[Any]:
    """The query of each text in our way of writing it; None = it cannot be read."""
    done = subprocess.run(
        ["node", "-e", SCRIPT, str(kuery)],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found = json.loads(done.stdout)
    return [told if told is None else flattened(_plain(told)) for told in found]


def flattened(query: Any) -> Any:
    """With `a and (b and c)` as `a and b and c`, and likewise with `or`."""
    told = query.get("bool", {})
    for how in {"filter", "should"} & set(told):
        inner = [flattened(one) for one in told[how]]
        parts = [part for one in inner for part in one.get("bool", {}).get(how, [one])]
        return {"bool": {**told, how: parts}}
    if "must_not" in told:
        return {"bool": {"must_not": [flattened(one) for one in told["must_not"]]}}
    return query


def _plain(query: Any) -> Any:
    """Without brackets around one alone; what is looked for as a text."""
    ((kind, told),) = query.items()
    if query == {"query_string": {"query": "*"}}:
        return {"match_all": {}}
    if kind == "bool":
        return _bool(told)
    if kind in ("match", "match_phrase"):
        ((field, value),) = told.items()
        return {kind: {field: {"query": _text(value)}}}
    if kind == "range":
        ((field, span),) = told.items()
        return {kind: {field: {how: _text(value) for how, value in span.items()}}}
    return {kind: {**told, "query": _text(told["query"])} if "query" in told else told}


def _bool(told: Any) -> Any:
    if "must_not" in told:
        return {"bool": {"must_not": [_plain(told["must_not"])]}}
    if "filter" in told:
        return {"bool": {"filter": [_plain(one) for one in told["filter"]]}}
    either = [_plain(one) for one in told["should"]]
    if len(either) == 1:
        return either[0]
    return {"bool": {"should": either, "minimum_should_match": 1}}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
