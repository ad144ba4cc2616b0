"""Several threads that begin at the same moment, and units that stop half-way for each other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from tocsin.store.contract import Tx

T = TypeVar("T")
SOON_S = 10.0
NUDGE_S = 0.15


def at_once(*things: Callable[[], T]) -> list[T | BaseException]:
    """Do all of this at the same moment; what each gave, or raised."""
    barrier = threading.Barrier(len(things))

    def begin(thing: Callable[[], T]) -> T:
        barrier.wait(SOON_S)
        return thing()

    with ThreadPoolExecutor(len(things)) as pool:
        futures = [pool.submit(begin, thing) for thing in things]
        return [future.exception(SOON_S) or future.result() for future in futures]


def answers(given: Sequence[T | BaseException]) -> list[T]:
    """What was given; nothing may have been raised."""
    found: list[T] = []
    for one in given:
        if isinstance(one, BaseException):
            raise one
        found.append(one)
    return found


@dataclass
class Meeting:
    """Lets a unit stop half-way until another has begun and had time to run into it.

    Where there is one writer the other only begins when this one has ended; so nobody waits for
    its end for long.
    """

    first_is_inside: threading.Event = field(default_factory=threading.Event)
    second_is_done: threading.Event = field(default_factory=threading.Event)

    def pausing(self, *parts: Callable[[Tx], object]) -> Callable[[Tx], list[object]]:
        """A unit of these parts that stops before its last one."""

        def unit(tx: Tx) -> list[object]:
            given = [part(tx) for part in parts[:-1]]
            self.first_is_inside.set()
            self.second_is_done.wait(NUDGE_S)
            return [*given, parts[-1](tx)]

        return unit

    def meanwhile(self, thing: Callable[[], T]) -> Callable[[], T]:
        """Done as soon as the first is inside its unit."""

        def do() -> T:
            assert self.first_is_inside.wait(SOON_S)
            try:
                return thing()
            finally:
                self.second_is_done.set()

        return do
