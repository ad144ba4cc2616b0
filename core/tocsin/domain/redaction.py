"""The text of an earlier event was removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tocsin.domain.happened import Happened
from tocsin.domain.revise import Evolve, unchanged


@dataclass(frozen=True, kw_only=True)
class Redacted(Happened):
    """The text of an earlier event was removed; the chain of hashes still verifies."""

    seq: int
    reason: str
    type: Literal["redacted"] = "redacted"


EVOLVE: dict[str, Evolve] = {
    "redacted": unchanged,
}
