"""The sections of `type = "splunk"` in a team file."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from tocsin.providers import (
    AlertsConfig,
    AskedConfig,
    BaseUrl,
    HttpConfig,
    SecretField,
    SecretsField,
    Severity,
)
from tocsin_splunk.spl import NEVER, fault

FieldName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_@][A-Za-z0-9_@.:-]{0,99}$")]
Command = Annotated[str, Field(pattern="^[A-Za-z][A-Za-z0-9_.-]{0,49}$")]
Macro = Annotated[str, Field(pattern="^[A-Za-z_][A-Za-z0-9_-]{0,99}$")]


class ServerConfig(HttpConfig):
    """Where Splunk is asked, in which way, and where people see it.

    Args:
        base_url: The management port, usually 8089.
        scheme: What the token that asks is: `bearer`, or `session`.
        pages_url: Address of Splunk Web, "" = no links.
    """

    scheme: Literal["bearer", "session"] = "bearer"
    pages_url: BaseUrl = ""

    @model_validator(mode="after")
    def _may_be_seen(self) -> Self:
        parts = urlsplit(self.pages_url)
        if parts.username or parts.query or parts.fragment:
            raise ValueError("pages_url is an address without user, ? and #: everybody sees it")
        return self


class SearchConfig(ServerConfig, AskedConfig):
    """As whom Splunk is asked, and which commands.

    Args:
        token: An authentication token, or the key of a session.
        commands: Commands that are asked besides those that only read.
        macros: Names of macros that are asked; any other may hide a command.
        app: The app that links open.
    """

    has_braces: ClassVar[bool] = True

    token: SecretField
    commands: tuple[Command, ...] = Field(default=(), max_length=50)
    macros: tuple[Macro, ...] = Field(default=(), max_length=100)
    app: str = Field(default="search", pattern="^[A-Za-z0-9_.-]{1,100}$")

    @model_validator(mode="after")
    def _is_harmless(self) -> Self:
        if wrong := sorted({name.lower() for name in self.commands} & NEVER):
            raise ValueError(f"commands: {wrong[0]} is never asked: it can do more than read")
        return self

    def query_fault(self, text: str) -> str:
        """A search has commands that only read, or that the section allows."""
        return fault(text, also=self.commands, macros=self.macros)


class LogsConfig(SearchConfig):
    """Log search.

    Args:
        fields: Shown behind each event.
    """

    fields: tuple[FieldName, ...] = Field(default=("host", "sourcetype"), max_length=10)


class GraphsConfig(SearchConfig):
    """Timecharts."""


class AlertsByWebhook(ServerConfig, AlertsConfig):
    """How the webhook is let in, what the fields of a result mean, and whether Splunk is asked.

    Args:
        base_url: The management port; with `api_token`, Splunk is asked what fires.
        api_token: An authentication token, or the key of a session.
        fires_for_min: For how many minutes a search fires that has triggered, and not again.
        token: What stands behind `?token=` in the address of the webhook, or comes as
            `Authorization: Bearer <token>`; a list while it is changed.
        severity_field: Field of the result that says how bad it is.
        service_field: Field that names the service.
        state_field: Field that says `resolved` (or `ok`, `recovered`) when it is over.
        alert_fields: Fields of which each combination of values is an alert of its own.
        group_by: What has one incident: a `search`, or each `alert` of it.
    """

    base_url: BaseUrl = ""
    token: SecretsField
    api_token: SecretField | None = None
    fires_for_min: int = Field(default=60, ge=1, le=1440)
    severity_field: FieldName = "severity"
    service_field: FieldName = "service"
    state_field: FieldName = "tocsin_state"
    alert_fields: tuple[FieldName, ...] = Field(default=(), max_length=10)
    group_by: Literal["search", "alert"] = "search"

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if bool(self.base_url) != (self.api_token is not None):
            raise ValueError("base_url and api_token go together: Splunk is asked with both")
        return self

    def severity_by(self, word: str) -> Severity | None:
        """The severity of a word of the result; None = to be ignored."""
        return self.severity_of(word.lower())
