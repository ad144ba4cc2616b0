"""A virtual clock, repeatable ids, and a constant in place of chance."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

_SPACE = uuid.UUID("6f1d4c1e-2f6a-5c0b-9c55-70c51b000000")


@dataclass(kw_only=True)
class VirtualClock:
    """A clock that stands still until it is moved."""

    at: datetime

    def __call__(self) -> datetime:
        """Return the present moment."""
        return self.at


class CountedIds:
    """Ids that are the same in every run."""

    def __init__(self) -> None:
        """Begins at one."""
        self._count = 0

    def _next(self) -> str:
        self._count += 1
        return str(uuid.uuid5(_SPACE, str(self._count)))

    def incident(self) -> str:
        """Return a UUID."""
        return self._next()

    def token(self) -> str:
        """Return a token, which protects nothing here."""
        return self._next().replace("-", "")


def even_chance() -> float:
    """Return 0.5, so that no restart moves a retry."""
    return 0.5
