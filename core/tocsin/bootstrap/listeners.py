"""Who hears on which platform: a thread for each, as long as this process holds its lease."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from tocsin.bootstrap.loops import Loop, WakeSignal
from tocsin.chat import Backend, Ears, Fitness
from tocsin.deadlines import run_once
from tocsin.error_location import error_location
from tocsin.errors import ProviderError
from tocsin.providers.http import LONGEST_WAIT_S

log = logging.getLogger(__name__)
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
# Whoever listened for so long has not failed at once: the pauses begin anew.
WELL_S: Final = 60.0
# A third of a lease's length: two looks may fail before another process listens.
EVERY_S: Final = 5.0
LONGEST_S: Final = 300.0
NUDGE_S: Final = 0.2
FITNESS_S: Final = 1.0
# Every platform says something more often than that, if only that it is there.
SILENT_S: Final = 120.0

Opens = Callable[[str], AbstractContextManager[Ears]]
"""Makes the ears of a platform for as long as it is heard; Errbot may be behind them."""
Holds = Callable[[str, datetime], bool]
"""Whether this process, of all that share the database, hears a platform now."""


def _at(step: Callable[[datetime], int], clock: Callable[[], datetime]) -> int:
    return step(clock())


Releases = Callable[[str], None]
"""Gives up a platform: another process may hear it at once."""


def release_nothing(_platform: str) -> None:
    """Do nothing: no other process waits for the platform."""


def always_held(_platform: str, _now: datetime) -> bool:
    """Return True: no other process listens."""
    return True


@dataclass(frozen=True, kw_only=True)
class Listening:
    """How it stands with hearing on one platform.

    Args:
        held: Whether it is this process that hears it, if anybody does.
        due: Whether it should be heard here now: not where all is heard, or who sits here is gone.
    """

    platform: str
    held: bool
    due: bool
    hears: bool
    fitness: Fitness
    detail: str = ""


def _unknown(why: str) -> Fitness:
    return Fitness(ok=False, detail=f"its backend cannot tell how it fares: {why}")


def _is_sound(told: Fitness) -> bool:
    """Whether it holds what it must: a plugin hands over anything."""
    ok: object = told.ok
    detail: object = told.detail
    seen: object = told.heard_at
    aware = isinstance(seen, datetime) and seen.tzinfo is not None
    return isinstance(ok, bool) and isinstance(detail, str) and (seen is None or aware)


class RetryPauses:
    """Seconds between failures: they grow, and begin anew after a good while."""

    def __init__(self, steady: Callable[[], float]) -> None:
        """None yet."""
        self._steady = steady
        self._last = steady()
        self._pause = 0.0

    def next(self, error: BaseException | None = None) -> float:
        """Return the pause after a failure now; longer where the platform asks for it."""
        now = self._steady()
        well = now - self._last >= self._pause + WELL_S
        self._pause = FIRST_PAUSE_S if well or not self._pause else self._pause * 2
        self._pause, self._last = min(self._pause, LONGEST_PAUSE_S), now
        asked = error.retry_after if isinstance(error, ProviderError) else None
        return max(self._pause, min(asked or 0.0, LONGEST_WAIT_S))


class Listener:
    """Hears on one platform; what fails is begun again, after growing pauses."""

    def __init__(
        self,
        name: str,
        backend: Backend,
        opens: Opens,
        *,
        seated: bool = False,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is heard yet.

        Args:
            seated: It hears who sits here, and is done when they have left.
        """
        self.name = name
        self._seated = seated
        self._backend = backend
        self._opens = opens
        self._steady = steady
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._asked: threading.Thread | None = None
        self._hears = False
        self._since = 0.0
        self.is_done = False
        self.detail = ""

    @property
    def runs(self) -> bool:
        """Whether its thread is there."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def hears(self) -> bool:
        """Whether the backend is listening."""
        return self._hears

    def start(self) -> None:
        """Hear in a thread of its own."""
        self._ending.clear()
        name = f"tocsin-listen-{self.name}"
        thread = threading.Thread(target=self.run, name=name, daemon=True)
        thread.start()
        self._thread = thread  # only now: somebody may be waiting for its end

    def run(self) -> None:
        """Hear here, until there is nothing more to hear or it is stopped."""
        pauses = RetryPauses(self._steady)
        while not self._ending.is_set():
            try:
                with self._opens(self.name) as ears:
                    self._hear(ears, pauses)
                return
            except Exception as error:  # noqa: BLE001 - whatever stands before the ears
                self._failed(error)
            self._ending.wait(pauses.next())

    def _hear(self, ears: Ears, pauses: RetryPauses) -> None:
        """Listen, and again after each failure; what stands before the ears stays as it is."""
        while not self._ending.is_set():
            failed: BaseException | None = None
            try:
                self._listen(ears)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a backend may raise anything
                self._failed(failed := error)
            else:
                if self._seated or self._ending.is_set():
                    self.is_done = not self._ending.is_set()
                    return
                self._ended()
            self._ending.wait(pauses.next(failed))

    def _listen(self, ears: Ears) -> None:
        self._since, self._hears, self.detail = self._steady(), True, ""
        try:
            self._backend.listen(ears)
        finally:
            self._hears = False  # before anything is said of why

    def _ended(self) -> None:
        """Nobody stopped it, and a platform always has more to hear: it is begun again."""
        self.detail = "it stopped listening by itself"
        log.error("chat.%s: %s; listening again", self.name, self.detail)

    def _failed(self, error: BaseException) -> None:
        self.detail = f"listening failed: {type(error).__name__}"
        log.error("chat.%s: listening failed: %s", self.name, error_location(error))

    def fitness(self) -> Fitness:
        """Return how the platform fares, by what its backend says of it."""
        try:
            told: object = run_once(self._backend.fitness, FITNESS_S, f"{self.name}-fitness")
        except Exception as error:  # noqa: BLE001 - a backend may raise anything
            return _unknown(type(error).__name__)
        return told if isinstance(told, Fitness) and _is_sound(told) else _unknown("no Fitness")

    def silent_s(self, now: datetime) -> float:
        """Return seconds without a sign of life while it listens; 0.0 = it gives none at all."""
        seen = self.fitness().heard_at
        if not self._hears or seen is None:
            return 0.0
        return max(min((now - seen).total_seconds(), self._steady() - self._since), 0.0)

    def ask_to_end(self, seconds: float) -> None:
        """Let it end; it may be asked again. Nobody waits long for a backend that hangs."""
        self._ending.set()
        asked = self._asked
        if asked is None or not asked.is_alive():
            name = f"tocsin-stop-{self.name}"
            asked = threading.Thread(target=self._stop, args=(seconds,), name=name, daemon=True)
            self._asked = asked
            asked.start()
        asked.join(NUDGE_S)

    def _stop(self, seconds: float) -> None:
        try:
            self._backend.stop(seconds)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a backend may raise anything
            log.error("chat.%s: stopping failed: %s", self.name, error_location(error))

    def end(self, seconds: float) -> bool:
        """Return whether it ended within that time; one that does not is left behind."""
        ends = self._steady() + seconds
        while True:
            left = max(ends - self._steady(), 0.0)
            self.ask_to_end(left)
            if self._thread is None:
                return True
            # Asked once more: it may have been about to listen when it was asked.
            self._thread.join(min(NUDGE_S, left))
            if not self._thread.is_alive() or not left:
                return not self._thread.is_alive()


class Listeners:
    """All platforms. `step` sees to it that each is heard where it should be.

    Args:
        backends: Platform -> its backend.
        opens: Makes their ears.
        holds: Whether this process hears a platform.
        releases: Is told of each that is not heard here any more, at the end.
        seated: The platform that hears who sits at this process: nobody else can, so it needs no
            lease, and is heard by whoever calls `sit`.
    """

    def __init__(
        self,
        backends: Mapping[str, Backend],
        opens: Opens,
        *,
        holds: Holds = always_held,
        releases: Releases = release_nothing,
        seated: str | None = None,
    ) -> None:
        """Nothing is heard yet."""
        self._releases = releases
        self._every = {
            name: Listener(name, backend, opens, seated=name == seated)
            for name, backend in backends.items()
        }
        self._seat = self._every.get(seated) if seated is not None else None
        self._holds = holds
        self._held: dict[str, bool] = {}
        self._stopped = False

    def step(self, now: datetime) -> int:
        """Hear what is ours, let go of what is not any more; 0: there is nothing to hurry for."""
        for name, listener in self._every.items():
            if listener is self._seat or self._stopped:
                continue
            before, held = self._held.get(name, False), self._holds(name, now)
            self._held[name] = held
            if held and not listener.runs and not listener.is_done:
                listener.start()
            elif before and not held:
                log.warning("chat.%s: another process listens now", name)
                listener.ask_to_end(NUDGE_S)
            elif held:
                self._wake_up(listener, now)
        return 0

    def _wake_up(self, listener: Listener, now: datetime) -> None:
        """What listens at a dead line hears nothing for ever: it begins again."""
        silent = listener.silent_s(now)
        if silent > SILENT_S:
            log.error("chat.%s: no sign of life for %.0f s; listening again", listener.name, silent)
            listener.ask_to_end(NUDGE_S)

    def loops(
        self, clock: Callable[[], datetime], on_death: Callable[[], None]
    ) -> tuple[Loop, ...]:
        """Return the loop that takes the steps."""
        step = partial(_at, self.step, clock)
        wake = WakeSignal()  # its own: nothing that falls due hurries it
        return (Loop("listeners", step, wake, on_death, longest_s=LONGEST_S, idle_s=EVERY_S),)

    def sit(self) -> None:
        """Run the console at this terminal until its input ends; at once where there is none."""
        if self._seat is not None:
            self._seat.run()

    def stop(self, seconds: float) -> None:
        """Hear nothing more; all end within that time, or are left behind."""
        self._stopped = True
        ends = time.monotonic() + seconds
        for listener in self._every.values():
            listener.ask_to_end(seconds)
        for listener in self._every.values():
            if not listener.end(max(ends - time.monotonic(), 0.0)):
                log.warning("chat.%s: listening did not end in time", listener.name)
            elif self._held.get(listener.name):
                self._releases(listener.name)

    def standing(self) -> tuple[Listening, ...]:
        """Return how listening stands on each platform."""
        return tuple(
            Listening(
                platform=name,
                held=listener is self._seat or self._held.get(name, False),
                due=listener is not self._seat and not listener.is_done,
                hears=listener.hears,
                detail=listener.detail,
                fitness=listener.fitness(),
            )
            for name, listener in self._every.items()
        )
