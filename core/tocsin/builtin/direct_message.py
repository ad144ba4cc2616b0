"""Pages by direct message on the team's chat; needs no other tool, and rings nobody."""

from __future__ import annotations

from tocsin.providers import (
    Call,
    PageRequest,
    ProviderConfig,
    ProviderContext,
    ProviderType,
    Ref,
)
from tocsin.providers.paging import PagingCapability


class DirectMessageConfig(ProviderConfig):
    """`[paging.direct-message]` has no settings."""


class DirectMessage:
    """Sends the page as a private message."""

    capabilities: frozenset[PagingCapability] = frozenset({"fallback"})

    def __init__(self, context: ProviderContext) -> None:
        """`context.direct` is the chat's door."""
        self._direct = context.direct

    def page(self, request: PageRequest, call: Call) -> Ref:
        """Send the page as a direct message. Raises ProviderError when the chat is down."""
        text, link = request.text, request.ack_url or ""
        if link:
            text = f"{text}\nOr by link: "
        self._direct(request.person, text, call.effect_key, link=link)
        return Ref(id=request.page_id)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Do nothing: a message does not ring on."""

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Do nothing: a message does not ring on."""

    def find(self, object_key: str, call: Call) -> Ref | None:
        """Return None: messages cannot be looked up."""
        return None


DIRECT_MESSAGE = ProviderType(
    kind="paging",
    name="direct-message",
    summary="a private message on the team's chat",
    config=DirectMessageConfig,
    factory=lambda _config, context: DirectMessage(context),
)
