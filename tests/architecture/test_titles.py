"""What an incident is called is looked up in one table, so that no place is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from tocsin.domain.titles import PLACES, TitlePlace

CORE = Path(__file__).parents[2] / "core" / "tocsin"
ASKS = "domain/titles.py"
# Who keeps the title itself, where it can be proved and read again: not words for somebody.
KEEPS = frozenset(
    {
        "store/sql_rows.py",
        "store/memory_tables.py",
        "engine/incident_export.py",
        "engine/column_checks.py",
    }
)
TRIALS = "testing/"
PEOPLE_TYPED = frozenset({"incident", "merged", "told", "one.incident"})


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(CORE.rglob("*.py")):
        name = path.relative_to(CORE).as_posix()
        if not name.startswith(TRIALS):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _reads(tree: ast.Module) -> list[int]:
    """Lines that read `.title` of something called an incident."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "title"
        and isinstance(node.ctx, ast.Load)
        and ast.unparse(node.value).rpartition(".")[2] in PEOPLE_TYPED
    ]


def test_nobody_reads_the_title_of_an_incident_but_who_knows_where_it_may_stand() -> None:
    found = {name: lines for name, tree in _modules() if (lines := _reads(tree))}
    assert set(found) - KEEPS == {ASKS}


@pytest.mark.parametrize("place", get_args(TitlePlace))
def test_each_place_has_its_rule(place: TitlePlace) -> None:
    assert PLACES[place] in ("words", "name")
