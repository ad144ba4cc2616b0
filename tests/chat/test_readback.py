"""What was said while nobody listened is handed on, once and in its order."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tocsin.chat import ReadBack
from tocsin.errors import ProviderError, StoreUnavailable

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
PAGE, CALLS = 40, 20
AT_ONCE, PAGES = ReadBack.AT_ONCE, ReadBack.PAGES


@dataclass(frozen=True)
class Note:
    """What somebody wrote on a sheet; `at` is what the platform says."""

    at: object
    words: str


class Paper:
    """A platform: sheets, each with notes, that are told in pages."""

    calls = CALLS

    def __init__(self) -> None:
        self.sheets: dict[str, list[Note]] = {}
        self.asked: list[str] = []
        self.fails: ProviderError | None = None
        self.seconds = 0.0

    def write(self, sheet: str, words: str, after_s: float = 0.0) -> datetime:
        at = NOW + timedelta(seconds=after_s)
        self.sheets.setdefault(sheet, []).append(Note(at, words))
        return at

    def listed(self, kept: tuple[str, ...]) -> list[str]:
        self._ask("rooms")
        return [*self.sheets]

    def said(self, sheet: str, after: datetime, cursor: str) -> tuple[list[Note], str]:
        self._ask(sheet)
        later = [n for n in self.sheets[sheet] if not isinstance(n.at, datetime) or n.at > after]
        at = int(cursor or "0")
        told, more = later[::-1][at : at + PAGE], at + PAGE < len(later)
        return told, str(at + PAGE) if more else ""

    def moment(self, message: Note) -> datetime:
        if not isinstance(message.at, datetime):
            raise TypeError
        return message.at

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.fails is not None:
            raise self.fails


Begin = Callable[[], ReadBack[Note]]


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "paper.read"


@pytest.fixture
def begin(paper: Paper, file: Path) -> Begin:
    """Another process, with the same data folder, a minute after `NOW`."""

    def made() -> ReadBack[Note]:
        later = NOW + timedelta(minutes=1)
        back = ReadBack(file, paper, clock=lambda: later, monotonic=lambda: paper.seconds)
        back.begin()
        return back

    return made


@pytest.fixture
def again(begin: Begin, file: Path) -> Begin:
    """One that listened until `NOW` before."""
    file.write_text(json.dumps({"*": f"{NOW.timestamp():.6f}"}))
    return begin


def words(back: ReadBack[Note], here: str = "") -> list[str]:
    found: list[Note] = []
    while back.some(here, lambda _, one: found.append(one)):
        pass
    return [one.words for one in found]


def test_the_first_start_reads_nothing_back(paper: Paper, begin: Begin) -> None:
    paper.write("a", "long ago")
    assert words(begin()) == []
    assert paper.asked == []


def test_what_came_after_the_last_one_handled_is_read_the_oldest_first(
    paper: Paper, again: Begin
) -> None:
    first = again()
    assert words(first) == []
    first.handled("a", paper.write("a", "one", 1))
    for at, one in enumerate(("two", "three"), start=2):
        paper.write("a", one, at)
    paper.write("b", "elsewhere", 4)
    second = again()
    assert words(second, "a") == ["two", "three"]
    assert words(second) == ["elsewhere"]


def test_what_was_read_is_not_read_by_the_next_process(
    paper: Paper, again: Begin, file: Path
) -> None:
    paper.write("a", "one", 1)
    assert words(again()) == ["one"]
    assert words(again()) == []
    assert json.loads(file.read_text())["a"] == f"{(NOW + timedelta(seconds=1)).timestamp():.6f}"


def test_it_tells_in_which_rooms_something_was_handled(paper: Paper, again: Begin) -> None:
    first = again()
    assert first.kept() == ()
    first.handled("a", paper.write("a", "one", 1))
    assert again().kept() == ("a",)


def test_something_is_missed_before_anything_began(paper: Paper, file: Path) -> None:
    back = ReadBack(file, paper, clock=lambda: NOW)
    paper.write("a", "one", 1)
    back.missed("a")
    assert words(back) == ["one"]


def test_rooms_are_read_in_the_order_in_which_they_are_told(paper: Paper, again: Begin) -> None:
    for sheet in ("c", "a", "b"):
        paper.write(sheet, sheet, 1)
    assert words(again()) == ["c", "a", "b"]


def test_what_was_not_kept_is_read_again_and_what_comes_behind_it_hides_nothing(
    paper: Paper, again: Begin
) -> None:
    back = again()
    words(back)
    paper.write("a", "one", 1)
    back.missed("a")
    back.handled("a", paper.write("a", "two", 2))
    heard: list[str] = []

    def away(room: str, note: Note) -> None:
        assert room == "a"
        if not heard:
            heard.append("-")
            raise StoreUnavailable("the database is away")
        heard.append(note.words)

    with pytest.raises(StoreUnavailable):
        back.read("a", away)
    while back.some("a", away):
        pass
    assert heard == ["-", "one", "two"]


def test_a_room_of_which_nothing_was_handled_is_read_from_the_last_second_anywhere(
    paper: Paper, again: Begin
) -> None:
    back = again()
    words(back)
    back.handled("a", NOW + timedelta(seconds=5.9))
    paper.write("b", "a moment before", 5.5)
    back.missed("b")
    assert words(back, "b") == ["a moment before"]


def test_what_is_not_told_is_asked_later(
    paper: Paper, again: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    paper.write("a", "one", 1)
    back = again()
    assert back.next() == "a"
    paper.fails = ProviderError("rate_limited", "Wait.", retry_after=7.0)
    assert words(back) == []
    assert "paper: what was missed is read later: Wait." in caplog.text
    paper.fails, paper.seconds = None, 6.9
    paper.asked.clear()
    assert words(back, "a") == []
    assert paper.asked == []
    paper.seconds = 7.0
    assert words(back, "a") == ["one"]


def test_rooms_that_are_not_told_are_asked_for_later(paper: Paper, again: Begin) -> None:
    paper.write("a", "one", 1)
    back = again()
    paper.fails = ProviderError("unavailable", "It is out.")
    with pytest.raises(ProviderError):
        back.next()
    paper.fails = None
    assert back.next() == ""
    paper.seconds = 10.0
    assert words(back) == ["one"]


def test_a_room_that_is_gone_is_let_go(paper: Paper, again: Begin) -> None:
    paper.write("a", "one", 1)
    back = again()
    assert back.next() == "a"
    paper.fails = ProviderError("not_found", "There is no such sheet.")
    assert words(back) == []
    paper.fails, paper.seconds = None, 3600.0
    assert words(back) == []


def test_one_that_cannot_be_read_hides_none_behind_it(paper: Paper, again: Begin) -> None:
    paper.write("a", "one", 1)
    paper.sheets["a"].append(Note("yesterday", "no moment"))
    paper.write("a", "two", 2)
    assert words(again()) == ["one", "no moment", "two"]
    assert words(again()) == ["no moment"], "it moved on"


def test_a_few_are_handed_on_at_a_time_and_are_not_asked_for_again(
    paper: Paper, again: Begin
) -> None:
    for n in range(AT_ONCE + 10):
        paper.write("a", str(n), n / 10)
    paper.sheets["a"].pop(0)
    back = again()
    told: list[Note] = []
    assert back.some("a", lambda _, one: told.append(one))
    assert [one.words for one in told] == [str(n) for n in range(1, AT_ONCE + 1)]
    asked = len(paper.asked)
    assert back.some("a", lambda _, one: told.append(one))
    assert len(told) == AT_ONCE + 9
    assert len(paper.asked) == asked
    assert not back.some("a", lambda _, one: told.append(one))


def test_of_very_much_the_oldest_is_left_out_and_the_log_says_so(
    paper: Paper, again: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    most = PAGES * PAGE
    for n in range(most + 30):
        paper.write("a", str(n), 1 + n / 10)
    with caplog.at_level(logging.WARNING):
        assert words(again()) == [str(n) for n in range(30, most + 30)]
    (told,) = [one.getMessage() for one in caplog.records]
    assert told == f"paper: a: only the last {most} missed messages are read"


def test_what_is_all_read_is_left_out_nowhere(
    paper: Paper, again: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(PAGES * PAGE):
        paper.write("a", str(n), 1 + n / 10)
    assert len(words(again())) == PAGES * PAGE
    assert caplog.records == []


def test_only_so_much_is_asked_in_a_minute(paper: Paper, again: Begin) -> None:
    for n in range(CALLS + 5):
        paper.write(f"sheet {n}", "one", 1)
    back = again()
    assert len(words(back)) == CALLS
    paper.seconds = 59.9
    assert words(back) == []
    paper.seconds = 60.0
    assert len(words(back)) == 5


@pytest.mark.parametrize("kept", ['{"*": "half a nu', '{"*": "never"}', "[]", '{"*": "1e300"}'])
def test_a_file_that_cannot_be_read_is_a_first_start(
    paper: Paper, begin: Begin, file: Path, kept: str
) -> None:
    paper.write("a", "one", 1)
    file.write_text(kept)
    assert words(begin()) == []


def test_a_moment_in_the_future_hides_nothing_that_comes(paper: Paper, again: Begin) -> None:
    back = again()
    words(back)
    back.handled("a", NOW + timedelta(days=900))
    paper.write("a", "one", 61)
    assert words(again()) == ["one"]


def test_a_disk_that_takes_nothing_stops_nothing(paper: Paper, again: Begin, file: Path) -> None:
    back = again()
    file.with_suffix(".new").mkdir()
    paper.write("a", "one", 1)
    assert words(back) == ["one"]
