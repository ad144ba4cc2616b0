"""The sections of `type = "newrelic"` in a team file."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from tocsin.providers import (
    AlertsConfig,
    AskedConfig,
    BaseUrl,
    HttpConfig,
    Meaning,
    SecretField,
    SecretsField,
)
from tocsin_newrelic.nrql import condition_fault, is_nrql, query_fault

Region = Literal["us", "eu", "jp"]
DOMAINS: Final[dict[Region, str]] = {
    "us": "newrelic.com",
    "eu": "eu.newrelic.com",
    "jp": "jp.newrelic.com",
}
Account = Annotated[int, Field(ge=1, le=2_147_483_647)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


def _usual() -> dict[str, Meaning]:
    return {"CRITICAL": "P1", "HIGH": "P2", "MEDIUM": "P3", "LOW": "P3", "none": "ignore"}


class RegionConfig(HttpConfig):
    """Where an account is.

    Args:
        region: `us`, `eu` or `jp`: what stands in the address of its pages.
        base_url: Another address of the API, without `/graphql`; "" = that of the region.
    """

    region: Region = "us"
    base_url: BaseUrl = ""

    @property
    def api_url(self) -> str:
        """Where the API is called."""
        return self.base_url or f"https://api.{DOMAINS[self.region]}"


class NamesConfig(RegionConfig):
    """A section that reads what New Relic calls an entity.

    Args:
        services: Name of a service in the team file -> name of its entity, where that is another.
    """

    services: dict[str, Name] = Field(default_factory=dict)

    def service_of(self, entities: list[str]) -> str:
        """The service that one of the entities is; else the name of the only entity; else ""."""
        ours = {theirs: name for name, theirs in self.services.items()}
        known = (ours[entity] for entity in entities if entity in ours)
        return next(known, entities[0] if len(entities) == 1 else "")


class KeyConfig(RegionConfig):
    """A section that asks.

    Args:
        key: A user key (`NRAK-…`).
        account: The number of the account.
    """

    key: SecretField
    account: Account


class IssuesConfig(NamesConfig, AlertsConfig):
    """How the webhook is let in, how bad an issue is, and whether New Relic is asked and told.

    Args:
        token: What the webhook sends: as a bearer token, as the password of Basic authentication,
            or in the header that `header` names; a list while it is changed.
        user: The user name of Basic authentication.
        header: The custom header.
        key: A user key; with `account`, New Relic is asked what fires, and told what became of it.
        account: The number of the account.
        acknowledge: Whether an issue is acknowledged there when somebody answers here.
        close: Whether an issue that is open still is closed there when its incident is resolved.
    """

    token: SecretsField
    map: dict[str, Meaning] = Field(default_factory=_usual)
    user: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] = "tocsin"
    header: Annotated[str, Field(pattern="^[A-Za-z][A-Za-z0-9-]{0,99}$")] = "X-Tocsin-Token"
    key: SecretField | None = None
    account: Account | None = None
    acknowledge: bool = True
    close: bool = True

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.key is None) != (self.account is None):
            raise ValueError("key and account go together: New Relic is asked with both")
        return self


class LogsConfig(KeyConfig, AskedConfig):
    """NRQL as `!logs`."""

    def query_fault(self, text: str) -> str:
        """A preset is NRQL without a time, or words that are looked for."""
        return query_fault(text) if is_nrql(text) else ""


class GraphsConfig(KeyConfig, AskedConfig):
    """NRQL as `!graph`.

    Args:
        own_pictures: Whether New Relic is asked for its picture, which it keeps at a public
            address; False draws here.
    """

    own_pictures: bool = True

    def query_fault(self, text: str) -> str:
        """A preset is NRQL without a time."""
        return query_fault(text)


class ChangesConfig(NamesConfig, KeyConfig):
    """What changed.

    Args:
        where: An NRQL condition that changes fulfil, "" = every change.
        record: Whether changes that responders make are recorded there.
        entity: Name of the entity that has the changes of no service.
        entities: A condition that the entity of a change fulfils besides its name.
    """

    where: str = Field(default="", max_length=1000)
    record: bool = False
    entity: str = Field(default="", max_length=200)
    entities: str = Field(default="", max_length=1000)

    @model_validator(mode="after")
    def _are_conditions(self) -> Self:
        for name, condition in (("where", self.where), ("entities", self.entities)):
            if fault := condition_fault(condition):
                raise ValueError(f"{name}: {fault}")
        return self
