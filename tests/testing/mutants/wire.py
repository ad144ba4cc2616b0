"""The way to a far end in memory, which fails when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from tocsin.errors import ProviderError
from tocsin.testing.troubles import TROUBLES, TroubleName

T = TypeVar("T")
REFUSED = TROUBLES["503"]
"""What an answer with odd rows is here, where no answer is in JSON."""


class Wire:
    """What is asked over it happens for one caller at a time; in trouble as the trouble has it."""

    def __init__(self) -> None:
        self._trouble: TroubleName | None = None
        self._lock = threading.RLock()

    def fail(self, trouble: TroubleName, *, times: int | None = None) -> None:
        """`times` is not looked at: the suites heal."""
        self._trouble = trouble

    def heal(self) -> None:
        self._trouble = None

    def ask(self, work: Callable[[], T]) -> T:
        """What the far end answers. Raises ProviderError when it is in trouble."""
        with self._lock:
            if self._trouble is None:
                return work()
            trouble = TROUBLES.get(self._trouble, REFUSED)
            if trouble.acts:
                with suppress(ProviderError):
                    work()
        code = trouble.codes[0] if trouble.codes else "invalid"
        raise ProviderError(code, "The far end is in trouble.", retry_after=trouble.wait)
