"""Every word of a closed list stands in the glossary, once, and nothing else does."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, get_args

import pytest

from tests.docs.pages import page, rows, section, words
from tocsin.domain import nouns, obligations
from tocsin.domain.event import Audience
from tocsin.domain.flags import FLAGS
from tocsin.domain.incident_parts import PageState
from tocsin.domain.lifecycle import STATUSES
from tocsin.domain.milestones import MILESTONES
from tocsin.domain.obligation import Act
from tocsin.domain.rights import WHO
from tocsin.domain.roles import ROLES
from tocsin.domain.severity import SEVERITIES
from tocsin.wording.obligations import ROWS

GLOSSARY: Final = page("docs/glossary.md")
EVENTS: Final = {name: kind.audience for name, kind in nouns.EVENTS.items()}


def obligation_names() -> list[str]:
    """The `name` of every `Obligation(…)` the rules write, `role:<role>` for a name with a part."""
    folder = Path(obligations.__file__).parent
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py"))
    return [name for tree in trees for name in _names(tree)]


def _names(tree: ast.AST) -> Iterator[str]:
    """The names given to `Obligation(…)`, or to a function that hands its own `name` on to it."""
    makers = {"Obligation", *_handing_on(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in makers:
            value = _name_given(node)
            if value is not None and not isinstance(value, ast.Name):
                yield "".join(_parts(value))


def _handing_on(tree: ast.AST) -> Iterator[str]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
            made = (node for node in calls if ast.unparse(node.func) == "Obligation")
            if any(isinstance(_name_given(node), ast.Name) for node in made):
                yield function.name


def _name_given(call: ast.Call) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == "name"), None)


def _parts(value: ast.expr) -> Iterator[str]:
    for node in value.values if isinstance(value, ast.JoinedStr) else [value]:
        if isinstance(node, ast.FormattedValue):
            yield f"<{ast.unparse(node.value)}>"
        else:
            yield str(ast.literal_eval(node))


LISTS: Final[dict[str, Callable[[], Iterable[str]]]] = {
    "Statuses": lambda: STATUSES,
    "Severities": lambda: SEVERITIES,
    "Roles": lambda: ROLES,
    "Milestones": lambda: MILESTONES,
    "Flags": lambda: FLAGS,
    "Obligations": obligation_names,
    "Nudges": lambda: get_args(Act),
    "Page states": lambda: get_args(PageState),
    "Audiences": lambda: get_args(Audience),
    "Rights": lambda: WHO,
    "Event types": lambda: EVENTS,
}


@pytest.mark.parametrize("title", LISTS)
def test_a_closed_list_is_in_the_glossary_as_it_is_in_the_code(title: str) -> None:
    assert sorted(words(section(GLOSSARY, title))) == sorted(LISTS[title]())


def test_each_obligation_of_the_rules_is_found() -> None:
    """The test above would be empty if the names were looked for in the wrong place."""
    assert len(obligation_names()) == len(obligations.RULES) + 1  # and what is left open
    assert "role:<role>" in obligation_names()


def test_each_obligation_has_its_words() -> None:
    assert {name.partition(":")[0] for name in obligation_names()} == set(ROWS)


def test_the_glossary_says_whom_each_event_is_for() -> None:
    told = {row[0].strip("`"): row[1] for row in rows(section(GLOSSARY, "Event types"))}

    assert told == EVENTS


def test_no_word_is_explained_twice() -> None:
    explained = [row[0] for row in rows(section(GLOSSARY, "Words"))]

    assert len(explained) == len(set(explained)) > 40


def test_every_section_is_held_by_a_test() -> None:
    titles = {line[3:] for line in GLOSSARY.splitlines() if line.startswith("## ")}

    assert titles == {"Words", *LISTS}
