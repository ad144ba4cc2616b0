"""What PagerDuty tells by its webhooks (v3): signed, and read into page events. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import (
    Door,
    PageEvent,
    RawRequest,
    Received,
    SignedConfig,
    VendorUser,
    one_line,
    read_object,
)
from tocsin.providers.http import Object, objects_in, text_at
from tocsin_pagerduty.config import PagingConfig
from tocsin_pagerduty.responders import request_id
from tocsin_pagerduty.wording import OURS, is_key, key_in

MOST_BYTES: Final = 256 * 1024
MOST_SIGNATURES: Final = 16
MOST_TEXT: Final = 2000
_HEADER: Final = "x-pagerduty-signature"
Action = Literal["acknowledged", "resolved", "annotated"]
Said = tuple[Action, str]


class Hears:
    """The door of a paging section; without a `webhook_secret` nobody comes in."""

    def __init__(self, config: PagingConfig) -> None:
        """The secrets are read when they are needed."""
        secret = config.webhook_secret
        self._signed = SignedConfig(secret=secret) if secret is not None else None

    @property
    def door(self) -> Door:
        """The body is signed; it is read before anybody is known."""
        return Door(most_bytes=MOST_BYTES)

    def authenticate(self, request: RawRequest) -> None:
        """Let a request in by one of its signatures: there is one for each secret over there.

        A signature covers no time: what is sent again is known by the id of its event.

        Raises:
            Unauthorised: None is right; says why.
        """
        parts = request.headers.get(_HEADER, "").split(",")[:MOST_SIGNATURES]
        given = [part.strip().removeprefix("v1=") for part in parts if "v1=" in part]
        if self._signed is None:
            raise Unauthorised("The section has no webhook_secret, so nobody comes in.")
        if not given:
            raise Unauthorised("There is no signature v1 in the header X-PagerDuty-Signature.")
        if not self._signed.is_signed(request.body, given):
            raise Unauthorised("No signature is that of webhook_secret over this body.")

    def receive(self, request: RawRequest) -> Received:
        """One event. Raises BadPayload."""
        return read_event(request.body)


def read_event(raw: bytes) -> Received:
    """What an event says of a page of ours; of everything else nothing.

    What is unknown is taken and left alone: after three refusals PagerDuty sends nothing for a day.

    Raises:
        BadPayload: It is no event.
    """
    event = _event(raw)
    delivery, kind, data = (
        text_at(event, "id")[:200],
        text_at(event, "event_type"),
        event.get("data"),
    )
    if not (delivery and kind):
        raise BadPayload("event: it has no id, or no event_type")
    told = _page(kind, event, data) if isinstance(data, dict) else None
    return Received(pages=(told,) if told is not None else (), delivery_id=one_line(delivery, 200))


def _event(raw: bytes) -> Object:
    event = read_object(raw).get("event")
    if not isinstance(event, dict):
        raise BadPayload("event: there is none")
    return event


def _page(kind: str, event: Object, data: Object) -> PageEvent | None:
    reply = kind == "incident.responder.replied"
    said = _SAYS[kind](data) if kind in _SAYS else None
    who = _user(data if reply else event, "user" if reply else "agent")
    if said is None or who is None:
        return None
    action, words = said
    key, ref = _which(data, who.id if reply else "")
    if not (key or ref):
        return None
    return PageEvent(page_id=key, ref=ref, action=action, user=who, text=words)


def _which(data: Object, asked: str) -> tuple[str, str]:
    """Our key of the page, or else PagerDuty's id of it; `asked` is who was asked to respond."""
    inner = data.get("incident")
    incident = inner if isinstance(inner, dict) else data
    there = one_line(text_at(incident, "id"), 100)
    if asked:
        return "", request_id(there, asked)
    told = text_at(incident, "incident_key")
    titles = (text_at(incident, "title"), text_at(incident, "summary"))
    key = told if is_key(told) else next((key_in(one) for one in titles if key_in(one)), "")
    return key, "" if key else there


def _user(of: Object, name: str) -> VendorUser | None:
    """Somebody; None for a machine, which answers nothing."""
    one = of.get(name)
    if not isinstance(one, dict) or not text_at(one, "type").startswith("user"):
        return None
    found = VendorUser(
        id=one_line(text_at(one, "id"), 100), name=one_line(text_at(one, "summary"), 100)
    )
    return found if found.id else None


def _noted(data: Object) -> Said | None:
    words = text_at(data, "content")
    return None if words.startswith(OURS) or not words.strip() else ("annotated", words[:MOST_TEXT])


def _reassigned(data: Object) -> Said | None:
    people = [text_at(one, "summary") for one in objects_in(data.get("assignees"))]
    whom = ", ".join(one_line(one, 60) for one in people[:5] if one)
    return ("annotated", f"Reassigned to {whom}") if whom else None


def _delegated(data: Object) -> Said | None:
    policy = one_line(text_at(data, "escalation_policy", "summary"), 100)
    return ("annotated", f"Reassigned to the escalation policy {policy}") if policy else None


def _prioritised(data: Object) -> Said | None:
    name = one_line(text_at(data, "priority", "summary"), 60)
    return "annotated", f"Priority set to {name}" if name else "Priority taken away"


def _replied(data: Object) -> Said | None:
    state = text_at(data, "state")
    if state in ("accepted", "joined"):
        return "acknowledged", ""
    return ("annotated", "Declined to join") if state == "declined" else None


_SAYS: Final[Mapping[str, Callable[[Object], Said | None]]] = {
    "incident.acknowledged": lambda _: ("acknowledged", ""),
    "incident.resolved": lambda _: ("resolved", ""),
    "incident.annotated": _noted,
    "incident.reassigned": _reassigned,
    "incident.delegated": _delegated,
    "incident.priority_updated": _prioritised,
    "incident.reopened": lambda _: ("annotated", "Opened again"),
    "incident.responder.replied": _replied,
}
