"""What comes in: alerts, page answers. Adapters are pure: bytes in, typed events out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from tocsin.domain.severity import Severity
from tocsin.providers.base import RawRequest


@dataclass(frozen=True, kw_only=True)
class AlertEvent:
    """One alert of a group. `fingerprint` with `starts_at` identifies one firing of it."""

    fingerprint: str
    status: Literal["firing", "resolved"]
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    description: str = ""
    severity: Severity | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AlertGroup:
    """One group of alerts = one episode = at most one open incident.

    Args:
        key: The sender's group key; an episode is (team, instance, key).
        fingerprints: How far a fingerprint names one alert: within this group, or in every group
            of the source. With "source" an alert stays with the incident that has it, whatever
            group tells of it next.
        severity: Already mapped by the section's `map` and `unknown`.
        truncated: How many alerts the sender left out.
        service: Service the alerts name, or "".
    """

    key: str
    title: str
    severity: Severity
    alerts: tuple[AlertEvent, ...]
    truncated: int = 0
    service: str = ""
    description: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    fingerprints: Literal["group", "source"] = "group"


@dataclass(frozen=True, kw_only=True)
class PageEvent:
    """A paging tool says that somebody answered. `person` is a person id or an e-mail."""

    page_id: str
    action: Literal["acknowledged", "resolved"]
    person: str


@dataclass(frozen=True, kw_only=True)
class Received:
    """What one request said. `delivery_id` is the sender's own id of this delivery, or "".

    Args:
        ignored: How many firing alerts are left out because the section says "ignore".
    """

    groups: tuple[AlertGroup, ...] = ()
    pages: tuple[PageEvent, ...] = ()
    delivery_id: str = ""
    ignored: int = 0


class Inbound(Protocol):
    """The one door for everything that comes in by HTTP."""

    def authenticate(self, request: RawRequest) -> None:
        """Check token or signature on the raw bytes, in constant time.

        Raises:
            Unauthorised: Nothing else is told to the sender.
        """
        ...

    def receive(self, request: RawRequest) -> Received:
        """Read an authenticated request. Pure.

        Raises:
            BadPayload: The body cannot be read; the sentence names the place.
        """
        ...


class AlertSource(Inbound, Protocol):
    """A monitoring system that posts alerts."""
