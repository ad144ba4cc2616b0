"""Checks that every contract shares: errors, secrets, threads, deadlines."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar, get_args

import pytest

from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers import Ref
from tocsin.testing.troubles import TROUBLES, TroubleName

T = TypeVar("T")
THREADS = 8
PATIENCE_S = 30.0
GRACE_S = 2.0
"""Seconds by which a busy machine may be late; what keeps no deadline hangs for thirty."""
LONGEST_ID = 500
HOSTILE_TEXTS: Sequence[str] = (
    "two\nlines\r\nand\ttabs",
    "<b>&amp;</b> *bold* _it_ `code` [a](http://b) @everyone @here <!channel> #general",
    "\x1b[31mred\x1b[0m \x07 \u202egnp.exe",
    "Müller 检查 🔥 \u0301",
    "%s %d {0} {name} ${x} '; --",
    "x" * 5000,
)


def together(work: Callable[[int], T]) -> list[T]:
    """Return what eight threads get that call at the same time; raise what one of them raised."""
    gate = Barrier(THREADS, timeout=PATIENCE_S)

    def run(number: int) -> T:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(run, number) for number in range(THREADS)]
        return [future.result(timeout=PATIENCE_S) for future in futures]


def refusal(work: Callable[[], object], what: str = "the call") -> ProviderError:
    """Return the ProviderError that a call raises; anything else fails the test.

    Args:
        what: The call for people, in the sentence for one that raises nothing.
    """
    error = _raised(work)
    if error is None:
        pytest.fail(f"{what} returned, where a ProviderError says what went wrong")
    check_error(error)
    return error


def allowed(work: Callable[[], object]) -> bool:
    """Return whether a call succeeded; only a ProviderError may refuse it."""
    error = _raised(work)
    if error is not None:
        check_error(error)
    return error is None


def check_error(error: ProviderError) -> None:
    """Check that an error has what the core relies on."""
    assert error.code in get_args(ProviderFault), f"{error.code!r} is no code of ProviderFault"
    assert str(error).strip(), "a ProviderError needs a sentence for the room"
    assert error.retry_after is None or error.retry_after >= 0


def check_ref(ref: Ref, *, named: bool = True) -> None:
    """Check that a `Ref` holds texts only, since it is stored."""
    assert isinstance(ref, Ref), f"a {type(ref).__name__} is no Ref"
    assert isinstance(ref.id, str), f"Ref.id is a text, and not {ref.id!r}"
    assert isinstance(ref.url, str), f"Ref.url is a text, and not {ref.url!r}"
    assert not ref.url or ref.url.startswith(("http://", "https://")), "Ref.url is an address"
    assert isinstance(ref.data, Mapping), "Ref.data is a mapping"
    strange = [key for key, value in ref.data.items() if not _texts(key, value)]
    assert not strange, f"Ref.data holds texts only; not so {strange}"
    assert len(ref.id) <= LONGEST_ID, f"Ref.id has at most {LONGEST_ID} characters"
    if named:
        assert ref.id, "it is known again by its Ref.id"


def check_trouble(
    work: Callable[[], object],
    name: TroubleName,
    deadline_s: float,
    *,
    what: str = "the call",
    nothing_wrong: bool = False,
) -> None:
    """Check the error for a far end that fails, with the wait it asked for.

    Args:
        what: The call for people, in the sentence of a failure.
        nothing_wrong: Whether the call may also take it for a success.
    """
    trouble, began = TROUBLES[name], time.monotonic()
    error = _raised(work)
    assert time.monotonic() - began < deadline_s + GRACE_S, f"{what} did not keep its deadline"
    if error is None:
        assert nothing_wrong or not trouble.codes, f"{what} took {name} for a success"
        return
    check_error(error)
    codes = trouble.codes or ("timeout", "unavailable", "invalid")
    told = f"{what} told {error.code}: {name} is {' or '.join(codes)}"
    assert error.code in codes, told
    if trouble.wait is not None:
        # Of a tool that leaves it alone meanwhile: what is left of the wait.
        left = trouble.wait - (error.retry_after or 0.0)
        assert 0 <= left < deadline_s + GRACE_S, "the wait it asks for is told"


def check_deadline(work: Callable[[], object], what: str, deadline_s: float) -> None:
    """Check that an unanswered call ends by its deadline, as a retryable time-out."""
    began = time.monotonic()
    error = refusal(work, what)
    assert time.monotonic() - began < deadline_s + GRACE_S, f"{what} did not keep its deadline"
    assert error.code == "timeout", f"{what} told {error.code}"
    assert error.retryable


def check_capabilities(thing: object, known: frozenset[str]) -> frozenset[str]:
    """Check that the capabilities are a frozenset of known names."""
    told: object = getattr(thing, "capabilities", None)
    assert isinstance(told, frozenset), "`capabilities` is a frozenset"
    assert not told - known, f"no such capability: {sorted(told - known)}"
    return told


def check_backed(thing: object, needs: Mapping[str, str], told: frozenset[str]) -> None:
    """Check that each capability has its method; `needs` is method -> capability."""
    for method, capability in needs.items():
        if not capability or capability in told:
            assert callable(getattr(thing, method, None)), f"there is no method `{method}`"


def chain(error: BaseException) -> Iterator[BaseException]:
    """Return an error and its causes as a traceback shows them."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        cls = waiting.pop()
        if cls is None or cls in seen:
            continue
        seen.append(cls)
        hidden = cls.__cause__ is None and cls.__suppress_context__
        waiting += [cls.__cause__, None if hidden else cls.__context__]
    yield from seen


def assert_hidden(secrets: Sequence[str], *shown: object) -> None:
    """Assert that no secret stands in the `str` or `repr` of these values."""
    for value in shown:
        for text in (str(value), repr(value)):
            leaked = [number for number, secret in enumerate(secrets) if secret in text]
            assert not leaked, f"a {type(value).__name__} shows secret number {leaked[0]}"


def _raised(work: Callable[[], object]) -> ProviderError | None:
    try:
        work()
    except ProviderError as error:
        return error
    return None


def _texts(*values: object) -> bool:
    return all(isinstance(value, str) for value in values)
