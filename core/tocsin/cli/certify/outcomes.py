"""What the error of a check says: failed or skipped, by whom, and the line to change."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import pytest

import tocsin.testing
from tocsin.cli.certify.places import Package, called_in, of_class
from tocsin.cli.certify.records import Place

_KIT: Final = Path(tocsin.testing.__file__).parent
_LONGEST: Final = 300
_LOGS: Final = "caplog"


def told(error: BaseException) -> tuple[Literal["failed", "skipped"], bool]:
    """Return whether a check failed or was skipped, and whether the suite itself skipped it."""
    if not isinstance(error, pytest.skip.Exception):
        return "failed", False
    files = [Path(frame.f_code.co_filename) for frame, _ in traceback.walk_tb(error.__traceback__)]
    outside = [file for file in files if "_pytest" not in file.parts and "pluggy" not in file.parts]
    return "skipped", bool(outside) and outside[-1].is_relative_to(_KIT)


def shown(error: BaseException, secrets: Sequence[str]) -> str:
    """Return what an error says, on one line, without the secrets of the tests."""
    text = _first_line(error) or _source(error)
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    kind = "" if isinstance(error, AssertionError | pytest.fail.Exception) else type(error).__name__
    return ": ".join(filter(None, (kind, text)))[:_LONGEST]


def place_of(
    item: pytest.Function, error: BaseException, package: Package, subject: type | None
) -> Place:
    """Return the line to change: where a secret was logged, else where the error came from.

    Where it comes from the suite, which looked at the far end, it is the method that was called;
    where no object of the plugin was in it, the class of tests.
    """
    logged = next(_leaks(item), None)
    if logged is not None:
        return logged
    if not isinstance(error, pytest.skip.Exception):
        raised = package.raised_at(error)
        if raised is not None:
            return raised
    if subject is None:
        return _of_tests(item, error)
    code = getattr(item.function, "__code__", None)
    method = package.method(subject, called_in(code, error)) if code is not None else None
    return method or of_class(subject)


def _of_tests(item: pytest.Function, error: BaseException) -> Place:
    """The innermost line of the plugin's tests that an error went through, or their class."""
    own = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if Path(frame.f_code.co_filename).is_relative_to(item.path.parent)
    ]
    if own:
        return Place(file=own[-1][0], line=own[-1][1])
    return of_class(item.cls) if item.cls is not None else Place()


def _leaks(item: pytest.Function) -> Iterator[Place]:
    logs = item.funcargs.get(_LOGS)
    secrets: Sequence[str] = getattr(item.cls, "secrets", ())
    if isinstance(logs, pytest.LogCaptureFixture):
        for record in logs.records:
            if any(secret in record.getMessage() for secret in secrets if secret):
                yield Place(file=record.pathname, line=record.lineno)


def _first_line(error: BaseException) -> str:
    """What its author says; what pytest adds of the values stands on further lines."""
    lines = (" ".join(line.split()) for line in str(error).splitlines())
    return next((line for line in lines if line), "")


def _source(error: BaseException) -> str:
    """The line that raised it, of an assertion that says nothing."""
    frames = traceback.extract_tb(error.__traceback__)
    return (frames[-1].line or "") if frames else ""
