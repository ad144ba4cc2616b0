"""The paging tool: signs a page and posts it, once per call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from typing import Literal

from tocsin.providers import Call, Door, PageRequest, ProviderContext, RawRequest, Received, Ref
from tocsin.providers.http import HttpClient, revealed
from tocsin_webhook import wire
from tocsin_webhook.answers import MOST_BYTES, check_signature, read_answer
from tocsin_webhook.config import WebhookConfig

Capability = Literal["acknowledge", "resolve", "native-key", "inbound"]


def make_paging(config: WebhookConfig, context: ProviderContext) -> WebhookPaging:
    """One paging tool for one section of a team file."""
    return WebhookPaging(config, instance=context.instance, clock=context.clock)


class WebhookPaging:
    """Posts pages to one address. Any number of threads may call."""

    def __init__(
        self, config: WebhookConfig, *, instance: str, clock: Callable[[], datetime]
    ) -> None:
        """`clock` is asked only for what a `Retry-After` that names a moment means."""
        self._secret = config.secret
        self._accepted = (config.secret, *config.also_accept)
        self._tool = f"The paging webhook `{instance}`"
        agent = f"tocsin-webhook/{version('tocsin-webhook')}"
        self._http = HttpClient(config.url, tool=self._tool, agent=agent, clock=clock)

    @property
    def capabilities(self) -> frozenset[Capability]:
        """It carries our key, so a repeated page is the same page to the receiver."""
        return frozenset({"acknowledge", "resolve", "native-key", "inbound"})

    def page(self, request: PageRequest, call: Call) -> Ref:
        """Send `trigger`. 2xx means the receiver took it, not that anyone answered.

        Raises:
            ProviderError: Retryable or permanent, by what the receiver answered.
        """
        self._send("trigger", request, call)
        return Ref(id=request.page_id)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Send `acknowledge`: stop ringing."""
        self._send("acknowledge", request, call)

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Send `resolve`: the incident is over."""
        self._send("resolve", request, call)

    def find(self, object_key: str, call: Call) -> Ref | None:
        """Nothing: the receiver cannot be asked, its `Idempotency-Key` does that work."""
        return None

    @property
    def door(self) -> Door:
        """An answer is short, and signed with its body."""
        return Door(most_bytes=MOST_BYTES)

    def authenticate(self, request: RawRequest) -> None:
        """Answers are signed as pages are. Raises Unauthorised."""
        check_signature(request, self._accepted)

    def receive(self, request: RawRequest) -> Received:
        """One answer. Raises BadPayload."""
        return read_answer(request)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def _send(self, action: wire.Action, request: PageRequest, call: Call) -> None:
        raw = wire.body(action, request)
        headers = wire.headers(raw, call, revealed(self._secret, self._tool))
        self._http.post(body=raw, headers=headers, deadline=call.deadline_s, read=False)
