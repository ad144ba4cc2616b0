"""What may be out already is said so to the platform: then nothing is there twice, whenever we die.

The platform here knows no keys. It looks for a message only where it is told to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, Crash, World
from tocsin.chat import Account, Action, Card, Limits, MessageRef, RoomRef, Said, Text
from tocsin.chat.basic import BasicChat
from tocsin.chat.port import ChatCapability, File
from tocsin.errors import ProviderError

PAGED_THERE = TEAM.replace('paging = ["tower", "church"]', 'paging = ["direct-message"]').replace(
    '[paging.tower]\ntype = "bell"\n[paging.church]\ntype = "bell"', "[paging.direct-message]"
)
NOTE = "!incident INC-1 note " + " ".join(f"word{number:03}" for number in range(30))
LINES = (P1, "!incident INC-1 ack", NOTE, "!incident report the shop is slow")
HUSHED = ("!incident declare keys are out p1 --private", "!incident INC-1 ack")
Place = tuple[str, str]


@dataclass
class Forgetful(BasicChat):
    """Keeps what was sent under (place, key); `calls` is what it was asked, with `again`."""

    platform: str = "irc"
    able: frozenset[ChatCapability] = frozenset({"edit", "pin", "upload", "person-ids"})
    sent: list[Place] = field(default_factory=list)
    calls: list[tuple[Place, bool]] = field(default_factory=list)
    before: Callable[[int], None] = lambda _nth: None
    after: Callable[[int], None] = lambda _nth: None
    rooms_down: bool = False

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        return self.able

    @property
    def limits(self) -> Limits:
        return Limits(characters=200, burst=1000)

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        if self.rooms_down:
            raise ProviderError("forbidden", "no rooms here")
        return RoomRef(platform=self.platform, id=name, name=f"#{name}")

    def find_room(self, name: str) -> RoomRef:
        return RoomRef(platform=self.platform, id=name.removeprefix("#"), name=name)

    def _send(self, place: str, key: str, again: bool) -> MessageRef:
        self.calls.append(((place, key), again))
        self.before(len(self.calls))
        if not (again and (place, key) in self.sent):
            self.sent.append((place, key))
        self.after(len(self.calls))
        return MessageRef(platform=self.platform, room=place, id=key)

    def post(
        self,
        room: RoomRef,
        text: Text,
        *,
        key: str,
        thread: MessageRef | None = None,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> MessageRef:
        return self._send(room.id, key, again)

    def upload(self, room: RoomRef, file: File, *, key: str, again: bool = False) -> MessageRef:
        return self._send(room.id, key, again)

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        return ref or self._send(room.id, key, again)

    def pin(self, ref: MessageRef) -> None:
        """Pinned."""

    def direct(
        self,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> None:
        self._send(f"@{account.id}", key, again)

    def twice(self) -> list[Place]:
        """What is there more than once."""
        return [place for place, count in Counter(self.sent).items() if count > 1]


class Story:
    """A world on one such platform, in which these lines are said."""

    def __init__(self, world: World, lines: tuple[str, ...] = LINES) -> None:
        self.world, self.lines, self.chat = world, lines, Forgetful()
        world.chats = {"irc": self.chat}  # type: ignore[dict-item]  # a chat of another make
        world.write_teams({"shop": PAGED_THERE})
        world.restart()

    def play(self) -> None:
        for number, line in enumerate(self.lines):
            self._hear(number, line)
            self._live(1)
        self._live(2)

    def _hear(self, number: int, line: str) -> None:
        ana = Account(platform="irc", id="ana", name="Ana")
        room = RoomRef(platform="irc", id="incidents", name="#incidents")
        at = datetime.now(UTC)
        self.world.system.hear(
            Said(event_id=f"e{number}", account=ana, room=room, text=line, sent_at=at)
        )

    def _live(self, minutes: float) -> None:
        """A process that dies is begun again."""
        try:
            self.world.run(minutes=minutes)
        except Crash:
            self.world.restart()
            self.world.run(minutes=minutes)


def at(nth: int, what: Callable[[], None]) -> Callable[[int], None]:
    def act(call: int) -> None:
        if call == nth:
            what()

    return act


def die() -> None:
    raise Crash


def refuse() -> None:
    raise ProviderError("rate_limited", "too many", retry_after=2.0)


def lose() -> None:
    raise ProviderError("timeout", "no answer came")


def calls_of(folder: Path, lines: tuple[str, ...], *, rooms_down: bool = False) -> int:
    story = Story(World(folder), lines)
    story.chat.rooms_down = rooms_down
    story.play()
    assert not story.chat.twice()
    assert not [place for place, again in story.chat.calls if again], "nothing went wrong"
    return len(story.chat.calls)


@pytest.mark.parametrize(
    ("fault", "lines", "rooms_down"),
    [
        (die, LINES, False),
        (die, LINES, True),
        (die, HUSHED, True),
        (lose, LINES, False),
        (lose, HUSHED, True),
    ],
)
def test_nothing_is_there_twice_whichever_answer_is_lost(
    tmp_path: Path, fault: Callable[[], None], lines: tuple[str, ...], rooms_down: bool
) -> None:
    (tmp_path / "all").mkdir()
    for nth in range(1, calls_of(tmp_path / "all", lines, rooms_down=rooms_down) + 1):
        folder = tmp_path / str(nth)
        folder.mkdir()
        story = Story(World(folder), lines)
        story.chat.rooms_down = rooms_down
        story.chat.after = at(nth, fault)
        story.play()
        story.world.run(minutes=1)
        lost = story.chat.calls[nth - 1]
        assert (lost[0], True) in story.chat.calls[nth:], f"{nth}: {lost} is looked for"
        assert not story.chat.twice(), f"{nth}"


@pytest.mark.parametrize("lines", [LINES, HUSHED])
def test_what_was_refused_is_not_looked_for(tmp_path: Path, lines: tuple[str, ...]) -> None:
    """But where a piece of it is out, or others of those it is for have it."""
    (tmp_path / "all").mkdir()
    for nth in range(1, calls_of(tmp_path / "all", lines) + 1):
        folder = tmp_path / str(nth)
        folder.mkdir()
        story = Story(World(folder), lines)
        story.chat.before = at(nth, refuse)
        story.play()
        story.world.run(minutes=1)
        looked = [place for place, again in story.chat.calls if again]
        first = story.chat.calls[nth - 1][0]
        assert first in [place for place, _ in story.chat.calls[nth:]], f"{nth}: said in the end"
        in_pieces = re.search(r"\.\d+$", first[1])
        assert not looked or in_pieces or first[0].startswith("@"), f"{nth}: {looked}"
        assert not story.chat.twice()


@pytest.mark.parametrize("nth", [1, 2, 5])
def test_it_is_so_on_every_store(anywhere: World, nth: int) -> None:
    story = Story(anywhere)
    story.chat.after = at(nth, die)
    story.play()
    assert (story.chat.calls[nth - 1][0], True) in story.chat.calls[nth:]
    assert not story.chat.twice()
