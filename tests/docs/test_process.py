"""docs/process.md names only tests that exist, and says so where there is none."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import Final

import pytest

from tests.docs.pages import ROOT, page, rows

ROWS: Final = rows(page("docs/process.md"))
NONE: Final = ("not yet", "no test")
NAMED: Final = re.compile(r"`([\w/]+\.py)::(\w+)`")


@cache
def functions_of(file: str) -> frozenset[str]:
    """The test functions of a file below `tests/`, those of classes too."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(page("docs/process.md")))))
def test_a_named_test_exists(file: str, name: str) -> None:
    assert (ROOT / "tests" / file).is_file()
    assert name in functions_of(file)


def test_every_sentence_has_a_rule_and_a_test_or_says_that_there_is_none() -> None:
    wrong = [
        row
        for row in ROWS
        if len(row) != 3 or not all(row) or (row[2] not in NONE and not _only_tests(row[2]))
    ]

    assert wrong == []


def _only_tests(cell: str) -> bool:
    return all(NAMED.fullmatch(one) for one in cell.split(", "))


def test_each_part_of_the_process_is_retold() -> None:
    titles = [line[3:] for line in page("docs/process.md").splitlines() if line.startswith("## ")]

    assert titles == [
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
    assert len(ROWS) > 60
