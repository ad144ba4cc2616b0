"""`tocsin verify`: what it prints, and what makes it fail."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import P1, SqliteHome, World
from tocsin.cli.export import export_incident
from tocsin.cli.verify import verify_incident
from tocsin.errors import InvalidValue

Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, SqliteHome(tmp_path / "t.db"))
    world.tell(P1)
    world.tell("!incident INC-1 note the deploy of 08:55")
    text = f"TOCSIN_DATABASE_URL = 'sqlite:///{tmp_path / 't.db'}'\n"
    (tmp_path / "config.py").write_text(text, encoding="utf-8")
    yield world
    world.store.close()


@pytest.fixture
def verify(kept: World, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(what: str, head: str = "") -> tuple[int, list[str]]:
        code = verify_incident(what, kept.folder / "config.py", head)
        return code, capsys.readouterr().out.splitlines()

    return run


@pytest.fixture
def file(kept: World, capsys: pytest.CaptureFixture[str]) -> Path:
    export_incident("INC-1", kept.folder / "config.py", "json")
    made = kept.folder / "INC-1.json"
    made.write_text(capsys.readouterr().out, encoding="utf-8")
    return made


def exported(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def by_hand(kept: World, statement: str) -> None:
    with closing(sqlite3.connect(kept.folder / "t.db")) as database, database:
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in database.execute(guards).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        assert database.execute(statement).rowcount > 0


def test_a_sound_incident_says_its_head_and_where_it_was_read(
    kept: World, file: Path, verify: Run
) -> None:
    code, lines = verify("INC-1")
    count, head = len(kept.events()), exported(file)["head"]
    assert code == 0
    assert lines == [
        f"INC-1: {count} events, the chain holds, and all it says follows from them",
        f"head {head}",
        f"read from {kept.folder / 't.db'}",
    ]


def test_a_sound_file_says_whom_it_names_and_where_it_lies(file: Path, verify: Run) -> None:
    code, lines = verify(str(file))
    assert code == 0
    assert lines[1].startswith("names, which no event proves: ana = ")
    assert lines[-1] == f"read from {file}"


def test_an_edited_file_names_the_event_and_the_field(file: Path, verify: Run) -> None:
    file.write_text(json.dumps({**exported(file), "title": "a glitch"}), encoding="utf-8")
    assert verify(str(file)) == (
        1, ["seq 1: title is not what the events say", f"read from {file}"],
    )  # fmt: skip


def test_words_of_another_version_are_told_as_that(file: Path, verify: Run) -> None:
    export = {**exported(file), "made_by": "tocsin 9.9"}
    export["timeline"][1]["text"] = "said otherwise"
    file.write_text(json.dumps(export), encoding="utf-8")
    code, lines = verify(str(file))
    assert code == 1
    assert lines[1] == "tocsin 9.9 made it and may word it otherwise: verify it with that"


def early(file: Path, **changed: object) -> None:
    """What the first version wrote: no people, no head, no maker."""
    export = {**exported(file), **changed}
    for name in ("people", "head", "made_by"):
        del export[name]
    file.write_text(json.dumps(export), encoding="utf-8")


def test_an_export_of_the_first_version_is_judged_as_far_as_can_be(file: Path, verify: Run) -> None:
    head, count = exported(file)["head"], len(exported(file)["chain"])
    early(file)
    code, lines = verify(str(file))
    assert code == 0
    assert lines[0] == f"INC-1: {count} events, the chain holds, and so do the fields beside them"
    assert "the words of its timeline and whether its end was cut off cannot be judged" in lines[1]
    assert lines[2:] == [f"head {head}", f"read from {file}"]


def test_an_edit_of_an_export_of_the_first_version_is_named(file: Path, verify: Run) -> None:
    early(file, title="a glitch")
    assert verify(str(file))[1][0] == "seq 1: title is not what the events say"


def test_a_line_that_is_gone_from_an_export_of_the_first_version_is_named(
    file: Path, verify: Run
) -> None:
    early(file, timeline=exported(file)["timeline"][:-1])
    code, lines = verify(str(file))
    assert code == 1
    assert "timeline[" in lines[0]


@pytest.mark.parametrize("digits", [64, 16])
def test_the_head_that_was_noted_is_compared(file: Path, verify: Run, digits: int) -> None:
    head = exported(file)["head"][:digits]
    assert verify(str(file), head)[0] == 0
    assert verify(str(file), head.upper())[0] == 0
    assert verify("INC-1", head)[0] == 0
    code, lines = verify(str(file), head[::-1])
    assert code == 1
    assert "the head is another: events are missing or replaced" in lines[0]


def test_an_incident_may_have_gone_on_since_and_a_file_may_not(
    kept: World, file: Path, verify: Run
) -> None:
    head, count = exported(file)["head"], len(kept.events())
    kept.tell("!incident INC-1 note and more")
    code, lines = verify("INC-1", head)
    assert code == 0
    assert f"seq {count} had that head; what stands after it came since" in lines
    early = exported(file)["chain"][0]
    assert verify(str(file), early)[1][0].startswith("seq 2: what stands from there on came after")


@pytest.mark.parametrize("digits", [0, 1, 16, 63])
def test_a_head_of_which_the_end_is_gone_is_another(file: Path, verify: Run, digits: int) -> None:
    export = exported(file)
    changed = {**export, "head": export["head"][:digits]}
    file.write_text(json.dumps(changed), encoding="utf-8")
    code, lines = verify(str(file))
    assert code == 1
    assert "the head is another: events are missing or replaced" in lines[0]


@pytest.mark.parametrize("head", ["abc", "0" * 15, "0" * 65, "g" * 64])
def test_what_is_no_head_is_wrong_use(file: Path, verify: Run, head: str) -> None:
    with pytest.raises(InvalidValue, match="64 hexadecimal digits"):
        verify(str(file), head)


def test_a_file_that_says_something_twice_is_refused(file: Path, verify: Run) -> None:
    """Some readers show the first of two, others the last."""
    text = file.read_text(encoding="utf-8").replace('"title":', '"title": "a glitch", "title":', 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidValue, match="says something twice: title"):
        verify(str(file))


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE incidents SET state = replace(state, 'checkout ret', 'chocolate ret')", "title"),
        ("UPDATE incidents SET severity = 'P3'", "severity"),
        ("UPDATE incidents SET chain = 'x'", "chain"),
        ("UPDATE events SET by = 'mallory' WHERE seq = 2", "by"),
        ("UPDATE events SET data = NULL WHERE seq = 2", "text is gone"),
        ("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)", "the incident counts"),
    ],
)
def test_an_edit_of_the_database_is_named(
    kept: World, verify: Run, statement: str, where: str
) -> None:
    by_hand(kept, statement)
    code, lines = verify("INC-1")
    assert code == 1
    assert lines[0].startswith("seq ")
    assert where in lines[0]
