"""Tools for a listening backend: its pulse, de-duplication, and work beside the line."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from tocsin.chat.backend import Ears, EventResult, Fitness
from tocsin.chat.events import Heard
from tocsin.chat.forms import Form
from tocsin.chat.port import Account, Card, RoomRef
from tocsin.errors import InvalidValue, ProviderError, StoreUnavailable

log = logging.getLogger(__name__)
MALFORMED: Final = (
    ArithmeticError,
    AttributeError,
    InvalidValue,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What is raised while a payload is read that is not as the platform writes it."""
REMEMBERED: Final = 2000


@contextmanager
def logged(who: str, what: str) -> Iterator[None]:
    """What fails inside is logged and goes no further: a refusal, a payload that cannot be read.

    Raises:
        StoreUnavailable: Nothing was kept, which is for the backend to mend.
    """
    try:
        yield
    except ProviderError as error:
        log.warning("%s: %s", who, error)
    except MALFORMED as error:
        log.warning("%s: %s was not understood: %s", who, what, type(error).__name__)


class Pulse:
    """When a platform was last heard, and what is wrong with it; any thread may use it.

    Args:
        who: The platform as people call it.
        clock: Returns the present moment, aware, UTC.
        silent_s: Seconds without a sign of life after which it is not well.
        monotonic: Seconds that no change of the host's clock moves.
    """

    def __init__(
        self,
        who: str,
        clock: Callable[[], datetime],
        *,
        silent_s: float = 60.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._who, self._clock, self._monotonic = who, clock, monotonic
        self._silent_s = silent_s
        self._state = f"{who} is not connected yet.", "", ""  # trouble, since when, remark
        self._heard_at: datetime | None = None
        self._heard = monotonic()

    def begin(self) -> None:
        """A new connection is made: its silence counts from now on."""
        self._heard = self._monotonic()

    def heard(self) -> None:
        """It gave a sign of life; whether it is well, `well` says."""
        self._heard, self._heard_at = self._monotonic(), self._clock()

    def well(self, remark: str = "") -> None:
        """It hears, which is a sign of life. `remark` is what there is to say all the same."""
        self.heard()
        self._state = "", "", remark

    def trouble(self, words: str) -> None:
        """What is wrong, without a secret; said twice it is as old as it was the first time."""
        trouble, since, remark = self._state
        if not since or words != trouble:
            self._state = words, f" (since {self._clock():%H:%M} UTC)", remark

    def silent(self, seconds: float | None = None) -> bool:
        """Whether there was no sign of life for longer than that; by itself: `silent_s`."""
        most = self._silent_s if seconds is None else seconds
        return self._monotonic() - self._heard > most

    def fitness(self) -> Fitness:
        """How it fares, at once."""
        trouble, since, remark = self._state
        silence = f"{self._who} says nothing any more." if self.silent() else ""
        why = f"{trouble}{since}" or silence
        return Fitness(ok=not why, detail=why or remark, heard_at=self._heard_at)


class DeduplicatingEars:
    """Ears that take each event in once, by its id; they remember the last `REMEMBERED`.

    Platforms tell a thing twice, and again whatever was acknowledged late. The core knows a repeat
    after a restart too; this one spares it the asking.
    """

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self._done: OrderedDict[str, EventResult] = OrderedDict()
        self._lock = threading.Lock()

    def hear(self, heard: Heard) -> EventResult:
        """What became of it, now or the first time.

        Raises:
            StoreUnavailable: Nothing was kept, and it is not remembered.
        """
        with self._lock:
            done = self._done.get(heard.event_id)
        if done is None:
            done = self._ears.hear(heard)
            with self._lock:
                self._done[heard.event_id] = done
                while len(self._done) > REMEMBERED:
                    self._done.popitem(last=False)
        return done

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        """As `Ears` has it."""
        return self._ears.form(name, account, room, incident)

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        """As `Ears` has it."""
        return self._ears.complete(account, room, typed)

    def home(self, account: Account) -> tuple[Card, ...]:
        """As `Ears` has it."""
        return self._ears.home(account)


class BackgroundWork:
    """Runs work outside the order of events: each in a thread of its own, a few at once.

    Args:
        most: How many at once.
        who: The platform's name, for the log.
    """

    def __init__(self, most: int, who: str) -> None:
        self._most, self._who = most, who
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def do(self, work: Callable[..., object], *what: object) -> bool:
        """Whether `work(*what)` is begun: not where too much is under way already.

        What it raises is logged: the words of an error of ours, of another its kind alone.
        """
        with self._lock:
            self._threads = [begun for begun in self._threads if begun.is_alive()]
            if len(self._threads) >= self._most:
                return False
            thread = threading.Thread(target=self._safely, args=(work, *what), daemon=True)
            thread.start()
            self._threads.append(thread)
            return True

    def end(self, seconds: float) -> None:
        """Wait for what is under way, so long in all."""
        until = time.monotonic() + seconds
        for thread in [*self._threads]:
            thread.join(max(0.0, until - time.monotonic()))

    def _safely(self, work: Callable[..., object], *what: object) -> None:
        try:
            work(*what)
        except (ProviderError, StoreUnavailable) as error:
            log.warning("%s: %s", self._who, error)
        except Exception as error:  # noqa: BLE001 - nobody else hears of what goes wrong here
            log.error("%s: work aside failed: %s", self._who, type(error).__name__)
