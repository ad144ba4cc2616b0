"""Pages as signed webhooks for Tocsin: `[paging.<name>] type = "webhook"`."""

from __future__ import annotations

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_webhook.config import WebhookConfig
from tocsin_webhook.paging import make_paging

TOCSIN_API = 1


@hookimpl
def tocsin_providers() -> tuple[ProviderType[WebhookConfig], ...]:
    """The paging tool `webhook`."""
    return (
        ProviderType(
            kind="paging",
            name="webhook",
            summary="Signed POST requests to a tool of your own",
            config=WebhookConfig,
            factory=make_paging,
        ),
    )
