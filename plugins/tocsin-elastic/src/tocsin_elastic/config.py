"""The sections of `type = "elastic"` in a team file."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from tocsin.providers import (
    AlertsConfig,
    AskedConfig,
    BaseUrl,
    ChangeWhat,
    HttpConfig,
    Meaning,
    SecretField,
    SecretsField,
    Severity,
)
from tocsin_elastic.esql import esql_fault, is_esql
from tocsin_elastic.kql import kql_fault, lucene_fault

Product = Literal["elastic", "opensearch"]
Language = Literal["kql", "lucene"]
TOOLS: Final[dict[Product, str]] = {"elastic": "Elasticsearch", "opensearch": "OpenSearch"}
Index = Annotated[str, Field(pattern=r"^[a-z0-9*][a-z0-9*._:@-]{0,199}$")]
FieldName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_@][A-Za-z0-9_@.-]{0,199}$")]
ServiceName = Annotated[str, Field(min_length=1, max_length=200)]
Tag = Annotated[str, Field(pattern="^[a-z][a-z0-9_.-]{0,99}$")]
_SPOKEN: Final = re.compile(r"\s*(kql|lucene):\s+(.*)", re.DOTALL)
MESSAGES: Final = ("message", "log.original", "event.original", "msg", "log")


def _usual() -> dict[str, Meaning]:
    words = {"critical": "P1", "high": "P1", "warning": "P2", "medium": "P2", "info": "P3"}
    numbers = {"1": "P1", "2": "P2", "3": "P3", "4": "P3", "5": "P3"}
    return {**words, "low": "P3", "none": "ignore", **numbers}  # type: ignore[dict-item]  # each is a Meaning


class UserConfig(HttpConfig):
    """Where it is asked, as whom, and where people see it.

    Args:
        product: `elastic` or `opensearch`.
        api_key: The encoded API key of Elasticsearch.
        username: In place of a key: the user that asks.
        password: Its password.
        pages_url: Address of Kibana or OpenSearch Dashboards, "" = no links.
        space: The space of Kibana, "" = the default one.
    """

    product: Product = "elastic"
    api_key: SecretField | None = None
    username: str = Field(default="", max_length=200, pattern=r"^[^:\x00-\x1f]*$")
    password: SecretField | None = None
    pages_url: BaseUrl = ""
    space: str = Field(default="", pattern="^[a-z0-9_-]{0,100}$")

    @property
    def tool(self) -> str:
        """How people call it."""
        return TOOLS[self.product]

    @property
    def home(self) -> str:
        """Where the pages of the space begin, "" without `pages_url`."""
        space = f"/s/{self.space}" if self.space else ""
        return f"{self.pages_url.rstrip('/')}{space}" if self.pages_url else ""

    @model_validator(mode="after")
    def _asks_as_somebody(self) -> Self:
        if bool(self.username) != (self.password is not None):
            raise ValueError("username and password go together")
        if self.api_key is not None and (self.username or self.product == "opensearch"):
            raise ValueError("api_key is of Elasticsearch, and goes without username and password")
        if self.space and self.product == "opensearch":
            raise ValueError("space is of Kibana; OpenSearch Dashboards has none")
        if self.pages_url:
            parts = urlsplit(self.pages_url)
            if parts.username or parts.query or parts.fragment:
                raise ValueError("pages_url is an address without user, ? and #: everybody sees it")
        return self


class ClusterConfig(UserConfig, AskedConfig):
    """Which entries are looked through, and how they are asked for.

    Args:
        indices: What is looked through, with `*`; nobody who asks can leave it.
        time_field: The field that has the time of an entry.
        data_view: Id of the data view (index pattern) that links open, "" = the default one.
        language: What a query is written in that does not begin with `kql:` or `lucene:`.
    """

    has_braces: ClassVar[bool] = True

    indices: tuple[Index, ...] = Field(min_length=1, max_length=20)
    time_field: FieldName = "@timestamp"
    data_view: str = Field(default="", pattern="^[A-Za-z0-9*._:@-]{0,200}$")
    language: Language = "kql"

    def spoken(self, text: str) -> tuple[Language, str]:
        """The language of a query, and the query without the name of it."""
        found = _SPOKEN.fullmatch(text)
        if found is None:
            return self.language, text.strip()
        return "kql" if found[1] == "kql" else "lucene", found[2].strip()

    def query_fault(self, text: str) -> str:
        """A query is of its language, and of no other that would mean something else by it."""
        language, query = self.spoken(text)
        return kql_fault(query) if language == "kql" else lucene_fault(query)


class LogsConfig(ClusterConfig):
    """Log search.

    Args:
        message_fields: The first of these that an entry has is its row; an entry with none of them
            is shown whole, on one line.
        fields: Shown behind the row.
    """

    message_fields: tuple[FieldName, ...] = Field(default=MESSAGES, max_length=20)
    fields: tuple[FieldName, ...] = Field(
        default=("service.name", "host.name", "log.level"), max_length=10
    )

    def query_fault(self, text: str) -> str:
        """An ES|QL query reads what the section names, and nothing else."""
        if not is_esql(text):
            return super().query_fault(text)
        if self.product == "opensearch":
            return "OpenSearch knows no ES|QL: write KQL, or lucene: and then a query."
        return esql_fault(text, self.indices)


class GraphsConfig(ClusterConfig):
    """How many entries a query finds, over time.

    Args:
        split_by: A field of which each value gets a line of its own; "" = one line.
    """

    split_by: Literal[""] | FieldName = ""

    def query_fault(self, text: str) -> str:
        """Entries are counted by what finds them."""
        said = "A graph counts what a query finds in KQL or Lucene; ES|QL cannot be drawn."
        return said if is_esql(text) else super().query_fault(text)


class ChangesConfig(ClusterConfig):
    """Which entries are changes: annotations of deployments, or what a pipeline writes itself.

    Args:
        query: Which entries of the indices; "" = every one.
        what: What kind of change each of them is.
        title_fields: The first of these that an entry has is what changed.
        service_field: Field that names the service.
        person_field: Field that names who did it.
        services: Name of a service in the team file -> its name there, where that is another.
    """

    indices: tuple[Index, ...] = Field(
        default=("observability-annotations",), min_length=1, max_length=20
    )
    query: str = Field(default="", max_length=1000)
    what: ChangeWhat = "deploy"
    title_fields: tuple[FieldName, ...] = Field(
        default=("message", "service.version"), min_length=1, max_length=20
    )
    service_field: FieldName = "service.name"
    person_field: FieldName = "user.name"
    services: dict[str, ServiceName] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_a_query(self) -> Self:
        if fault := self.query_fault(self.query):
            raise ValueError(f"query: {fault}")
        return self


class RulesConfig(UserConfig, AlertsConfig):
    """How the webhook is let in, how bad an alert is, and whether it is asked what fires.

    Args:
        base_url: The cluster; "" = nobody is asked what fires.
        token: What the webhook sends as `Authorization: Bearer <token>`, or as the password of the
            user `tocsin`; a list while it is changed.
        severity_tag: Tag of a rule that says how bad it is, where `severity` says nothing.
        service_tag: Tag that names the service, where `service` says nothing.
        group_by: What has one incident: a `rule`, or each `alert` of it.
    """

    base_url: BaseUrl = ""
    token: SecretsField
    map: dict[str, Meaning] = Field(default_factory=_usual)
    severity_tag: Tag = "severity"
    service_tag: Tag = "service"
    group_by: Literal["rule", "alert"] = "rule"

    @model_validator(mode="after")
    def _asks_somewhere(self) -> Self:
        if not self.base_url and (self.api_key is not None or self.username):
            raise ValueError(
                "base_url says which cluster is asked what fires with that key or user"
            )
        return self

    def severity_by(self, told: str, tag: str) -> Severity | None:
        """The severity of the word that was told, else of the tag; None = to be ignored."""
        return self.severity_of(told or tag)
