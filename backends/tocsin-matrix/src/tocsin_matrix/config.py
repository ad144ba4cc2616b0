"""The settings of `TOCSIN_CHATS = {"matrix": {…}}`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from tocsin.providers import ProviderConfig, SecretField
from tocsin.providers.http import check_url


class MatrixConfig(ProviderConfig):
    """The homeserver, whose token it is, and what is encrypted."""

    homeserver: Annotated[str, AfterValidator(check_url)]
    """Where its client-server API is: `https://matrix.example.org`."""
    access_token: SecretField
    """`{"env": "MATRIX_TOKEN"}`: of an account of the bot, or the `as_token` of an application
    service."""
    user: Annotated[str, Field(pattern=r"^(@[^:\s]+:\S+)?$")] = ""
    """For an application service: as whom it speaks, `@tocsin:example.org`; "" = as whose token it
    is."""
    space: str = ""
    """The space in which every incident has its room: `#space:example.org`, or its id. Who is in it
    may come into rooms that are not private; "" = none: whoever has an account there may."""
    room_version: str = ""
    """Of the rooms it makes; "" = as the homeserver does."""
    allow_servers: tuple[str, ...] = ()
    """Other servers whose people may be in the rooms; the bot's own always is."""
    encryption: Literal["private", "always", "never"] = "private"
    """Which rooms are: those of private incidents and direct messages, every one, none."""
    store_key: SecretField | None = None
    """`{"env": "MATRIX_STORE_KEY"}`: guards the keys of the bot's device in the data folder. Needed
    unless `encryption` is `never`."""
    unverified: Literal["allow", "own-server", "refuse"] = "own-server"
    """Whose devices get keys although nobody verified them: all, those of people of the bot's own
    server, none."""

    @model_validator(mode="after")
    def _has_a_key(self) -> MatrixConfig:
        if self.encryption != "never" and self.store_key is None:
            raise ValueError(
                'without "store_key" nothing is encrypted: add it, or set "encryption" to "never"'
            )
        return self
