"""Base config of alert sources: maps the sender's words to severities."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from tocsin.domain.severity import Severity
from tocsin.providers.base import ProviderConfig

Meaning = Literal["P0", "P1", "P2", "P3", "ignore"]
IGNORE: Final = "ignore"
# What fires for ever to show that monitoring lives, or to hold others back, is no trouble.
NO_TROUBLE: Final = "none"


def _usual() -> dict[str, Meaning]:
    return {"critical": "P1", "warning": "P2", "info": "P3", NO_TROUBLE: IGNORE}


class AlertsConfig(ProviderConfig):
    """Base config of kind `alerts` that maps the sender's words to severities.

    Args:
        map: The sender's words and what they mean; `ignore` opens and joins nothing. A `map` in a
            team file replaces the usual one as a whole, but for the word `none`, which is ignored
            unless it says otherwise.
        unknown: What any other word means.
    """

    map: dict[str, Meaning] = Field(default_factory=_usual)
    unknown: Severity = "P1"

    def severity_of(self, word: str) -> Severity | None:
        """Return the severity of a word; None where such alerts are ignored."""
        meaning = self.map.get(word, IGNORE if word == NO_TROUBLE else self.unknown)
        return None if meaning == IGNORE else meaning
