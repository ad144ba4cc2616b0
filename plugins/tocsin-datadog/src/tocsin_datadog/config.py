"""The sections of `type = "datadog"` in a team file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from tocsin.providers import (
    AlertsConfig,
    AskedConfig,
    BaseUrl,
    HttpConfig,
    Meaning,
    SecretField,
    SecretsField,
    Severity,
)

Site = Literal[
    "datadoghq.com",
    "us3.datadoghq.com",
    "us5.datadoghq.com",
    "datadoghq.eu",
    "ap1.datadoghq.com",
    "ap2.datadoghq.com",
    "uk1.datadoghq.com",
    "ddog-gov.com",
    "us2.ddog-gov.com",
]
BELOW_APP: Final[frozenset[Site]] = frozenset({"datadoghq.com", "datadoghq.eu", "ddog-gov.com"})
"""Sites whose pages are at `app.<site>`; those of the others are at the site itself."""
Tier = Literal["indexes", "online-archives", "flex"]
Query = Annotated[str, Field(min_length=1, max_length=1000)]
Tag = Annotated[str, Field(pattern="^[a-z][a-z0-9_.-]{0,99}$")]
OPEN: Final = 'group_status:(Alert OR Warn OR "No Data")'


def _usual() -> dict[str, Meaning]:
    words = {"critical": "P1", "warning": "P2", "info": "P3", "none": "ignore"}
    priorities = {"P1": "P1", "P2": "P2", "P3": "P3", "P4": "P3", "P5": "P3"}
    return {**words, **priorities, "warn": "P3"}  # type: ignore[dict-item]  # each is a Meaning


class SiteConfig(HttpConfig):
    """The keys of every section.

    Args:
        site: Where the account is: the address of its pages without `https://app.`.
        base_url: Another address of the API, "" = that of the site.
    """

    site: Site = "datadoghq.com"
    base_url: BaseUrl = ""

    @property
    def api_url(self) -> str:
        """Where the API is called."""
        return self.base_url or f"https://api.{self.site}"

    @property
    def pages_url(self) -> str:
        """Where people see it."""
        return f"https://{'app.' if self.site in BELOW_APP else ''}{self.site}"


class KeysConfig(SiteConfig):
    """A section that asks.

    Args:
        api_key: An API key.
        app_key: An application key, with no more scopes than the README names.
    """

    api_key: SecretField
    app_key: SecretField


class MonitorsConfig(SiteConfig, AlertsConfig):
    """How the webhook is let in, how bad an alert is, and whether Datadog is asked what fires.

    Args:
        token: What the webhook sends as `Authorization: Bearer <token>`, or a list while it is
            changed.
        severity_tag: Tag of a monitor that says how bad it is; it goes before the priority.
        service_tag: Tag that names the service.
        group_by: What has one incident: a `monitor`, or each `scope` that a monitor alerts for.
        api_key: An API key; with `app_key`, Datadog is asked what fires.
        app_key: An application key.
        firing: The query for what fires, as on the page of triggered monitors.
    """

    token: SecretsField
    map: dict[str, Meaning] = Field(default_factory=_usual)
    severity_tag: Tag = "severity"
    service_tag: Tag = "service"
    group_by: Literal["monitor", "scope"] = "monitor"
    api_key: SecretField | None = None
    app_key: SecretField | None = None
    firing: Query = OPEN

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.api_key is None) != (self.app_key is None):
            raise ValueError("api_key and app_key go together: Datadog wants both")
        return self

    def severity_by(self, words: Iterable[str]) -> Severity | None:
        """The severity of the first word that `map` knows; None where it is to be ignored."""
        told = [word for word in words if word]
        known = (word for word in told if word in self.map)
        return self.severity_of(next(known, next(iter(told), "")))


class GraphsConfig(KeysConfig, AskedConfig):
    """Graphs of metric queries.

    Args:
        dashboard: Id of the dashboard behind each graph's link, as in its address; "" = no link.
    """

    has_braces: ClassVar[bool] = True

    dashboard: str = Field(default="", pattern="^([a-z0-9]{3}-[a-z0-9]{3}-[a-z0-9]{3})?$")

    def query_fault(self, text: str) -> str:
        """A metric query names what it is taken of, in braces."""
        if text.count("{") != text.count("}"):
            return "The braces do not match."
        return "" if "{" in text else "A metric query has a scope: avg:system.load.1{*}"


class LogsConfig(KeysConfig, AskedConfig):
    """Log search.

    Args:
        indexes: Names of the indexes that are looked through.
        storage_tier: Where the logs are kept.
    """

    indexes: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = Field(
        default=("*",), min_length=1, max_length=20
    )
    storage_tier: Tier = "indexes"


class ChangesConfig(KeysConfig):
    """What changed.

    Args:
        query: Which events are changes, as in the Events Explorer.
        deployments: Whether the deployments that DORA Metrics was told of count as well.
        services: Name of a service in the team file -> its name there, where that is another one.
        record: Whether changes that responders make are recorded there.
    """

    record: bool = False
    query: Query = "@evt.category:change"
    deployments: bool = False
    services: dict[str, Annotated[str, Field(min_length=1, max_length=100)]] = Field(
        default_factory=dict
    )

    @property
    def intake_url(self) -> str:
        """Where events are posted."""
        return self.base_url or f"https://event-management-intake.{self.site}"
