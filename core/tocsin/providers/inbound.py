"""Webhooks: the Protocol that reads them, and the typed values they are read into."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Protocol, runtime_checkable

from tocsin.domain.severity import Severity
from tocsin.errors import BadPayload
from tocsin.providers.base import Call, RawRequest
from tocsin.providers.changes import Change
from tocsin.providers.http.json_body import Object

LARGEST_BODY: Final = 1024 * 1024
"""No body of a request is larger, in bytes."""


@dataclass(frozen=True, kw_only=True)
class AlertEvent:
    """One alert of a group. `fingerprint` with `starts_at` identifies one firing of it.

    Args:
        repeats: The sender says that it fires on, and does not tell since when: `starts_at` is when
            it said so. What is known to fire goes on then, and what was declined stays so until the
            sender says that it is over.
    """

    fingerprint: str
    status: Literal["firing", "resolved"]
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    description: str = ""
    severity: Severity | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    repeats: bool = False


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
class VendorUser:
    """A user as a tool names them; "" for what it does not tell.

    The id (against `accounts.<section or type>` of the team files) or the e-mail finds the person.
    The name is only shown.
    """

    id: str = ""
    email: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class PageEvent:
    """What a user did with a page at a paging tool.

    Args:
        page_id: The key the page was sent under (`PageRequest.page_id`), "" where the tool tells
            its own id alone.
        ref: That id: the `Ref.id` of the page, as `page` gave it back. A key goes before it.
        action: `acknowledged`, `resolved` (somebody closed it there) or `annotated`. What else a
            tool tells (it rang, it escalated) is left out.
        user: Who did it. Somebody in no team file answers nothing.
        text: What they wrote, or "".
    """

    page_id: str = ""
    action: Literal["acknowledged", "resolved", "annotated"]
    user: VendorUser
    text: str = ""
    ref: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketEvent:
    """What a user did with a ticket at a tracker.

    Args:
        ref: The ticket's `Ref.id`, as `create` gave it back.
        user: Who did it; all "" where the tracker does not say.
        assignee: Whom it is assigned to now; None = nobody, or not told.
    """

    ref: str
    action: Literal["closed", "reopened", "assigned"]
    user: VendorUser = field(default_factory=VendorUser)
    assignee: VendorUser | None = None


@dataclass(frozen=True, kw_only=True)
class Received:
    """Everything one request said. `delivery_id` is the sender's id of the delivery, or "".

    Args:
        ignored: How many firing alerts are left out because the section says "ignore".
        handshake: What the sender wants confirmed before it tells more, as `Confirms.confirm` needs
            it; {} = nothing. Only of a sender that the section names.
    """

    groups: tuple[AlertGroup, ...] = ()
    pages: tuple[PageEvent, ...] = ()
    tickets: tuple[TicketEvent, ...] = ()
    changes: tuple[Change, ...] = ()
    delivery_id: str = ""
    ignored: int = 0
    handshake: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Door:
    """How an instance takes its requests: what may be read and kept of them.

    Args:
        reads: What `receive` looks at beside the body: header names in lower case, and `?name` for
            a parameter of the query. It gets these and the content type, nothing else, and they are
            kept with the body: never name one that holds a secret.
        token_only: The head of a request says whether it may come in: `authenticate` is called
            before the body is read too (`body` is empty then), and strangers send us nothing.
        most_bytes: No body is larger; where it has to be read before its signature can be checked,
            this is what a stranger may send.
    """

    reads: frozenset[str] = frozenset()
    token_only: bool = False
    most_bytes: int = LARGEST_BODY


@runtime_checkable
class Inbound(Protocol):
    """Protocol of an instance, of any kind, that receives webhooks."""

    def authenticate(self, request: RawRequest) -> None:
        """Check token or signature on the raw bytes, in constant time.

        Raises:
            Unauthorised: Nothing else is told to the sender.
            BadPayload: It is signed by nobody because of how the sender is set up; the sentence,
                which strangers read too, says what to change there.
            ProviderError: What checks it cannot be asked now: the sender reads 503 and repeats.
        """
        ...

    def receive(self, request: RawRequest) -> Received:
        """Return what an authenticated request says. Pure: it is read again after a crash.

        Raises:
            BadPayload: The body cannot be read; the sentence names the place.
        """
        ...


@runtime_checkable
class TellsDoor(Protocol):
    """An `Inbound` with a `Door` of its own instead of `Door()`."""

    @property
    def door(self) -> Door:
        """How it takes its requests; constant."""
        ...


@runtime_checkable
class Confirms(Protocol):
    """An `Inbound` whose sender wants to be told, by a call of ours, that its requests are wanted.

    `receive` stays pure: it only says `Received.handshake`, and the core calls `confirm` before the
    delivery is kept. Not for a replay, and not in a simulation.
    """

    def confirm(self, handshake: Mapping[str, str], call: Call) -> None:
        """Confirm it at the sender. May be called again for the same handshake.

        Raises:
            ProviderError: It is not confirmed: the sender reads 503 and may repeat.
        """
        ...


class AlertSource(Inbound, Protocol):
    """Protocol of a monitoring system that posts alerts."""


def read_object(raw: bytes) -> Object:
    """The body of a request as a JSON object.

    Raises:
        BadPayload: It is none.
    """
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadPayload("body: it is no JSON") from None
    if not isinstance(told, dict):
        raise BadPayload("body: it is no JSON object")
    return told
