"""What every contract asks in the same way: only our errors, no secrets, many threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar, get_args

import pytest

from tocsin.errors import ProviderError, ProviderFault

T = TypeVar("T")
THREADS = 8
PATIENCE_S = 30.0
HOSTILE_TEXTS: Sequence[str] = (
    "two\nlines\r\nand\ttabs",
    "<b>&amp;</b> *bold* _it_ `code` [a](http://b) @everyone @here <!channel> #general",
    "\x1b[31mred\x1b[0m \x07 \u202egnp.exe",
    "Müller 检查 🔥 \u0301",
    "%s %d {0} {name} ${x} '; --",
    "x" * 5000,
)


def together(work: Callable[[int], T]) -> list[T]:
    """What eight threads get that call at the same time; raises what one of them raised."""
    gate = Barrier(THREADS, timeout=PATIENCE_S)

    def run(number: int) -> T:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(run, number) for number in range(THREADS)]
        return [future.result(timeout=PATIENCE_S) for future in futures]


def refusal(work: Callable[[], object]) -> ProviderError:
    """The error of something that cannot work; anything but a `ProviderError` is a failure."""
    with pytest.raises(ProviderError) as caught:
        work()
    error = caught.value
    assert error.code in get_args(ProviderFault), f"{error.code!r} is no code of ProviderFault"
    assert str(error).strip(), "a ProviderError needs a sentence for the room"
    assert error.retry_after is None or error.retry_after >= 0
    return error


def allowed(work: Callable[[], object]) -> None:
    """Do something that may be refused, but only by a `ProviderError`."""
    try:
        work()
    except ProviderError:
        return


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error and everything a traceback of it would show."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or one in seen:
            continue
        seen.append(one)
        hidden = one.__cause__ is None and one.__suppress_context__
        waiting += [one.__cause__, None if hidden else one.__context__]
    yield from seen


def assert_hidden(secrets: Sequence[str], *shown: object) -> None:
    """No secret stands in the `str` or `repr` of anything shown."""
    for one in shown:
        for text in (str(one), repr(one)):
            leaked = [number for number, secret in enumerate(secrets) if secret in text]
            assert not leaked, f"a {type(one).__name__} shows secret number {leaked[0]}"
