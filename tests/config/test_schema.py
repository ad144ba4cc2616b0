"""The JSON schema an editor uses while a team file is written."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.config.given import BUILT_IN, MODELS
from tocsin.config import team_schema


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def at(value: object, *path: str | int) -> object:
    for part in path:
        assert isinstance(value, dict | list)
        value = value[part]  # type: ignore[index]  # a path within JSON
    return value


def test_it_is_json_whose_references_lead_somewhere() -> None:
    schema = json.loads(json.dumps(team_schema(MODELS)))

    names = {reference.removeprefix("#/$defs/") for reference in references(schema)}

    assert names
    assert names <= set(schema["$defs"])


def test_core_keys_come_with_their_help() -> None:
    schema = team_schema(BUILT_IN)

    assert at(schema, "$defs", "ProcessPart", "properties", "triage_within") == {
        "description": "The triage clock.",
        "title": "Triage Within",
        "type": "string",
    }
    assert at(schema, "$defs", "TeamPart", "additionalProperties") is False


def test_severities_are_exactly_four() -> None:
    schema = team_schema(BUILT_IN)

    keys = at(schema, "$defs", "SeveritiesPart", "properties")

    assert isinstance(keys, dict)
    assert list(keys) == ["P0", "P1", "P2", "P3"]


def test_installed_sections_are_offered_with_their_secrets() -> None:
    (json_alerts,) = [
        choice
        for choice in sections("alerts")
        if at(choice, "properties", "type") == {"const": "json"}
    ]

    assert at(json_alerts, "properties", "token", "required") == ["env"]
    assert at(json_alerts, "required") == ["token"]


def test_a_kind_of_which_nothing_is_installed_has_no_sections() -> None:
    assert at(team_schema(BUILT_IN), "properties", "graphs", "additionalProperties") is False


def test_strategies_are_offered_beside_the_ladder() -> None:
    titles = [at(choice, "title") for choice in sections("escalation")]

    assert titles == ["LadderPart", "follow"]


def sections(kind: str) -> list[object]:
    found = at(team_schema(MODELS), "properties", kind, "additionalProperties", "anyOf")
    assert isinstance(found, list)
    return found
