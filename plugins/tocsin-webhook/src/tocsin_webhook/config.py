"""The section `[paging.<name>] type = "webhook"` of a team file."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from tocsin.providers import ProviderConfig, SecretField
from tocsin.providers.http import check_url


class WebhookConfig(ProviderConfig):
    """Where pages go and what they are signed with.

    Args:
        url: Whole http or https address. May hold a query, or a user and password (sent as Basic
            authorisation); it is never shown.
        secret: The key of the signature; its UTF-8 bytes are used as they are.
        also_accept: Further keys that answers may be signed with while the key is being changed.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    url: Annotated[str, AfterValidator(check_url)] = Field(repr=False)
    secret: SecretField
    also_accept: tuple[SecretField, ...] = Field(default=(), max_length=4, repr=False)
