"""What a tool answered is noted before it is committed: a crash between the two repeats nothing."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.engine.given import P1, Bell, Crash, Seen, World, timed_out
from tocsin.engine.ports import Attempted
from tocsin.errors import StoreUnavailable
from tocsin.store.answers_file import AnswersFile
from tocsin.store.contract import EffectRow

FILE = "answered.jsonl"


@dataclass
class Dies(Seen):
    """Ends the process, once, when the tool has answered and nothing is committed yet."""

    op: str = "page"
    with_it: list[BaseException] = field(default_factory=lambda: [Crash()])

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        super().attempted(row, outcome, error)
        if row.op == self.op and outcome == "sent" and self.with_it:
            raise self.with_it.pop()


def noting(world: World) -> AnswersFile:
    """The file as `tocsin run` opens it."""
    return AnswersFile(world.folder / FILE, lambda: [row.key for row in world.pending()])


@pytest.fixture
def noted(anywhere: World) -> World:
    """A deployment that notes answers, and dies right after the first page was answered."""
    anywhere.watcher = Dies()
    anywhere.answers = noting
    anywhere.restart()
    return anywhere


def died(world: World, after: str = P1) -> None:
    """Say something and deliver until the process is gone; then start again."""
    world.say(after)
    with pytest.raises(Crash):
        world.system.settle_now()
    world.restart()
    world.run(minutes=1)


def ops(bell: Bell) -> list[str]:
    return [op for op, _, _ in bell.calls]


def test_a_page_that_was_answered_is_not_sent_again_after_a_crash(noted: World) -> None:
    died(noted)
    assert ops(noted.bell()) == ["page"]
    assert noted.incident().pages["p1"].sent_by == (("tower", "ref-INC-1.p1"),)
    assert noted.pending() == []


def test_without_the_note_it_is_sent_again(noted: World) -> None:
    noted.say(P1)
    with pytest.raises(Crash):
        noted.system.settle_now()
    (noted.folder / FILE).unlink()
    noted.restart()
    noted.run(minutes=1)
    assert ops(noted.bell()) == ["page", "page"]


def test_an_acknowledgement_at_the_tool_is_not_repeated_either(noted: World) -> None:
    noted.watcher = Dies(op="page-ack")
    noted.restart()
    noted.tell(P1)
    died(noted, "!incident INC-1 ack")
    assert ops(noted.bell()) == ["page", "acknowledge"]


def test_a_page_without_an_answer_is_sent_again(noted: World) -> None:
    noted.watcher = Seen()
    noted.restart()
    noted.bell().script = [timed_out()]
    noted.tell(P1)
    noted.restart()
    noted.run(minutes=1)
    assert ops(noted.bell()) == ["page", "page"]


def test_a_database_that_goes_away_after_the_answer_costs_no_second_call(noted: World) -> None:
    noted.watcher = Dies(with_it=[StoreUnavailable("gone")])
    noted.restart()
    noted.say(P1)
    with pytest.raises(StoreUnavailable):
        noted.system.settle_now()
    noted.run(minutes=1)
    assert ops(noted.bell()) == ["page"]


def test_a_first_attempt_believes_no_note(noted: World) -> None:
    """A restored database may give a new effect the key of one it no longer knows."""
    noted.watcher = Seen()
    noted.restart()
    noted.say(P1)
    page = next(row for row in noted.pending() if row.op == "page")
    noted.noted.note(page.key, "another life")
    noted.run(minutes=1)
    assert ops(noted.bell()) == ["page"]


def test_notes_of_what_does_not_wait_any_more_are_gone_at_the_next_start(tmp_path: Path) -> None:
    first = AnswersFile(tmp_path / FILE, list)
    first.note("settled", "a")
    first.note("waiting", "b")
    AnswersFile(tmp_path / FILE, lambda: ["waiting"])
    third = AnswersFile(tmp_path / FILE, lambda: ["settled", "waiting"])
    assert (third.known("settled"), third.known("waiting")) == (None, "b")


@pytest.mark.parametrize("torn", ['["k2", "re', "\0\0\0\0", "[1, 2]\n", '"k1"\n', "\xff\n", "{}\n"])
def test_a_torn_line_is_no_note_and_spoils_no_other(tmp_path: Path, torn: str) -> None:
    path = tmp_path / FILE
    path.write_bytes(b'["k1", "one"]\n' + torn.encode("latin-1"))
    keys = ["k1", "k2", "k3", "1"]
    AnswersFile(path, lambda: keys).note("k3", "thrée\n")
    again = AnswersFile(path, lambda: keys)
    assert [again.known(key) for key in keys] == ["one", None, "thrée\n", None]


def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    answers = AnswersFile(tmp_path / FILE, list, most=10)
    for number in range(1000):
        answers.note(f"k{number}", "ref")
    assert len((tmp_path / FILE).read_text().splitlines()) <= 20
    again = AnswersFile(tmp_path / FILE, lambda: ["k989", "k990", "k999"])
    assert [again.known(key) for key in ("k990", "k999")] == ["ref", "ref"]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    AnswersFile(tmp_path / FILE, list).note("k", "r")
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_said_once_and_ends_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).mkdir()
    answers = AnswersFile(tmp_path / FILE, list)
    answers.note("k", "r")
    answers.note("l", "r")
    assert answers.known("k") == "r"
    assert [one.getMessage() for one in caplog.records if "answers" in one.getMessage()] != []
    assert len(caplog.records) == 1
