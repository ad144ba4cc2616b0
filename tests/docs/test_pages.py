"""What every page keeps: links that lead somewhere, and decisions in the form of the template."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.docs.pages import ROOT, links, page

PAGES: Final = sorted(
    path.relative_to(ROOT)
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "plugins/*/README.md",
        "backends/**/README.md",
        "examples/*/README.md",
    )
    for path in ROOT.glob(pattern)
)
RECORDS: Final = sorted(ROOT.glob("docs/adr/[0-9]*.md"))
FORM: Final = [
    "## What forced a decision",
    "## Decision",
    "## What was weighed",
    "## What follows",
]


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_link_within_the_project_leads_to_a_file(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")

    assert [to for to in links(text) if not (ROOT / path.parent / to).exists()] == []


@pytest.mark.parametrize("path", RECORDS[1:], ids=lambda path: path.stem)
def test_a_decision_has_the_form_of_the_template(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith(f"# {path.name[:4]}: ")
    assert re.fullmatch(r"- Status: (proposed|accepted|replaced by \d{4})", lines[2])
    assert re.fullmatch(r"- Date: \d{4}-\d{2}-\d{2}", lines[3])
    assert [line for line in lines if line.startswith("## ")] == FORM


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in RECORDS] == [f"{n:04}" for n in range(len(RECORDS))]


def test_the_map_names_every_floor_and_only_those() -> None:
    """The floors of the import contract, as ARCHITECTURE.md lists them."""
    told = page("ARCHITECTURE.md").partition("## The floors")[2].partition("The heart")[0]
    names = set(re.findall(r"`([a-z_]+)`", "".join(_first_cells(told))))
    contract = re.search(r"^layers = \[\n(.*?)^\]", page("pyproject.toml"), re.DOTALL | re.M)
    assert contract is not None

    assert names == set(re.findall(r"[a-z_]+", contract[1]))


def _first_cells(text: str) -> list[str]:
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize(
    "path",
    sorted(set(re.findall(r"`([a-z_]+/[a-z_/*-]+(?:\.(?:py|toml))?)`", page("ARCHITECTURE.md")))),
)
def test_a_path_on_the_map_exists(path: str) -> None:
    assert list(ROOT.glob(path)) or list((ROOT / "core" / "tocsin").glob(f"{path.rstrip('*')}*"))
