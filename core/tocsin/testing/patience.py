"""Fails a test whose call hangs, instead of hanging the run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar, cast

import pytest

from tocsin.deadlines import Crew, Raised
from tocsin.errors import ProviderError

P = TypeVar("P")
T = TypeVar("T")
PATIENCE_S: Final = 12.0
"""More than the five seconds a call has, less than any limit of a test."""


def kept(thing: P, seconds: float = PATIENCE_S) -> P:
    """Return the object with every method bounded by `in_time`."""
    return cast("P", _Kept(thing, seconds))


class _Kept:
    """Stands for a provider instance; each call runs in a thread that can be left behind."""

    def __init__(self, thing: object, seconds: float) -> None:
        self._thing = thing
        self._seconds = seconds
        self._crew = Crew(type(thing).__name__, most=100)

    def __getattr__(self, name: str) -> object:
        found = self._in_time(lambda: getattr(self._thing, name), name)
        if not callable(found):
            return found

        @wraps(found)
        def call(*args: object, **named: object) -> object:
            return self._in_time(lambda: found(*args, **named), f"{name}()")

        return call

    def __repr__(self) -> str:
        return self._in_time(lambda: repr(self._thing), "repr()")

    def __str__(self) -> str:
        return self._in_time(lambda: str(self._thing), "str()")

    def _in_time(self, work: Callable[[], T], what: str) -> T:
        return in_time(work, self._seconds, what, self._crew)


def in_time(work: Callable[[], T], seconds: float, what: str, crew: Crew | None = None) -> T:
    """Return the result of a call; one that hangs or would end the process fails the test."""
    ended = threading.Event()

    def whole() -> T:
        try:
            return work()
        finally:
            ended.set()

    try:
        return (crew or Crew(what)).call(whole, seconds, what)
    except ProviderError:
        if ended.is_set():
            raise
    except Raised as raised:
        if isinstance(raised.error, pytest.fail.Exception | pytest.skip.Exception):
            raise raised.error from None
        pytest.fail(f"{what} raised {type(raised.error).__name__}, which ends a process")
    pytest.fail(f"{what} never came back (within {seconds:g} s)")
