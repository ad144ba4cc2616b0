"""What a section of a team file says about Carrier Pigeon."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field
from tocsin.providers import (
    BaseUrl,
    HttpConfig,
    SecretField,
)


class Access(HttpConfig):
    """How Carrier Pigeon is reached; `HttpConfig` has proxy and certificates besides.

    Args:
        base_url: Where its API is.
        token: What it is asked with; in the file `token = { env = "CARRIER_PIGEON_TOKEN" }`.
    """

    base_url: BaseUrl = "https://loft.example.com"
    token: SecretField


class PagingSection(Access):
    """A section `[paging.carrier-pigeon]`.

    Args:
        coops: Where each person's pigeons live: the person's id in the team files, and the coop.
    """

    coops: Mapping[str, str] = Field(default={}, max_length=200)
