"""Alert sources in which an alert can be acknowledged or resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tocsin.providers.base import Call
from tocsin.providers.firing import AlertCapability


@dataclass(frozen=True, kw_only=True)
class AlertRef:
    """An alert that its source has told of.

    Args:
        fingerprint: As in `AlertEvent`.
        group: The key of its `AlertGroup`.
        incident: Where it is worked on, e.g. `INC-42`. No title: it may be private.
    """

    fingerprint: str
    group: str
    incident: str


@runtime_checkable
class AcknowledgesAlerts(Protocol):
    """An alert source that, with the capability `acknowledge`, marks alerts as acknowledged."""

    @property
    def capabilities(self) -> frozenset[AlertCapability]:
        """What it can do; `acknowledge` may depend on its settings."""
        ...

    def acknowledge(self, alerts: Sequence[AlertRef], call: Call) -> None:
        """Mark these alerts, at most 50, as being worked on.

        What is acknowledged already, over or unknown is no error: it is called again after a
        failure, with all of them.

        Raises:
            ProviderError: With its code; some of them may be marked.
        """
        ...


@runtime_checkable
class ResolvesAlerts(Protocol):
    """An alert source that, with the capability `resolve`, closes alerts."""

    @property
    def capabilities(self) -> frozenset[AlertCapability]:
        """What it can do; `resolve` may depend on its settings."""
        ...

    def resolve(self, alerts: Sequence[AlertRef], call: Call) -> None:
        """Close these alerts, at most 50: their incident is resolved.

        What is closed already or unknown is no error: it is called again after a failure, with
        all of them.

        Raises:
            ProviderError: With its code; some of them may be closed.
        """
        ...
