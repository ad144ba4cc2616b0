"""Runs a plugin's code with a deadline, its errors caught and its stdout diverted."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Generic, TypeVar

from tocsin.deadlines import run_once
from tocsin.error_location import error_location
from tocsin.errors import ProviderError

log = logging.getLogger(__name__)
T = TypeVar("T")


class PluginBroken(Exception):
    """A plugin's code failed; the sentence says how, without the text of its error."""


@dataclass(frozen=True, kw_only=True)
class GuardedResult(Generic[T]):
    """What the code returned, and whether it printed anything."""

    value: T
    printed: bool


def run_guarded(work: Callable[[], T], seconds: float, what: str) -> GuardedResult[T]:
    """Run `work` in a thread of its own and return its result; prints go to stderr.

    Args:
        work: Code of a plugin. A thread that does not come back is left behind.
        seconds: How long it may take.
        what: What it is, as the subject of a sentence: `its import`.

    Raises:
        PluginBroken: It raised (KeyboardInterrupt and SystemExit too), or did not end in time.
    """
    answers: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
            errors.append(error)

    stdout = _StdoutToStderr()
    try:
        with redirect_stdout(stdout):
            run_once(run, seconds, "plugin")
    except ProviderError:
        raise PluginBroken(
            f"{what} did not end within {seconds:g} s; it must wait for nothing"
        ) from None
    if errors and isinstance(errors[0], PluginBroken):
        raise errors[0]
    if errors:
        log.error("%s failed: %s", what, error_location(errors[0]))
        raise PluginBroken(f"{what} raised {_name(errors[0])}; the log says where")
    return GuardedResult(value=answers[0], printed=stdout.spoke)


def _name(error: BaseException) -> str:
    """The type of an error, and the module that is not there: a name, and no text of anybody's."""
    module = error.name if isinstance(error, ModuleNotFoundError) else ""
    return type(error).__name__ + (f" ({module})" if module else "")


class _StdoutToStderr(io.TextIOBase):
    """Stands in for stdout, which belongs to our own output, and passes on to stderr."""

    spoke = False

    def write(self, text: str) -> int:
        self.spoke = self.spoke or bool(text)
        sys.stderr.write(text)
        return len(text)

    def writable(self) -> bool:
        return True
