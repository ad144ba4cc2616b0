"""The page that says where to change what names files that exist and hold what is claimed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

TREE: Final = Path(__file__).parents[2]
PAGE: Final = TREE / "docs" / "where-to-change.md"
ROWS: Final = [
    line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
][2:]
CLAIM: Final = re.compile(r"`([\w./-]+\.(?:py|md|toml))`(?:[^`|(]*\(((?:`\w+`(?:, )?)+)\))?")


def text_of(name: str) -> str:
    """The file's text, below the core or in the tree."""
    found = [path for path in (TREE / "core" / "tocsin" / name, TREE / name) if path.is_file()]
    assert found, f"{name} does not exist"
    return found[0].read_text(encoding="utf-8")


def test_there_is_a_row_for_each_of_the_twelve_tasks() -> None:
    assert len(ROWS) == 12


@pytest.mark.parametrize("row", ROWS)
def test_the_named_files_hold_what_is_claimed(row: str) -> None:
    claims = CLAIM.findall(row)
    assert claims
    for name, held in claims:
        text = text_of(name)
        for word in re.findall(r"\w+", held):
            made = rf"^\s*(?:(?:def|class) {word}\b|{word}(?:: .*)? = |\"{word}\",)"
            assert re.search(made, text, re.MULTILINE), f"{word} is not made in {name}"
