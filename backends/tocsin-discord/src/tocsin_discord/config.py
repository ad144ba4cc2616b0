"""The settings of `TOCSIN_CHATS = {"discord": {…}}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from tocsin.providers import ProviderConfig, SecretField
from tocsin.providers.http import check_url

Id = Annotated[str, Field(pattern=r"^[0-9]{15,20}$")]
"""What Discord calls a snowflake; a text, as a number that long is not read everywhere."""
Name = Annotated[str, Field(min_length=1, max_length=90)]


class DiscordConfig(ProviderConfig):
    """The bot's token, the server it is in, and where incidents have their channels."""

    token: SecretField
    """`{"env": "DISCORD_TOKEN"}`: Developer Portal, the application's page `Bot`, `Reset Token`."""
    server: Id
    """The id of the server: a right click on its name, `Copy Server ID` (Developer Mode is on)."""
    category: Name = "Incidents"
    """Where incidents have their channels; a second one is made when 50 are in it."""
    archive: Name = "Incident archive"
    """Where channels go in which nothing was said for `archive_days`."""
    archive_days: Annotated[int, Field(ge=1, le=3650)] = 30
    delete_days: Annotated[int, Field(ge=7, le=3650)] | None = None
    """Archived channels in which nothing was said for so long are deleted, the oldest first, when
    the server has nearly the 500 that Discord allows; None = none ever is."""
    roles: Mapping[str, str] = {}
    """The name of a role -> the team of the team files, where they are not the same."""
    base_url: Annotated[str, AfterValidator(check_url)] = "https://discord.com/api/v10"
    """Where its API is."""
