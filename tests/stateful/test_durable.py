"""What was answered is kept, whenever the process is killed; what was urgent went first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from tests.stateful.grounds import Ground
from tests.stateful.races import SOON_S
from tests.store.given import claim_one, effect, pending, put, settle
from tocsin.store.contract import Tx
from tocsin.store.writer import RetryLimits, Writer

T = TypeVar("T")


def test_what_was_answered_is_there_after_the_process_was_killed(ground: Ground) -> None:
    put(ground.open(), effect("k1"), effect("k2"))
    assert settle(ground.open(), claim_one(ground.open()))

    after = ground.crash()

    assert pending(after) == ["k2"]
    assert [row.key for row in after.read(lambda tx: tx.settled("i1"))] == ["k1"]


class Nowhere:
    """A transaction of units that need no database."""

    def run(self, unit: Callable[[Tx], T]) -> T:
        return unit(None)  # type: ignore[arg-type]

    def prepare(self) -> None: ...

    def commit(self) -> None: ...

    def abandon(self) -> None: ...


def test_what_the_world_has_seen_is_kept_before_what_it_has_yet_to_see() -> None:
    writer = Writer(Nowhere, RetryLimits(usual=1, urgent=1))
    gate, order = threading.Event(), list[str]()

    def unit(name: str) -> Callable[[Tx], None]:
        return lambda _tx: order.append(name)

    writer.submit(lambda _tx: gate.wait(SOON_S))
    futures = [writer.submit(unit(name)) for name in ("put 1", "put 2")]
    futures += [writer.submit(unit(name), urgent=True) for name in ("settle 1", "settle 2")]
    gate.set()

    assert [future.exception(SOON_S) for future in futures] == [None] * 4
    assert order == ["settle 1", "settle 2", "put 1", "put 2"]
    writer.close()


def test_who_is_called_goes_first_and_then_what_people_say() -> None:
    writer = Writer(Nowhere, RetryLimits(usual=1, urgent=1))
    gate, order = threading.Event(), list[str]()

    def unit(name: str) -> Callable[[Tx], None]:
        return lambda _tx: order.append(name)

    writer.submit(lambda _tx: gate.wait(SOON_S))
    futures = [
        writer.submit(unit("an alert")),
        writer.submit(unit("a post has gone out"), urgent=True),
        writer.submit(unit("ack"), turn="command"),
        writer.submit(unit("a page has gone out"), urgent=True, turn="page"),
        writer.submit(unit("the next page"), turn="page"),
    ]
    gate.set()

    assert [future.exception(SOON_S) for future in futures] == [None] * 5
    assert order == [
        "a page has gone out",
        "the next page",
        "ack",
        "a post has gone out",
        "an alert",
    ]
    writer.close()
