"""Calls of foreign code with a deadline, in threads of their own that may be abandoned.

A thread cannot be ended from outside. One that does not come back is counted as stuck and
replaced; when too many are stuck, further calls fail at once and say so. Whatever the code raises,
BaseException too, arrives as the failure of that one call.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from itertools import count
from typing import Final, Generic, Protocol, TypeVar

from tocsin.errors import ProviderError

T = TypeVar("T")
MOST_STUCK: Final = 8
IDLE_S: Final = 2.0
TURN_S: Final = 0.5
# What an attribute told counts so long: every attempt asks for `capabilities`.
FRESH_S: Final = 1.0


class Raised(Exception):
    """Wraps what foreign code raised that would have ended a thread or the process."""

    def __init__(self, error: BaseException) -> None:
        """Names the type only: the text of what was raised may hold anything."""
        super().__init__(f"{type(error).__name__} was raised")
        self.error = error


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """Calls that have not returned after their deadline: how many, and the first of them."""

    calls: int = 0
    seconds: float = 0.0
    what: str = ""

    def __str__(self) -> str:
        """`2 calls hang, the first (page) for 40 s`; "" when none does."""
        if not self.calls:
            return ""
        hang = "1 call hangs, it" if self.calls == 1 else f"{self.calls} calls hang, the first"
        named = f" ({self.what})" if self.what else ""
        return f"{hang}{named} for {self.seconds:.0f} s"


class Calls(Protocol):
    """Protocol of what makes the calls to one instance."""

    @property
    def stuck(self) -> Stuck:
        """Return the calls that have not returned."""
        ...

    def call(self, work: Callable[[], T], seconds: float, what: str) -> T:
        """Return the result of `work` within so many seconds; see `Crew.call`."""
        ...

    def told(self, work: Callable[[], object], seconds: float, what: str) -> object:
        """Return the value of an attribute called `what`; it may be a second old."""
        ...


class InlineCalls:
    """Makes each call in the caller's thread, without a deadline: for tests."""

    def __init__(self, _name: str) -> None:
        """Like a crew of this name."""
        self.stuck = Stuck()

    def call(self, work: Callable[[], T], _seconds: float, _what: str) -> T:
        """Return the result of `work`, or raise what it raises."""
        return work()

    def told(self, work: Callable[[], object], _seconds: float, _what: str) -> object:
        """Return the result of `work`."""
        return work()


@dataclass(kw_only=True, eq=False)
class _PendingCall(Generic[T]):
    """One call; `result` or `error` is there once `ended` is set."""

    work: Callable[[], T]
    what: str
    context: Context
    began: float
    ended: threading.Event = field(default_factory=threading.Event)
    result: list[T] = field(default_factory=list)
    error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result.append(self.context.run(self.work))
        except BaseException as error:  # noqa: BLE001 - it is the failure of this call alone
            self.error = error

    def outcome(self) -> T:
        """Return the result or raise the error; never anything that is no Exception."""
        error, self.error = self.error, None
        if error is None:
            return self.result[0]
        try:
            if isinstance(error, Exception):
                raise error
            raise Raised(error).with_traceback(error.__traceback__)
        finally:
            del error  # a traceback holds this frame, and this frame would hold it


class _CallThread:
    """One daemon thread of a crew; it ends after a while without a call."""

    def __init__(self, crew: Crew, name: str) -> None:
        self._crew = crew
        self._given = threading.Semaphore(0)
        self._errand: _PendingCall[object] | None = None
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def give(self, errand: _PendingCall[object]) -> None:
        self._errand = errand
        if self._thread.ident is None:
            self._thread.start()
        self._given.release()

    def _work(self) -> None:
        while self._given.acquire(timeout=self._crew.idle_s) or not self._crew.leaves(self):
            errand = self._errand
            if errand is None:
                continue  # it was just about to leave; what it is given comes now
            self._errand = None
            errand.run()
            self._crew.back(self, errand)
            del errand


class Crew:
    """The threads for the calls to one instance: made when needed, ended when idle.

    `call` may be used by any number of threads at once; there are as many threads as calls under
    way, and those that are stuck. How many may call at once is the callers' business.
    """

    def __init__(
        self,
        name: str,
        *,
        most: int = MOST_STUCK,
        at_once: int | None = None,
        idle_s: float | None = None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """No thread runs yet.

        Args:
            name: What its threads are called: the instance.
            most: With so many stuck calls, further ones fail at once.
            at_once: So many may call at the same time, further ones wait `TURN_S` for their turn
                and then fail; None = as many as there are.
            idle_s: Seconds a thread waits for its next call before it goes; None = `IDLE_S`.
            steady: Seconds of a clock that nobody sets.
        """
        self.name = name
        self._turns = None if at_once is None else threading.Semaphore(at_once)
        self._most = most
        self.idle_s = IDLE_S if idle_s is None else idle_s
        self._steady = steady
        self._lock = threading.Lock()
        self._idle: list[_CallThread] = []
        self._stuck: list[_PendingCall[object]] = []
        self._numbers = count(1)
        self._told: dict[str, tuple[float, object]] = {}

    @property
    def stuck(self) -> Stuck:
        """Return the calls that have not returned, with name and age of the oldest."""
        with self._lock:
            if not self._stuck:
                return Stuck()
            first = min(self._stuck, key=lambda call: call.began)
            age = self._steady() - first.began
            return Stuck(calls=len(self._stuck), seconds=age, what=first.what)

    def call(self, work: Callable[[], T], seconds: float, what: str) -> T:
        """Return the result of `work` within so many seconds.

        Args:
            what: One word for it: `page`, `plan`.

        Raises:
            ProviderError: `timeout` at the deadline, while `work` may still go on; `unavailable`
                when too many earlier calls hang or are under way, and `work` was not begun.
            Raised: It raised what is no Exception (KeyboardInterrupt, SystemExit).
            Exception: Whatever else `work` raised.
        """
        hung = self.stuck
        if hung.calls >= self._most:
            raise ProviderError("unavailable", f"it is not asked any more: {hung}")
        if self._turns is None:
            return self._made(work, seconds, what)
        if not self._turns.acquire(timeout=TURN_S):
            raise ProviderError("unavailable", "it is asked too much at once, and is slow")
        try:
            return self._made(work, seconds, what)
        finally:
            self._turns.release()

    def told(self, work: Callable[[], object], seconds: float, what: str) -> object:
        """What an attribute told within the last second, else as `call`; it raises the same."""
        now = self._steady()
        at, known = self._told.get(what, (now - FRESH_S, None))
        if now - at >= FRESH_S:
            known = self.call(work, seconds, what)
            self._told[what] = now, known
        return known

    def _made(self, work: Callable[[], T], seconds: float, what: str) -> T:
        errand = _PendingCall(work=work, what=what, context=copy_context(), began=self._steady())
        self._hand().give(errand)  # type: ignore[arg-type]  # a hand does not look at the result
        if not errand.ended.wait(seconds) and self._gave_up(errand):
            named = f" ({what})" if what else ""
            raise ProviderError("timeout", f"no answer within {seconds:g} s{named}")
        return errand.outcome()

    def _hand(self) -> _CallThread:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            return _CallThread(self, f"tocsin-{self.name}-{next(self._numbers)}")

    def _gave_up(self, errand: _PendingCall[T]) -> bool:
        """Whether it hangs; it may have ended while its caller was about to leave."""
        with self._lock:
            if errand.ended.is_set():
                return False
            self._stuck.append(errand)  # type: ignore[arg-type]  # only looked at
            return True

    def back(self, hand: _CallThread, errand: _PendingCall[object]) -> None:
        """Take note that a call has ended, in time or late; its thread is free."""
        with self._lock:
            errand.ended.set()
            if errand in self._stuck:
                self._stuck.remove(errand)
            self._idle.append(hand)

    def leaves(self, hand: _CallThread) -> bool:
        """Return whether an idle thread may end: no call is on its way to it."""
        with self._lock:
            if hand not in self._idle:
                return False
            self._idle.remove(hand)
            return True


def run_once(work: Callable[[], T], seconds: float, what: str) -> T:
    """Return the result of `work` within so many seconds, in a thread of its own.

    Raises:
        ProviderError: `timeout` at the deadline; the thread is left behind.
        Raised: It raised what is no Exception (KeyboardInterrupt, SystemExit).
        Exception: Whatever else it raised.
    """
    return Crew(what, idle_s=0.0).call(work, seconds, "")  # nobody asks this crew again
