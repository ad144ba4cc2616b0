"""The connection of a platform: one at a time, and another one when it falls silent."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from asyncio import CancelledError
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from queue import Empty, Full, Queue
from typing import Generic, Protocol, TypeVar

from tocsin.chat.backend import Fitness
from tocsin.chat.listening import Pulse
from tocsin.errors import ProviderError

T = TypeVar("T")
L = TypeVar("L", bound="Connection")
IDLE_S, JOIN_S, MOST_WAITING = 1.0, 2.0, 2000


class EventQueue(Generic[T]):
    """A queue of what was heard, in its order; any thread puts in, one takes out."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        """Nothing waits; it holds so much at most."""
        self._queue: Queue[T | None] = Queue(most)

    def put(self, one: T) -> bool:
        """Whether it was put behind all others: there may be no place."""
        with suppress(Full):
            self._queue.put_nowait(one)
            return True
        return False

    def next(self, seconds: float) -> T | None:
        """The oldest; None = there was none for so long, or `wake`."""
        with suppress(Empty):
            return self._queue.get(timeout=seconds) if seconds > 0 else self._queue.get_nowait()
        return None

    def wake(self) -> None:
        """End a wait for the next one."""
        with suppress(Full):
            self._queue.put_nowait(None)

    def clear(self) -> None:
        """Forget what waits."""
        with suppress(Empty):
            while True:
                self._queue.get_nowait()

    def __bool__(self) -> bool:
        return not self._queue.empty()


class Connection(Protocol):
    """One connection, which threads of its own read until it is over."""

    @property
    def greeted(self) -> bool:
        """Whether the platform said that it takes us; it is well from then on."""
        ...

    @property
    def over(self) -> bool:
        """Whether nothing will come any more."""
        ...

    @property
    def refused(self) -> ProviderError | None:
        """Why the platform wants none, as it says; None = it does not."""
        ...

    def start(self) -> None:
        """Begin to read."""
        ...

    def close(self) -> None:
        """Let go, within a few seconds, and wait for its threads. May be called twice."""
        ...


class ThreadedConnection(ABC):
    """A `Connection` that one thread reads; whatever ends that, there is another one then.

    Args:
        who: The platform's name, for that of the thread.
    """

    greeted = over = False
    refused: ProviderError | None = None

    def __init__(self, who: str) -> None:
        self._thread = threading.Thread(target=self._run, name=who, daemon=True)
        self.start = self._thread.start

    def close(self) -> None:
        """As `Connection` has it."""
        self._let_go()
        self._thread.join(JOIN_S)

    def _run(self) -> None:
        with suppress(Exception, CancelledError):
            self._read()
        self.over = True

    @abstractmethod
    def _read(self) -> None:
        """Read until it is over; it may raise anything."""

    @abstractmethod
    def _let_go(self) -> None:
        """Have `_read` return, whether it has begun or is over by itself."""


class ConnectionSupervisor(Generic[T, L]):
    """One connection at a time, and another one when it is over, silent, or was never greeted.

    Whether it is well its signs of life say, whatever the socket says of itself. The old one is
    closed before there is a new one. One that the platform refused, or never greeted, ends
    `follow`, as does one that cannot be made: the core begins again, after a growing pause.

    Args:
        who: The platform as people call it.
        open: Makes one that puts what it hears into `waiting`, tells `pulse` of each sign of
            life and, when it is greeted, that it is well. Raises ProviderError.
        silent_s: Seconds without a sign of life after which it is dead; a sixth of it is what
            a greeting may take.
        monotonic: Seconds that no change of the host's clock moves.
    """

    def __init__(
        self,
        who: str,
        clock: Callable[[], datetime],
        open: Callable[[], L],
        *,
        silent_s: float = 60.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._who, self._make, self._silent_s, self._monotonic = who, open, silent_s, monotonic
        self.pulse = Pulse(who, clock, silent_s=silent_s, monotonic=monotonic)
        self.waiting = EventQueue[T]()
        self.connection: L | None = None
        self._gone = f"The connection to {who} went away."
        self._since = 0.0
        self._stopped = threading.Event()

    def follow(self, handle: Callable[[T], object], idle: Callable[[], bool]) -> None:
        """Handle what comes, in its order, until `stop`.

        Args:
            idle: Called where nothing waits; True = it did something, and is called again at once.

        Raises:
            ProviderError: There is no connection now.
        """
        self._stopped.clear()
        try:
            busy = False
            while not self._stopped.is_set():
                one = self.next(0.0 if busy else IDLE_S)
                if one is not None:
                    handle(one)
                busy = one is None and idle()
        finally:
            self.close()

    @property
    def stopped(self) -> bool:
        """Whether `follow` is to return: what takes long leaves the rest to the next start."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Make `follow` return."""
        self._stopped.set()
        self.waiting.wake()

    def next(self, seconds: float) -> T | None:
        """The next that was heard; None = there was none for so long, or `stop`.

        Raises:
            ProviderError: There is no connection now.
        """
        if not self.waiting and (self.connection is None or self._why(self.connection)):
            self._renew()
        return self.waiting.next(seconds)

    def close(self) -> None:
        """Let go; what waits was not acknowledged, and is told again."""
        connection, self.connection = self.connection, None
        self.waiting.clear()
        if connection is not None:
            connection.close()

    def fitness(self) -> Fitness:
        """Whether it hears, at once."""
        told, connection = self.pulse.fitness(), self.connection
        gone = told.ok and (connection is None or connection.over)
        return replace(told, ok=False, detail=self._gone) if gone else told

    def _renew(self) -> None:
        old, why = (
            self.connection,
            self._why(self.connection) if self.connection is not None else None,
        )
        self.close()
        try:
            if old is not None and why is not None:
                self.pulse.trouble(str(why))
                if old.refused or not old.greeted:
                    raise why
            self.pulse.begin()
            self.connection, self._since = self._make(), self._monotonic()
            self.connection.start()
        except ProviderError as error:
            self.pulse.trouble(str(error))
            raise

    def _why(self, connection: L) -> ProviderError | None:
        """Why there must be another one, None = it is well."""
        late = not connection.greeted and self._monotonic() - self._since > self._silent_s / 6
        found = {
            self._gone: connection.over,
            f"The connection to {self._who} says nothing any more.": self.pulse.silent(),
            f"{self._who}'s socket is open and says nothing.": late,
        }
        words = next((words for words, is_so in found.items() if is_so), "")
        return connection.refused or (ProviderError("unavailable", words) if words else None)
