"""The export of an incident: the keys that those outside read, and the rule of its chain."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import P1, World
from tocsin.engine.incident_export import as_export

KEYS = [
    "id", "number", "title", "severity", "status", "flags", "roles", "milestones", "rooms",
    "updates", "tasks", "timeline", "events", "chain", "people", "head",
]  # fmt: skip


@pytest.fixture
def export(tmp_path: Path) -> dict[str, Any]:
    """Of an incident with an update and two tasks, one of them done and nobody's."""
    world = World(tmp_path)
    world.tell(P1)
    for line in (
        "ack", "update investigating | 500s | looking | unknown", "task add call the bank @bo",
        "task add read the log", "task done 2",
    ):  # fmt: skip
        world.tell(f"!incident INC-1 {line}")
    incident = world.incident(1)
    stored = world.store.read(lambda tx: tx.events(incident.id))
    made: dict[str, Any] = json.loads(json.dumps(as_export(incident, stored, world.teams.people)))
    return made


def test_it_has_these_keys(export: dict[str, Any]) -> None:
    assert list(export) == KEYS
    assert set(export["timeline"][0]) == {"seq", "at", "type", "by", "text"}
    assert set(export["updates"][0]) == {"at", "by", "status", "impact", "action", "eta"}


def test_tasks_are_told_with_who_and_whether_they_are_done(export: dict[str, Any]) -> None:
    assert export["tasks"] == [
        {"n": 1, "text": "call the bank", "owner": "bo", "done": False},
        {"n": 2, "text": "read the log", "owner": "", "done": True},
    ]


def test_anybody_can_recompute_the_chain(export: dict[str, Any]) -> None:
    link = hashlib.sha256(("tocsin:" + export["id"]).encode()).digest()
    for seq, (event, said) in enumerate(zip(export["events"], export["chain"], strict=True), 1):
        body = hashlib.sha256(event["body"].encode()).digest()
        link = hashlib.sha256(link + body).digest()
        assert (event["seq"], event["body_sha256"], said) == (seq, body.hex(), link.hex())


def test_it_says_who_the_people_of_its_lines_are_and_where_it_ends(export: dict[str, Any]) -> None:
    assert export["people"] == {"ana": "Ana", "bo": "Bo"}
    assert export["head"] == export["chain"][-1]
