"""What a platform tells over its line is kept first; then, and only then, it is acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.chat.test_listening import ANA, Core
from tocsin.chat import (
    Account,
    ChatContext,
    ConnectedBackend,
    ConnectionSupervisor,
    DeduplicatingEars,
    EventResult,
    Heard,
    MessageRef,
    Reacted,
    Said,
)
from tocsin.errors import ProviderError, StoreUnavailable

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Note:
    """One thing the platform tells: a `word` in a room, or a `press`, which is answered."""

    kind: str
    room: str
    words: str


class Wire:
    """A connection that is well until it is over."""

    greeted, refused = True, None

    def __init__(self) -> None:
        self.over = False

    def start(self) -> None:
        pass

    def close(self) -> None:
        self.over = True


class Paper(ConnectedBackend[Note, Note, str]):
    """A backend; `kept` is what was, `told` what the platform hears of each."""

    calls = 9

    def __init__(self, file: Path) -> None:
        self.lines = ConnectionSupervisor[Note, Wire]("Paper", lambda: NOW, Wire)
        context = ChatContext(
            name="paper", data_dir=file, clock=lambda: NOW, write_line=lambda _: None
        )
        super().__init__(self.lines, self, context, at_once=1)
        self.kept, self.told = list[str](), list[tuple[str, str, bool]]()
        self.behind: dict[str, list[Note]] = {}
        self.fails: Exception | None = None
        self.hearing: list[Heard] = []
        self._gap.begin()

    def hears(self, *notes: Note) -> None:
        """Until all of them, and what was to be read back, are handled."""
        every = [*notes]

        def idle() -> bool:
            if every:
                self.lines.waiting.put(every.pop(0))
                return True
            read = self._read_back()
            if not read:
                self.stop(0)
            return read

        self.lines.follow(self._handle, idle)

    def listed(self, kept: tuple[str, ...]) -> tuple[str, ...]:
        return ()

    def said(self, room: str, after: datetime, cursor: str) -> tuple[Sequence[Note], str]:
        return self.behind.pop(room, []), ""

    def moment(self, message: Note) -> datetime:
        return NOW

    def _is_done(self, one: Note) -> bool:
        return one.kind == "press"

    def _where(self, one: Note) -> str:
        return one.room

    def _read(self, one: Note) -> list[Heard]:
        self._keep(one)
        return [*self.hearing]

    def _as_told(self, room: str, message: Note) -> Note:
        return message

    def _quoted(self, message: MessageRef) -> tuple[str, Account | None]:
        if message.id == "away":
            raise ProviderError("timeout", "It does not say.")
        return f"the words of {message.id}", None

    def _done(self, one: Note) -> str:
        self._keep(one)
        return "done"

    def _answer(self, one: Note, error: StoreUnavailable | None) -> str:
        return "not kept" if error else "not understood"

    def _acknowledge(self, one: Note, answer: str, *, is_kept: bool) -> None:
        self.told.append((one.words, answer, is_kept))
        if not is_kept and one.kind == "word":
            self._gap.missed(one.room)

    def _keep(self, one: Note) -> None:
        if self.fails is not None:
            raise self.fails
        self.kept.append(one.words)


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return Paper(tmp_path)


def test_what_is_told_is_kept_in_its_order_and_what_people_do_is_answered(paper: Paper) -> None:
    paper.hears(Note("word", "7", "a"), Note("press", "7", "b"))
    assert paper.kept == ["a", "b"]
    assert paper.told[1] == ("b", "done", True)


class Remembering(Core):
    """A core that remembers what it heard, as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.whole: list[Heard] = []

    def hear(self, heard: Heard) -> EventResult:
        self.whole.append(heard)
        return super().hear(heard)


def reacted(emoji: str, message: str) -> Reacted:
    under = MessageRef(platform="paper", room="7", id=message)
    return Reacted(event_id=f"{emoji}:{message}", account=ANA, room=None, emoji=emoji,
                   message=under)  # fmt: skip


def test_a_message_that_is_kept_by_an_emoji_is_heard_with_its_words(paper: Paper) -> None:
    core = Remembering()
    paper._ears = DeduplicatingEars(core)
    paper.hearing = [reacted("star", "9"), reacted("eyes", "9"), reacted("star", "away")]
    paper.hears(Note("word", "7", "a"))
    words = [one.text for one in core.whole if isinstance(one, Reacted)]
    assert words == ["the words of 9", "", ""]


def test_a_message_that_was_heard_counts_as_read_in_its_room(paper: Paper) -> None:
    paper._ears = DeduplicatingEars(Remembering())
    at = datetime(2026, 3, 2, 14, 29, tzinfo=UTC)
    paper.hearing = [Said(event_id="1", account=ANA, room=None, sent_at=at, text="hello")]
    paper.hears(Note("word", "7", "a"))
    assert "7" in paper._gap.kept()


def test_what_cannot_be_kept_is_not_acknowledged(paper: Paper) -> None:
    paper.fails = StoreUnavailable("away")
    paper._handle(Note("word", "7", "a"))
    paper._handle(Note("press", "7", "b"))
    assert [is_kept for *_, is_kept in paper.told] == [False, False]
    assert paper.told[1][1] == "not kept"


def test_a_room_of_which_something_was_missed_is_read_before_its_next_event(paper: Paper) -> None:
    paper.fails = StoreUnavailable("away")
    paper._handle(Note("word", "7", "a"))
    paper.fails, paper.behind = None, {"7": [Note("word", "7", "a")]}
    paper.hears(Note("word", "8", "x"), Note("word", "7", "b"))
    assert paper.kept == ["x", "a", "b"]


@pytest.mark.parametrize("error", [KeyError("id"), ProviderError("unavailable", "down")])
def test_what_cannot_be_read_is_logged_and_counts_as_heard(paper: Paper, error: Exception) -> None:
    paper.fails = error
    paper._handle(Note("press", "7", "a"))
    assert paper.told == [("a", "not understood", True)]


def test_it_fares_as_its_line_does(paper: Paper) -> None:
    assert paper.fitness().detail == "Paper is not connected yet."
    paper.stop(0)
    assert paper.lines.stopped


def test_a_backend_in_which_something_is_missing_says_so_when_it_is_made() -> None:
    class Half(ConnectedBackend[Note, Note, str]):
        def _where(self, one: Note) -> str:
            return one.room

    with pytest.raises(TypeError, match="_acknowledge"):
        Half()  # type: ignore[abstract, call-arg]  # what is tried here
