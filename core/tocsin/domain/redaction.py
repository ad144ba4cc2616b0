"""The text of an earlier event was removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tocsin.domain.event import Event
from tocsin.domain.immutable_update import Evolve, unchanged


@dataclass(frozen=True, kw_only=True)
class Redacted(Event):
    """The text of an earlier event was removed; the chain of hashes still verifies."""

    seq: int
    reason: str
    type: Literal["redacted"] = "redacted"


EVOLVE: dict[type[Event], Evolve] = {
    Redacted: unchanged,
}
