"""What the webhooks of both products tell: let in, and read into page events. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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
    require_token,
)
from tocsin.providers.http import Object, text_at
from tocsin_opsgenie.config import PagingConfig
from tocsin_opsgenie.wording import OURS, is_key

MOST_BYTES: Final = 128 * 1024
MOST_TEXT: Final = 2000
MOST_NAME: Final = 100
Action = Literal["acknowledged", "resolved", "annotated"]
Said = tuple[Action, str]


class Hears:
    """The door of a paging section; without a `webhook_secret` nobody comes in."""

    def __init__(self, config: PagingConfig) -> None:
        """The secrets are read when they are needed."""
        secret = config.webhook_secret
        self._secrets = SignedConfig(secret=secret) if secret is not None else None
        self._by_header = config.webhook_by == "header"

    @property
    def door(self) -> Door:
        """A header alone lets a request in; a signature is looked at with the body."""
        return Door(token_only=self._by_header, most_bytes=MOST_BYTES)

    def authenticate(self, request: RawRequest) -> None:
        """Let a request in by its header, or by the signature over its body.

        Neither covers a time: what is sent again is known by what it says of whom and when.

        Raises:
            Unauthorised: It has not the right one; says why.
        """
        if self._secrets is None:
            raise Unauthorised("The section has no webhook_secret, so nobody comes in.")
        if self._by_header:
            return require_token(request, self._secrets.secret)
        given = request.headers.get("x-hub-signature", "").removeprefix("sha256=")
        if not self._secrets.is_signed(request.body, [given]):
            why = "is not that of webhook_secret over this body" if given else "is missing"
            raise Unauthorised(f"The signature in X-Hub-Signature {why}.")
        return None

    def receive(self, request: RawRequest) -> Received:
        """One action on one alert. Raises BadPayload."""
        return read_action(request.body)


def read_action(raw: bytes) -> Received:
    """What an action says of a page of ours; of everything else nothing.

    Raises:
        BadPayload: It is no action on an alert.
    """
    told = read_object(raw)
    action, alert = text_at(told, "action"), told.get("alert")
    if not action or not isinstance(alert, dict) or not text_at(alert, "alertId"):
        raise BadPayload("alert: it has no alertId, or there is no action")
    event = _page(action, told, alert)
    return Received(
        pages=(event,) if event is not None else (), delivery_id=_delivery(action, alert, raw)
    )


def _delivery(action: str, alert: Object, raw: bytes) -> str:
    """It has no id of its own: the alert, what was done and the nanosecond are one."""
    when = str(alert.get("updatedAt") or hashlib.sha256(raw).hexdigest())
    return one_line(f"{text_at(alert, 'alertId')[:100]} {action[:40]} {when[:64]}", 200)


def _page(action: str, told: Object, alert: Object) -> PageEvent | None:
    said = _said(action, told, alert)
    who = _user(alert)
    if said is None or who is None:
        return None
    alias = text_at(alert, "alias")
    known = alias if is_key(alias) else ""
    ref = "" if known else one_line(text_at(alert, "alertId"), MOST_NAME)
    return PageEvent(page_id=known, ref=ref, action=said[0], user=who, text=said[1])


def _user(alert: Object) -> VendorUser | None:
    """Somebody; None for a machine, ours too: it has no id, and its name is no address."""
    name = one_line(text_at(alert, "username"), MOST_NAME)
    email = name if "@" in name else ""
    found = VendorUser(id=one_line(text_at(alert, "userId"), MOST_NAME), email=email, name=name)
    return found if name != OURS and (found.id or email) else None


def _said(action: str, told: Object, alert: Object) -> Said | None:
    """What an action means, and what the timeline says of it; None = nothing."""
    if action in _ANSWERS:
        return _ANSWERS[action], ""
    words, key = _NOTES.get(action, ("", ""))
    named = (text_at(of, *path) for of in (alert, told) for path in ((key,), (key, "name")))
    name = next((one for one in named if one.strip()), "")
    if (key and not name) or not words or name.startswith(f"{OURS}: "):
        return None
    return "annotated", words.format(name[:MOST_TEXT] if key == "note" else one_line(name))


_ANSWERS: Final[Mapping[str, Action]] = {"Acknowledge": "acknowledged", "Close": "resolved"}
_NOTES: Final[Mapping[str, tuple[str, str]]] = {
    "AddNote": ("{}", "note"),
    "AssignOwnership": ("Assigned to {}", "owner"),
    "TakeOwnership": ("Took it over", ""),
    "UnAcknowledge": ("Took the acknowledgement back", ""),
    "Escalate": ("Escalated to {}", "escalation"),
    "AddResponder": ("Asked to join: {}", "responder"),
    "AddRecipient": ("Asked to join: {}", "recipient"),
    "AddTeam": ("Asked to join: the team {}", "team"),
    "Snooze": ("Snoozed", ""),
    "UpdatePriority": ("Priority set to {}", "priority"),
    "Delete": ("Deleted the alert", ""),
}
