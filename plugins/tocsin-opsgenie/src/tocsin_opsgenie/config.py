"""The sections of `type = "opsgenie"` in a team file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from tocsin.providers import (
    BaseUrl,
    Concern,
    HttpConfig,
    SchedulesConfig,
    SecretField,
    SecretsField,
    Severity,
)

Product = Literal["jsm", "opsgenie"]
Region = Literal["us", "eu"]
Priority = Literal["P1", "P2", "P3", "P4", "P5"]
ENDS: Final = "2027-04-05"
OPSGENIE: Final = {"us": "https://api.opsgenie.com/v2", "eu": "https://api.eu.opsgenie.com/v2"}
JSM_ALERTS: Final = "https://api.atlassian.com/jsm/ops/integration/v2"
JSM_REST: Final = "https://api.atlassian.com/jsm/ops/api/{cloud_id}/v1"
TOOLS: Final[Mapping[Product, str]] = {"jsm": "Jira Service Management", "opsgenie": "Opsgenie"}
PRIORITIES: Final[Mapping[Severity, Priority]] = {"P0": "P1", "P1": "P2", "P2": "P3", "P3": "P4"}
Responder = Annotated[str, Field(pattern="^(team|schedule|escalation|user):[^ ].{0,99}$")]


class AccountConfig(HttpConfig):
    """The keys of every section.

    Args:
        product: `jsm` is Jira Service Management, `opsgenie` is Opsgenie, which ends on 2027-04-05.
        region: Where an account of Opsgenie is kept; Jira Service Management has one address.
        base_url: Another address to call, "" = that of the product and the region.
    """

    _moved: ClassVar[str] = "put the key of an API integration there into key"

    product: Product
    region: Region = "us"
    base_url: BaseUrl = ""

    @property
    def tool(self) -> str:
        """How people call it."""
        return TOOLS[self.product]

    def concerns(self) -> Iterator[Concern]:
        """Opsgenie ends."""
        if self.product == "opsgenie":
            what = f"Opsgenie ends on {ENDS}: from then on this section is in vain."
            fix = f'Move the account before, write product = "jsm", and {self._moved}.'
            yield Concern(key="product", what=what, fix=fix)

    @model_validator(mode="after")
    def _has_one_region(self) -> Self:
        if self.product == "jsm" and self.region != "us":
            raise ValueError("region goes with Opsgenie: Jira Service Management has one address")
        return self


class PagingConfig(AccountConfig):
    """How people are rung: one by one, or by responders of the account.

    Args:
        key: The key of an API integration.
        responders: Who is rung in place of the person: `team:`, `schedule:`, `escalation:` or
            `user:` and its id or name there; whom Tocsin asks for stands in the alert.
        priorities: Severity -> priority of the alert; P0 is P1 where nothing is written, and so on.
        webhook_secret: What lets its webhooks in, or a list while it is changed.
        webhook_by: `header`: they bring it as `Authorization: Bearer …`. `signature`: they are
            signed with it, `X-Hub-Signature: sha256=…`.
    """

    key: SecretField
    responders: tuple[Responder, ...] = Field(default=(), max_length=10)
    priorities: dict[Severity, Priority] = Field(default_factory=dict)
    webhook_secret: SecretsField | None = None
    webhook_by: Literal["header", "signature"] = "header"

    @property
    def url(self) -> str:
        """Where alerts are opened."""
        return self.base_url or (JSM_ALERTS if self.product == "jsm" else OPSGENIE[self.region])


class OnCallConfig(AccountConfig, SchedulesConfig):
    """Who is on call; a level of `[oncall]` names the id of a schedule, in Opsgenie also its name.

    Args:
        key: The key of an API integration; with Jira Service Management an API token of `email`.
        cloud_id: Id of the site; with Jira Service Management.
        email: Address of the account that reads; with Jira Service Management.
    """

    _moved: ClassVar[str] = "write cloud_id, email, and an API token of that account into key"

    key: SecretField
    cloud_id: str = Field(default="", pattern="^[0-9A-Za-z-]{0,64}$")
    email: str = Field(default="", max_length=320, pattern="^([^@ ]+@[^@ ]+)?$")

    @model_validator(mode="after")
    def _may_ask(self) -> Self:
        if self.product == "opsgenie" and (self.cloud_id or self.email):
            raise ValueError("cloud_id and email go with Jira Service Management")
        if self.product == "jsm" and not (self.cloud_id and self.email):
            raise ValueError("Jira Service Management needs cloud_id and email beside key")
        return self

    @property
    def url(self) -> str:
        """Where schedules are read."""
        jsm = self.product == "jsm"
        known = JSM_REST.format(cloud_id=self.cloud_id) if jsm else OPSGENIE[self.region]
        return self.base_url or known
