"""docs/templates.md shows each template and each variable as they are in the code."""

from __future__ import annotations

import tomllib

import pytest

from tests.docs.pages import blocks, page, rows, section, words
from tocsin.domain.templates import NAMES, VARIABLES
from tocsin.templating import FILTERS, LONGEST_TEMPLATE, LONGEST_TEXT, fault
from tocsin.wording.templates import SHIPPED

PAGE = page("docs/templates.md")


def test_every_variable_is_explained_as_the_code_explains_it() -> None:
    shown = [(f"`{name}`", said) for name, said in VARIABLES.items()]
    assert rows(section(PAGE, "Variables")) == shown


def test_every_name_is_listed() -> None:
    assert tuple(words(section(PAGE, "The names"))) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_shipped_text_is_shown(name: str) -> None:
    (block,) = blocks(section(PAGE, name))
    assert block.text == SHIPPED[name]


def test_the_example_can_be_filled() -> None:
    (example,) = (block for block in blocks(PAGE) if block.kind == "toml")
    written = tomllib.loads(example.text)["templates"]
    assert set(written) <= set(NAMES)
    assert {name: fault(text, VARIABLES) for name, text in written.items()} == dict.fromkeys(
        written, ""
    )


def test_what_a_template_may_hold_is_what_the_code_lets_it() -> None:
    said = section(PAGE, "What a template may hold")
    assert all(f"`{name}`" in said for name in FILTERS)
    assert f"{LONGEST_TEMPLATE} characters" in said
    assert LONGEST_TEMPLATE == LONGEST_TEXT
