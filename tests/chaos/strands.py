"""Coroutines out of threads: code that knows nothing of it stops in the middle, and goes on later.

Only one of them runs at any time, and it says itself when it stops, so every run is the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable


class Strand:
    """A piece of work that may park. Made by `Strands`."""

    def __init__(self, thread: _Thread) -> None:
        """It has not begun."""
        self._thread = thread
        self.ended = False
        self.error: BaseException | None = None

    def resume(self) -> None:
        """Let it run until it parks or ends. Raises what it raised."""
        self._thread.turn()
        if self.error is not None:
            raise self.error

    def park(self) -> None:
        """Called by the work itself: stop here until the next `resume`."""
        self._thread.stop()


class _Thread:
    """A thread that runs only while somebody waits for it in `turn`."""

    def __init__(self) -> None:
        self._go, self._back = threading.Lock(), threading.Lock()
        self._go.acquire()
        self._back.acquire()
        self.work: Callable[[], None] | None = None
        self._thread = threading.Thread(target=self._loop, name="chaos-strand", daemon=True)
        self._thread.start()

    def turn(self) -> None:
        self._go.release()
        self._back.acquire()

    def stop(self) -> None:
        self._back.release()
        self._go.acquire()

    def end(self) -> None:
        self.work = None
        self._go.release()
        self._thread.join()

    def _loop(self) -> None:
        self._go.acquire()
        while self.work is not None:
            self.work()
            self.stop()


class Strands:
    """Makes strands, and uses the threads of those that ended again."""

    def __init__(self) -> None:
        """No thread yet."""
        self._idle: list[_Thread] = []

    def make(self, work: Callable[[], object]) -> Strand:
        """A strand for this work; `resume` begins it."""
        thread = self._idle.pop() if self._idle else _Thread()
        strand = Strand(thread)

        def run() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - it is raised where it was resumed
                strand.error = error
            strand.ended = True
            self._idle.append(thread)

        thread.work = run
        return strand

    def close(self) -> None:
        """End every thread. Strands that are parked must have been resumed to their end."""
        for thread in self._idle:
            thread.end()
        self._idle.clear()
