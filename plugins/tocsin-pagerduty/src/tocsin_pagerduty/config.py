"""The sections of `type = "pagerduty"` in a team file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from tocsin.providers import (
    BaseUrl,
    HttpConfig,
    SchedulesConfig,
    Secret,
    SecretField,
    SecretsField,
    Severity,
)

Region = Literal["us", "eu"]
REST: Final[Mapping[Region, str]] = {
    "us": "https://api.pagerduty.com",
    "eu": "https://api.eu.pagerduty.com",
}
EVENTS: Final[Mapping[Region, str]] = {
    "us": "https://events.pagerduty.com/v2",
    "eu": "https://events.eu.pagerduty.com/v2",
}
Id = Annotated[str, Field(pattern="^[A-Z0-9]{4,40}$")]
"""An id of PagerDuty, as the last part of its web address shows it: `PWIXJZS`."""


class AccountConfig(HttpConfig):
    """The keys of every section.

    Args:
        region: Where the account is kept: `eu` when its address ends in `.eu.pagerduty.com`.
        base_url: Another address to call, "" = that of the region.
        events_base_url: Another address for events, "" = `base_url`.
    """

    region: Region = "us"
    base_url: BaseUrl = ""
    events_base_url: BaseUrl = ""

    @property
    def rest_url(self) -> str:
        """Where the REST API is called."""
        return self.base_url or REST[self.region]

    @property
    def events_url(self) -> str:
        """Where events go."""
        return self.events_base_url or self.base_url or EVENTS[self.region]


class TokenConfig(AccountConfig):
    """A section that reads by the REST API.

    Args:
        token: A REST API key; one that may only read is enough.
    """

    token: SecretField


class PagingConfig(AccountConfig):
    """How people are rung: one by one with `token`, or a whole service with `routing_key`.

    Args:
        token: A REST API key that may write.
        service: Id of the service that the incidents belong to; with `token`.
        from_email: Address of the PagerDuty user in whose name is written; with `token`.
        routing_key: Integration key of a service (Events API v2): its escalation policy rings.
        webhook_secret: What PagerDuty signs its webhooks with, or a list while it is changed.
        priorities: Severity -> id of the priority that incidents get; with `token`.
        join: True asks everybody after the first as a responder of the first one's incident.
    """

    token: SecretField | None = None
    service: Id | None = None
    from_email: str = Field(default="", max_length=320, pattern="^([^@ ]+@[^@ ]+)?$")
    routing_key: SecretField | None = None
    webhook_secret: SecretsField | None = None
    priorities: dict[Severity, Id] = Field(default_factory=dict)
    join: bool = False

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.token is None) == (self.routing_key is None):
            raise ValueError(
                "write either token (people are rung one by one) or routing_key (the escalation "
                "policy of a service rings)"
            )
        if self.token and not (self.service and self.from_email):
            raise ValueError(
                "token needs service, the id of the service that incidents belong to, and "
                "from_email, the address of the PagerDuty user in whose name is written"
            )
        if self.routing_key and (self.service or self.from_email or self.priorities or self.join):
            raise ValueError("service, from_email, priorities and join go with token alone")
        return self


class OnCallConfig(TokenConfig, SchedulesConfig):
    """Who is on call; a level of `[oncall]` names the id of a schedule, or `policy:<id>`."""


class ChangesConfig(TokenConfig):
    """Change events.

    Args:
        services: Name of a service in the team file -> its id there. One that is not named here
            is taken for the service of the same name there.
        routing_key: Integration key of a service (Events API v2): changes that responders make are
            recorded there.
        routing_keys: Name of a service in the team file -> the key for changes of that service.
    """

    services: dict[str, Id] = Field(default_factory=dict)
    routing_key: SecretField | None = None
    routing_keys: dict[str, SecretField] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_a_key_for_all_others(self) -> Self:
        if self.routing_keys and self.routing_key is None:
            raise ValueError("routing_keys needs routing_key, for changes of all other services")
        return self

    def keys(self) -> Mapping[str, Secret]:
        """The integration keys by their place in the section."""
        several = {f"routing_keys.{name}": key for name, key in self.routing_keys.items()}
        return {"routing_key": self.routing_key, **several} if self.routing_key else {}
