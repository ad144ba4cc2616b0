"""What the web face calls in the running system."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from tocsin.builtin.public_page import PublicPage
from tocsin.engine.acks import AckLink
from tocsin.engine.webhooks import WebhookResult
from tocsin.providers import Door, RawRequest


class AckLinks(Protocol):
    """Protocol of the acknowledge links: `tocsin.engine.acks.StoredAckLinks` fulfils it."""

    def look(self, token: str) -> AckLink:
        """Return the state of the link; changes nothing."""
        ...

    def use(self, token: str) -> AckLink:
        """Acknowledge; `ready` means it was done just now."""
        ...


@dataclass(frozen=True, kw_only=True)
class ReadinessCheck:
    """One check of `/readyz`; only a `vital` one makes the answer 503."""

    name: str
    ok: bool
    detail: str
    vital: bool = True


def new_reference() -> str:
    """Return eight random hexadecimal digits that join an answer to its log line."""
    return secrets.token_hex(4)


def _plain_door(_team: str, _instance: str) -> Door:
    """Return a door where the body has to be read first."""
    return Door()


def _lets_in(_team: str, _instance: str, _head: RawRequest) -> None:
    """Accept every request."""


def _nobody_hears(_door: str) -> None:
    """Do nothing."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything the routes call, from worker threads.

    Args:
        hook: (team, instance, request) -> answer. Raises Unauthorised, BadPayload, NotFound,
            StoreUnavailable.
        door: (team, instance) -> how requests are taken there. Does not block. Raises NotFound
            where there is nothing, before a body is read.
        admit: (team, instance, request without its body): lets it in, or raises Unauthorised.
        acks: The acknowledge links.
        ready: The checks of `/readyz`.
        metrics: The text of `/metrics`, in the format of `prometheus_client`.
        say: (text, person id) -> (accepted, reply), as if the person had said it in chat.
        status: What the status page shows. Raises NotFound where it is elsewhere, and
            StoreUnavailable.
        public_url: Where people reach this web face, for the links of the status page.
        token: What `POST /say` asks for; an empty one lets nobody in.
        clock: Returns the present moment, aware, UTC.
        stranger: Hears the door (`say`) where somebody came without the token.
        reference: Makes the id that joins a failed request to its log line.
    """

    hook: Callable[[str, str, RawRequest], WebhookResult]
    acks: AckLinks
    ready: Callable[[], tuple[ReadinessCheck, ...]]
    metrics: Callable[[], bytes]
    say: Callable[[str, str], tuple[bool, str]]
    token: str = field(repr=False)
    clock: Callable[[], datetime]
    door: Callable[[str, str], Door] = _plain_door
    admit: Callable[[str, str, RawRequest], None] = _lets_in
    reference: Callable[[], str] = new_reference
    status: Callable[[], PublicPage] = PublicPage
    public_url: str = ""
    stranger: Callable[[str], None] = _nobody_hears
