"""One noun, one room: what a noun asks, what happens and what is owed stands in one place."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

import pytest

from tests.architecture.tree import ROOT
from tocsin.domain import decide, fall_due, nouns, obligations
from tocsin.domain.command import Command
from tocsin.domain.event import Event

K = TypeVar("K")
DOMAIN: Final = ROOT / "core" / "tocsin" / "domain"
ASSEMBLED: Final = {"decide", "evolve", "fall_due", "nouns", "obligations"}


def tables(name: str) -> Iterator[tuple[str, ast.Dict]]:
    """Each table of this name in a module of the domain that writes its rows out."""
    for path in sorted(DOMAIN.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.AnnAssign) or ast.unparse(node.target) != name:
                continue
            if isinstance(node.value, ast.Dict):
                yield str(path.relative_to(DOMAIN)), node.value


def keys(name: str) -> Iterable[str]:
    """The key of each row of these tables."""
    for _, table in tables(name):
        yield from (ast.unparse(key) for key in table.keys if key is not None)


@pytest.mark.parametrize(
    ("name", "assembled"),
    [("EVOLVE", nouns.EVOLVE), ("DECIDE", decide.DECIDE), ("ACTS", fall_due.ACTS)],
)
def test_the_tables_of_the_nouns_are_disjoint_and_all_of_them_count(
    name: str, assembled: Mapping[object, object]
) -> None:
    counted = Counter(keys(name))

    assert [key for key, times in counted.items() if times > 1] == []
    assert len(counted) == len(assembled)


def below(kind: type[K]) -> set[type[K]]:
    """Every class of the process that is one of these, however far below."""
    every = {leaf for child in kind.__subclasses__() for leaf in (child, *below(child))}
    return {leaf for leaf in every if leaf.__module__.startswith("tocsin.domain")}


def test_every_event_has_a_row() -> None:
    assert below(Event) == set(nouns.EVOLVE)


def test_every_command_has_a_row() -> None:
    assert below(Command) == set(decide.DECIDE)


def imports(path: Path) -> Iterator[str]:
    """The modules of the domain that a file imports when it runs, as dotted names below it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tocsin.domain"):
            below = (node.module or "").removeprefix("tocsin.domain").removeprefix(".")
            yield from [below] if below else [name.name for name in node.names]


def test_what_happens_is_told_without_what_is_decided() -> None:
    """The events of a noun import no decision, of it or of another."""
    found = {
        f"{path.parent.name}/events imports {name}"
        for path in DOMAIN.glob("*/events.py")
        for name in imports(path)
        if name == "command_context" or name.endswith((".decide", ".answers", ".obligations"))
    }

    assert found == set()


def test_no_noun_imports_what_is_assembled_of_them() -> None:
    """The post-mortem's record alone reads every event; what is told of them all stands above."""
    above = {*ASSEMBLED, "effects", "sync_effects", "permission", "postmortem/record"}
    below = (
        path for path in DOMAIN.rglob("*.py") if str(path.relative_to(DOMAIN))[:-3] not in above
    )
    found = {
        f"{path.relative_to(DOMAIN)} imports {name}"
        for path in below
        for name in imports(path)
        if name in ASSEMBLED
    }

    assert found == set()


def promises(tree: ast.AST) -> Iterator[ast.Call]:
    """Each call that makes something owed, or a reminder of it."""
    makes = {"Obligation", "Watch", "Nudge", "reminders"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in makes:
            yield node


def lengths(value: ast.AST) -> bool:
    """Whether an expression writes a length of time out; `timedelta()` is none."""
    calls = (node for node in ast.walk(value) if isinstance(node, ast.Call))
    return any(ast.unparse(call.func) == "timedelta" and call.keywords for call in calls)


def written_out(tree: ast.AST) -> Iterator[str]:
    """Each promise with a length of time in it, or a name that was given one in the same file."""
    given = [node for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AnnAssign)]
    known = {
        name.id
        for node in given
        if node.value is not None and lengths(node.value)
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    for call in promises(tree):
        named = {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}
        if lengths(call) or named & known:
            yield ast.unparse(call)


def test_when_something_is_due_and_asked_about_stands_in_the_policy() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in DOMAIN.rglob("*.py")}
    found = {f"{path.stem}: {call}" for path, tree in trees.items() for call in written_out(tree)}

    assert found == set()


@pytest.mark.parametrize(
    "rule",
    [
        "Nudge(at=due + timedelta(hours=1), act='remind')",
        "LEAD = timedelta(minutes=5)\nNudge(at=due - LEAD, act='remind')",
        "LEAD: Final = 5 * timedelta(minutes=1)\nreminders(due, (LEAD,), ('room',))",
    ],
)
def test_a_number_beside_the_policy_is_found(rule: str) -> None:
    assert [*written_out(ast.parse(rule))]


def test_what_meets_an_obligation_are_events_that_exist() -> None:
    """A name that is misspelled would call what was met withdrawn."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in DOMAIN.rglob("*.py")]
    given = [
        ast.literal_eval(keyword.value)
        for tree in trees
        for keyword in ast.walk(tree)
        if isinstance(keyword, ast.keyword) and keyword.arg == "met_by"
        if not isinstance(keyword.value, ast.Name)
    ]

    assert len(given) == len(obligations.RULES) + 1  # and what is left open
    assert all(given)
    assert {name for names in given for name in names} <= set(nouns.EVENTS)
