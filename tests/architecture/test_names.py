"""One name, one thing: no two modules of these floors make a class of the same name."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.tree import ROOT

CORE: Final = ROOT / "core" / "tocsin"
FLOORS: Final = (
    *("domain", "wording", "desk", "chat", "simulate", "providers", "store", "config"),
    *("plugin_manager", "engine", "builtin", "bootstrap", "cli"),
)
# A name of the public API -> the other thing of that name.
ALLOWED: Final = {
    "Command": "a slash command in `tocsin.chat`, what somebody wants done in `domain`",
    "Event": "what happened on a chat platform, and what happened to an incident",
    "Finding": "what a check of a setup finds, and what somebody found out about an incident",
    "Room": "a room in a text, and a room that an incident has",
}


def classes(root: Path) -> dict[str, set[str]]:
    """The files that make a class of each name, without those for one file alone."""
    made: dict[str, set[str]] = defaultdict(set)
    for path in sorted(path for floor in FLOORS for path in (root / floor).rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                made[node.name].add(path.relative_to(root).as_posix())
    return made


def twice(root: Path) -> set[str]:
    """Names that more than one file gives to a class."""
    return {name for name, files in classes(root).items() if len(files) > 1}


def test_a_class_shares_its_name_with_no_other() -> None:
    assert twice(CORE) == set(ALLOWED)


@pytest.mark.parametrize(("other", "found"), [("Draft", {"Draft"}), ("Sketch", set())])
def test_a_second_class_of_a_name_is_found(tmp_path: Path, other: str, found: set[str]) -> None:
    for floor, name in (("desk", "Draft"), ("wording", other)):
        (tmp_path / floor).mkdir()
        (tmp_path / floor / "drafts.py").write_text(f"class {name}: ...\n", encoding="utf-8")

    assert twice(tmp_path) == found
