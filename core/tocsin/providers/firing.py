"""Alert sources that can be asked what fires now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from tocsin.domain.severity import Severity
from tocsin.providers.base import Call

AlertCapability = Literal["firing", "acknowledge", "resolve"]
MOST_FIRING = 200
"""No list of what fires is longer."""


@dataclass(frozen=True, kw_only=True)
class FiringAlert:
    """An alert that fires.

    Args:
        severity: As the section's `map` reads it; None where the alert says nothing.
        service: The service the alert names, or "".
        link: Where to read more (http or https), or "".
        silenced: Whether the source tells nobody of it just now.
    """

    fingerprint: str
    title: str
    since: datetime
    severity: Severity | None = None
    service: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    silenced: bool = False


def latest_firing(found: Iterable[FiringAlert | None]) -> tuple[FiringAlert, ...]:
    """What fires, each alert once, whatever began last first; None is left out."""
    known = {alert.fingerprint: alert for alert in found if alert is not None}
    latest = sorted(known.values(), key=lambda alert: alert.since, reverse=True)
    return tuple(latest[:MOST_FIRING])


@runtime_checkable
class ListsFiring(Protocol):
    """An alert source that, with the capability `firing`, returns what fires."""

    @property
    def capabilities(self) -> frozenset[AlertCapability]:
        """What it can do; `firing` may depend on its settings."""
        ...

    def firing(self, call: Call) -> tuple[FiringAlert, ...]:
        """Return what fires now, the latest first, at most `MOST_FIRING`. Reads only.

        Raises:
            ProviderError: With its code.
        """
        ...
