"""The settings of `TOCSIN_CHATS = {"parley": {…}}`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from tocsin.providers import ProviderConfig, SecretField
from tocsin.providers.http import check_url


class ParleyConfig(ProviderConfig):
    """Where Parley is, and the bot's token."""

    url: Annotated[str, AfterValidator(check_url)] = "http://127.0.0.1:7070"
    """Its address."""
    token: SecretField
    """`{"env": "PARLEY_TOKEN"}`: the one that the server was started with."""
