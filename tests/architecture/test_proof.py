"""`make test` is what people wait for: what takes long stands in the table of the proof."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.tree import ROOT, files
from tests.proof import COUNTERPARTS, NETS, in_proof

TESTS: Final = [
    path.relative_to(ROOT)
    for path in files(ROOT)
    if path.name.startswith("test_") and path.suffix == ".py"
]
# A bot, a chat or a browser of its own; more than the five minutes that every test may take.
LONG: Final = {
    "has real processes": re.compile(
        r"^from tests\.(e2e\.(bot|\w+_place)|browser)\b", re.MULTILINE
    ),
    "may take longer than every test may": re.compile(r"mark\.timeout\((\d{4}|[4-9]\d\d)\)"),
}


def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("why", LONG)
def test_what_is_long_stands_in_the_table(why: str) -> None:
    found = [path for path in TESTS if LONG[why].search(text_of(path))]
    known = [path for path in found if in_proof(ROOT / path, ()) or "mark.e2e" in text_of(path)]

    assert known == found
    assert found


@pytest.mark.parametrize("place", NETS)
def test_each_net_of_the_table_is_there(place: str) -> None:
    assert any(path.is_relative_to(place) for path in TESTS)


@pytest.mark.parametrize("name", COUNTERPARTS)
def test_each_counterpart_of_the_table_is_a_fixture(name: str) -> None:
    wanted = re.compile(rf"@pytest\.fixture[^\n]*\ndef {name}\(")

    assert any(wanted.search(text_of(path)) for path in files(ROOT) if path.suffix == ".py")


def test_no_test_puts_itself_there() -> None:
    own = re.compile(r"@?pytest\.mark\.proof\b(?!\))")

    assert [
        str(path) for path in TESTS if own.search(text_of(path)) and path.stem != "test_proof"
    ] == []


@pytest.mark.parametrize(
    ("file", "asked", "where"),
    [
        ("tests/e2e/test_new.py", (), True),
        ("tests/stateful/test_stores.py", ("ground",), True),
        ("backends/tocsin-slack/tests/test_port.py", ("chat", "process", "slack"), True),
        ("backends/tocsin-matrix/tests/test_doctor_encryption.py", ("tmp_path", "e2e"), True),
        ("backends/tocsin-slack/tests/test_rendering.py", (), False),
        ("tests/store/test_events.py", ("store", "home", "postgres"), True),
        ("tests/store/test_events.py", ("store", "home"), False),
        ("tests/e2ee/test_new.py", (), False),
    ],
)
def test_a_test_is_where_its_file_and_what_it_asks_for_say(
    file: str, asked: tuple[str, ...], where: bool
) -> None:
    assert in_proof(ROOT / file, asked) is where


@pytest.mark.parametrize("target", ["make test", "make proof"])
def test_who_builds_and_who_reads_are_told_the_same_commands(target: str) -> None:
    assert f'phase "{target}" {target}\n' in text_of(Path(".ci/run"))
    assert target in text_of(Path("README.md"))
    assert f"`{target}`" in text_of(Path("CONTRIBUTING.md"))
