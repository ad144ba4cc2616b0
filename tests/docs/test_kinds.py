"""The pages of the kinds of plugin say what the code says, in the words of the process."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from scripts import draw_kinds
from scripts.draw_kinds import MEANINGS, facts
from tests.docs.pages import blocks, page, rows, section
from tocsin.hookspecs import API_VERSION
from tocsin.public import PUBLIC_MODULES
from tocsin.testing import TroubleName

KINDS = tuple(facts())


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_current(kind: str) -> None:
    drawn = draw_kinds.page(kind, facts()[kind])
    assert page(f"docs/kinds/{kind}.md") == drawn, "run PYTHONPATH=. scripts/draw_kinds.py"


def test_a_page_is_there_for_every_kind_and_listed() -> None:
    listed = re.findall(r"^\| \[(\w+)\]\(\1\.md\)", page("docs/kinds/README.md"), re.MULTILINE)
    there = [path.stem for path in draw_kinds.FOLDER.glob("*.md") if path.stem != "README"]
    assert sorted(listed) == sorted(there) == sorted(KINDS)


def test_every_capability_says_what_it_changes() -> None:
    told = {(kind, name) for kind, of in facts().items() for name in of.capabilities}
    assert told == set(MEANINGS)


@pytest.mark.parametrize("kind", KINDS)
def test_its_sentences_are_those_of_the_process(kind: str) -> None:
    quoted = re.findall(r"^- \*(.+)\*$", page(f"docs/kinds/{kind}.md"), re.MULTILINE)
    known = {row[0] for row in rows(page("docs/process.md"))}
    assert quoted
    assert [sentence for sentence in quoted if sentence not in known] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_by_hand_is_there(kind: str) -> None:
    text = page(f"docs/kinds/{kind}.md")
    assert f"tocsin new-plugin my-tool --kind {kind}" in text
    assert "**" in section(text, "What the core does around it")


def test_a_wrong_argument_is_wrong_use() -> None:
    assert draw_kinds.main(["--frobnicate"]) == 2


def test_the_page_of_tests_names_every_trouble() -> None:
    troubles = section(page("docs/testing-a-plugin.md"), "Troubles")
    assert [row[0].strip("`") for row in rows(troubles)] == list(get_args(TroubleName))


def test_the_page_of_upgrades_names_the_api() -> None:
    text = page("docs/upgrading.md")
    assert f"TOCSIN_API = {API_VERSION}" in text
    assert [module for module in PUBLIC_MODULES if f"`{module}`" not in text] == []
    assert blocks(text) == []
