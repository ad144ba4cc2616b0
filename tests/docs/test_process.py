"""docs/process.md: each sentence has its rule, and a scenario that plays it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.docs.pages import ROOT, page, rows
from tests.scenarios.witness import must_have_been_played, was_played
from tests.simulate.given import TEAM, play

ROWS: Final = rows(page("docs/process.md"))
NAMED: Final = re.compile(r"`([\w/]+\.py)::(\w+)`")
SCENARIOS: Final = "scenarios/"
DECLARE: Final = "+0m @ana: !incident declare checkout returns 500s p1"


@cache
def fixtures_of(file: str) -> dict[str, frozenset[str]]:
    """The test functions of a file below `tests/`, those of classes too, and their fixtures."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {
        node.name: frozenset(argument.arg for argument in (*node.args.args, *node.args.kwonlyargs))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def is_scenario(file: str, name: str) -> bool:
    """Whether a test plays through desk and engine: the fixture `play` of scenarios sees to it."""
    return file.startswith(SCENARIOS) and "play" in fixtures_of(file).get(name, ())


def proof(row: tuple[str, ...]) -> list[tuple[str, str]]:
    """The (file, test) pairs a row names; none where its last cell holds anything else."""
    if len(row) != 3 or not all(row):
        return []
    return NAMED.findall(row[2]) if all(map(NAMED.fullmatch, row[2].split(", "))) else []


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(page("docs/process.md")))))
def test_a_named_test_exists(file: str, name: str) -> None:
    assert (ROOT / "tests" / file).is_file()
    assert name in fixtures_of(file)


def test_every_sentence_has_a_rule_and_a_scenario_that_plays_it() -> None:
    unproved = [row[0] for row in ROWS if not any(is_scenario(*one) for one in proof(row))]

    assert unproved == []


@pytest.mark.parametrize(
    "row",
    [
        ("a sentence", "a rule", ""),
        ("a sentence", "a rule", "not yet"),
        ("a sentence", "a rule", "`domain/test_rights.py::test_anybody_known_may_do_the_rest`"),
        ("a sentence", "a rule", "`scenarios/test_roles.py::test_that_is_not_there`"),
        ("a sentence", "`scenarios/test_dont.py::test_an_experiment_needs_the_commanders_reason`"),
    ],
    ids=["nothing", "words", "domain", "unknown", "no-rule"],
)
def test_less_than_a_scenario_is_no_proof(row: tuple[str, ...]) -> None:
    assert not any(is_scenario(*one) for one in proof(row))


@pytest.mark.parametrize("way_out", ["pytest.fixture", "mark.skip", "mark.xfail", "pytest.skip"])
def test_no_scenario_gets_round_being_played(way_out: str) -> None:
    files = (ROOT / "tests" / SCENARIOS).glob("test_*.py")

    assert [file.name for file in files if way_out in file.read_text(encoding="utf-8")] == []


def test_a_scenario_that_plays_nothing_fails(tmp_path: Path) -> None:
    silent = play(tmp_path, "until +1h")
    refused = play(tmp_path, "+0m @ana: !incident INC-1 ack", "until +1m")
    with pytest.raises(AssertionError, match="nothing through desk and engine"):
        must_have_been_played([silent, refused])
    with pytest.raises(AssertionError, match="nothing through desk and engine"):
        must_have_been_played([])


def test_a_scenario_that_declares_one_incident_is_played(tmp_path: Path) -> None:
    assert was_played(play(tmp_path, DECLARE, "until +1m", team=TEAM))


def test_each_part_of_the_process_is_retold() -> None:
    titles = [line[3:] for line in page("docs/process.md").splitlines() if line.startswith("## ")]

    assert titles == [
        "What it is for",
        "Severities",
        "1. Detection",
        "2. Triage",
        "3. Assemble the team",
        "4. Investigate and mitigate",
        "5. Communicate",
        "6. Resolve",
        "7. Post-mortem",
        "Templates",
        "Escalation",
        "Blameless",
        "Metrics",
        "Tools",
    ]
