"""The section of `type = "statuspage"` in a team file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tocsin.providers import BaseUrl, HttpConfig, ProviderConfig, SecretField

Id = Annotated[str, Field(pattern="^[a-z0-9]{6,40}$")]
"""An id of Statuspage, as addresses there show it: `gcvfrw2r8w36`."""
Status = Literal[
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"
]


class Statuses(ProviderConfig):
    """How touched components stand, by impact while it is worked on, then by phase.

    Args:
        critical: While it is worked on, of a P0.
        major: Of a P1.
        minor: Of anything less.
        monitoring: While it is watched whether it stays mended.
        resolved: When it is over.
    """

    critical: Status = "major_outage"
    major: Status = "partial_outage"
    minor: Status = "degraded_performance"
    monitoring: Status = "degraded_performance"
    resolved: Status = "operational"


class StatuspageConfig(HttpConfig):
    """One page at Atlassian Statuspage.

    Args:
        base_url: Another address to call.
        token: The API key of a user there who may write incidents of this page.
        page: Id of the page, as the address of its manage portal shows it.
        components: Name of a component in this file -> its id there. One that is not named here
            is the component of the same name there, or of this id.
        statuses: How touched components stand, by impact and phase.
        notify: Whether subscribers hear of each entry; what is only put right they never hear.
        requests_per_minute: How many the key may make; Atlassian raises it on request.
    """

    base_url: BaseUrl = "https://api.statuspage.io/v1"
    token: SecretField
    page: Id
    components: dict[str, Id] = Field(default_factory=dict, max_length=500)
    statuses: Statuses = Statuses()
    notify: bool = True
    requests_per_minute: int = Field(default=60, ge=6, le=60_000)
