"""A whole system behind one chat platform, which listens in a thread as in a real run.

The clock is moved by the test, and everything else is real: the backend, its far end, the desk,
the process, and what is sent in answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from tocsin.bootstrap import Wiring
from tocsin.bootstrap.clock_and_ids import utc_now
from tocsin.chat import Account, Backend, Card, Ears, EventResult, Form, Heard, RoomRef
from tocsin.config import load_teams
from tocsin.desk.slash_commands import COMMANDS as COMMANDS
from tocsin.errors import ProviderError
from tocsin.plugin_manager import load_plugins
from tocsin.simulate.chat_doubles import ChartDouble
from tocsin.simulate.recorder import Recorder
from tocsin.simulate.virtual_clock import CountedIds, VirtualClock, even_chance
from tocsin.simulate.virtual_time import VirtualTime
from tocsin.store.memory import MemoryStore
from tocsin.testing.chat_base import Seen

PATIENCE_S: Final = 10.0
LOOK_S: Final = 0.02
AHEAD: Final = timedelta(seconds=10)
"""What falls due so soon happens while somebody waits: a post that limits held back, for one."""
LATE: Final = timedelta(days=30)
TEAM: Final = """
[team]
name = "Shop"
default = true

[people.ana]
name = "Ana Lima"
{ana}

[people.bo]
name = "Bo Olsen"
{bo}

[people.cy]
name = "Cy Chen"
{cy}

[people.dana]
name = "Dana Diaz"
{dana}

[oncall.primary]
people = ["ana"]

[oncall.backup]
people = ["bo"]

[contacts]
em = "cy"
cto = "dana"

[services.checkout]
runbook = "https://wiki.example.org/checkout"

[paging.chat]
type = "direct-message"
"""
PEOPLE: Final = ("ana", "bo", "cy", "dana")


class Onlookers(Protocol):
    """Protocol of the people at the far end of a platform: what they do and see.

    People are those of the team: `ana`, `bo`, `cy`, `dana`. A room is meant by the name people
    see, with `#`; "" is what somebody and the bot say to each other.
    """

    def say(self, who: str, room: str, line: str) -> None:
        """Say a line as a person."""
        ...

    def press(self, who: str, room: str, label: str) -> None:
        """Press the latest button of that label as a person; only with `buttons`."""
        ...

    def form(self, who: str, room: str) -> Sequence[str]:
        """Return the field names of the form open for a person; () = none."""
        ...

    def submit(self, who: str, room: str, values: Mapping[str, str]) -> None:
        """Fill in and submit the form open for a person; only with `forms`."""
        ...

    def react(self, who: str, room: str, words: str, emoji: str) -> None:
        """Put an emoji under the latest message that contains these words."""
        ...

    def sees(self, who: str, room: str) -> Sequence[Seen]:
        """Return every message a person sees there, the oldest first; () = no such room."""
        ...


class Stage:
    """A running system; it stops with `close`."""

    def __init__(self, backend: Backend, folder: Path, accounts: Mapping[str, str]) -> None:
        """`accounts` are the ids that the people of the team have on the platform."""
        self.clock = VirtualClock(at=utc_now())
        self.alone = threading.RLock()
        self._backend = backend
        self._ended = threading.Event()
        platform = backend.chat.platform
        team = TEAM.format(
            **{person: f'accounts = {{ {platform} = "{accounts[person]}" }}' for person in PEOPLE}
        )
        (folder / "teams").mkdir(exist_ok=True)
        (folder / "teams" / "shop.toml").write_text(team, encoding="utf-8")
        plugins = load_plugins()
        teams = load_teams(folder / "teams", plugins.models)
        teams.raise_if_broken()
        self._store = MemoryStore()
        recorder = Recorder(self.clock, self.clock.at, dict(teams.people))
        self._course = VirtualTime(self.clock, self._store, recorder, teams)
        self._course.system = Wiring(
            teams=teams,
            plugins=plugins,
            store=self._store,
            chats={platform: backend.chat},
            data_dir=folder,
            clock=self.clock,
            chance=even_chance,
            ids=CountedIds(),
            watcher=recorder,
            artist=ChartDouble(),
            late=LATE,
        ).system
        self._course.system.read_replies.pause = self._pass
        self._thread = threading.Thread(target=self._listen, name="far-end-heard", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._ended.set()
        self._backend.stop(PATIENCE_S)
        self._thread.join(PATIENCE_S)
        self._course.system.instances.close()
        assert not self._thread.is_alive(), "`listen` does not end when it is stopped"

    def until(self, happened: Callable[[], bool], what: Callable[[], str]) -> None:
        """Run the system until a condition holds.

        Raises:
            AssertionError: It did not happen; `what` says what was missed.
        """
        for _ in range(int(PATIENCE_S / LOOK_S)):
            with self.alone:
                self._course.look_around()
                self._course.settle()
            if happened():
                return
            self._ended.wait(LOOK_S)
            with self.alone:
                self._course.advance(self.clock.at + AHEAD)
        raise AssertionError(what())

    def wait(self, **span: float) -> None:
        """Let time pass, as for `timedelta`."""
        with self.alone:
            until = self.clock.at + timedelta(**span)
            self._course.advance(until)
            self.clock.at = until
            self._course.settle()

    def _pass(self, seconds: float) -> None:
        """An answer that the platform's limits hold back waits on the clock of the test."""
        with self.alone:
            self.clock.at += timedelta(seconds=seconds)

    def _listen(self) -> None:
        """As in a real run: what fails is begun again."""
        ears = _OneByOne(self._course.system.ears, self.alone)
        while not self._ended.is_set():
            try:
                self._backend.listen(ears)
            except ProviderError:
                self._ended.wait(LOOK_S)
            else:
                return


class _OneByOne:
    """Hears while nothing else is done: the clock of a test stands still meanwhile."""

    def __init__(self, ears: Ears, alone: threading.RLock) -> None:
        self._ears = ears
        self._alone = alone

    def hear(self, heard: Heard) -> EventResult:
        with self._alone:
            return self._ears.hear(heard)

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        with self._alone:
            return self._ears.form(name, account, room, incident)

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        with self._alone:
            return self._ears.complete(account, room, typed)

    def home(self, account: Account) -> tuple[Card, ...]:
        with self._alone:
            return self._ears.home(account)
