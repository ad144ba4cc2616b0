"""The sections of `type = "aws"` in a team file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.util import find_spec
from typing import Annotated, ClassVar, Final, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from tocsin.providers import (
    AlertsConfig,
    AskedConfig,
    BaseUrl,
    ChangeWhat,
    Concern,
    HttpConfig,
    Meaning,
    Severity,
)

V = TypeVar("V")
NO_DATA: Final = "no data"
"""The word of `map` for an alarm in INSUFFICIENT_DATA."""
NEEDS_BOTO3: Final = "AWS is asked with boto3: pip install 'tocsin-aws[boto3]'"
_REGION: Final = "[a-z]{2}(?:-[a-z]+){1,3}-[0-9]{1,2}"
_TOPIC: Final = re.compile(
    rf"arn:(aws(?:-cn|-us-gov)?):sns:({_REGION}):"
    r"[0-9]{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?"
)
_EXTERNAL: Final = r"[A-Za-z0-9_+=,.@:/-]{2,}"
_ROLE: Final = r"arn:aws(-cn|-us-gov)?:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+"


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic of SNS, as its ARN names it."""

    arn: str
    partition: str
    region: str

    @property
    def host(self) -> str:
        """Where SNS of its region is, and the only host that its certificates come from."""
        return f"sns.{self.region}.amazonaws.com{'.cn' if self.partition == 'aws-cn' else ''}"


def topic_of(arn: str) -> Topic | None:
    """The topic of an ARN; None where it is none."""
    found = _TOPIC.fullmatch(arn)
    return Topic(arn=arn, partition=found[1], region=found[2]) if found else None


def _checked_topic(arn: str) -> str:
    if topic_of(arn) is None:
        raise ValueError("write the ARN of a topic, arn:aws:sns:<region>:<account>:<name>")
    return arn


Region = Annotated[str, Field(pattern=f"^{_REGION}$")]
TopicArn = Annotated[str, AfterValidator(_checked_topic)]
Name = Annotated[str, Field(min_length=1, max_length=255)]


def _usual() -> dict[str, Meaning]:
    return {NO_DATA: "P3"}


def first_match(name: str, patterns: Mapping[str, V]) -> V | None:
    """What stands behind the first pattern that a name fits, `*` for anything; None without one."""
    return next((found for like, found in patterns.items() if fnmatchcase(name, like)), None)


class AccessConfig(HttpConfig):
    """How AWS is asked, and as whom.

    Args:
        base_url: One address for every service of AWS, such as that of LocalStack; "" = AWS's own.
        profile: A profile of the AWS configuration files; "" = whatever boto3 finds by itself.
        assume_role: ARN of a role that is assumed for every question.
        external_id: What the role's trust policy asks for as `sts:ExternalId`; "" = nothing.
    """

    base_url: BaseUrl = ""
    profile: str = Field(default="", max_length=200)
    assume_role: str = Field(default="", pattern=f"^({_ROLE})?$", max_length=700)
    external_id: str = Field(default="", pattern=f"^({_EXTERNAL})?$", max_length=1224)

    @model_validator(mode="after")
    def _is_of_a_role(self) -> Self:
        if self.external_id and not self.assume_role:
            raise ValueError("external_id goes with assume_role: write the ARN of the role too")
        return self

    def concerns(self) -> Iterator[Concern]:
        """That boto3 is missing."""
        if find_spec("boto3") is None:
            what = "Nothing can be asked here: boto3 is not installed."
            yield Concern(key="type", what=what, fix="Try pip install 'tocsin-aws[boto3]'.")


class AlarmsConfig(AccessConfig, AlertsConfig):
    """Which topics tell of alarms, how bad each is, and whether CloudWatch is asked what fires.

    Args:
        topics: ARNs of the topics that may tell something here.
        allow_sha1: False refuses messages of SignatureVersion 1, which new topics begin with.
        severities: Pattern of an alarm's name -> how bad it is; the first that fits counts.
        services: Pattern of an alarm's name -> service of the team file.
        firing: Whether `!alerts` asks CloudWatch, in the regions of the topics; needs boto3.
        alarm_prefix: Only alarms whose names begin so are asked for.
    """

    topics: tuple[TopicArn, ...] = Field(min_length=1, max_length=50)
    allow_sha1: bool = True
    map: dict[str, Meaning] = Field(default_factory=_usual)
    severities: dict[Name, Meaning] = Field(default_factory=dict, max_length=200)
    services: dict[Name, Name] = Field(default_factory=dict, max_length=200)
    firing: bool = False
    alarm_prefix: str = Field(default="", max_length=255)

    @model_validator(mode="after")
    def _is_proof(self) -> Self:
        if not (self.verify or self.base_url):
            raise ValueError(
                "verify = false would take certificates of SNS from anybody, and so any alarm"
            )
        return self

    def concerns(self) -> Iterator[Concern]:
        """That boto3 is missing, where CloudWatch is asked."""
        return super().concerns() if self.firing else iter(())

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of the topics, each once."""
        found = (topic_of(arn) for arn in self.topics)
        return tuple(dict.fromkeys(topic.region for topic in found if topic is not None))

    def severity_by(self, alarm: str, word: str = "") -> Severity | None:
        """How bad an alarm is, by the word of its state or its name; None where it is ignored."""
        if word in self.map:
            return self.severity_of(word)
        meaning = first_match(alarm, self.severities) or self.unknown
        return None if meaning == "ignore" else meaning

    def severity_named(self, alarm: str) -> Severity | None:
        """How bad an alarm is by its name; None where the section does not say."""
        return self.severity_by(alarm) if first_match(alarm, self.severities) else None

    def service_of(self, alarm: str) -> str:
        """The service that an alarm's name stands for, or ""."""
        return first_match(alarm, self.services) or ""


class RegionConfig(AccessConfig):
    """A section that asks in one region.

    Args:
        region: Region, such as `eu-central-1`.
    """

    region: Region


class GraphsConfig(RegionConfig, AskedConfig):
    """Graphs of metrics: a metric as in a widget's source, or an expression of metric math."""

    has_braces: ClassVar[bool] = True


class LogsConfig(RegionConfig, AskedConfig):
    """Log search by Logs Insights.

    Args:
        log_groups: Names of the log groups that are searched.
    """

    log_groups: tuple[
        Annotated[str, Field(pattern=r"^[A-Za-z0-9_./#-]+$", max_length=512)], ...
    ] = Field(min_length=1, max_length=50)

    def query_fault(self, text: str) -> str:
        """Which log groups are searched is not said in the query."""
        return SOURCE_FAULT if names_source(text) else ""


class ChangesConfig(RegionConfig):
    """What changed, as CloudTrail wrote it down.

    Args:
        events: What a change is (`deploy`, `config`, `flag`, `other`) -> names of the events that
            are such changes, `*` for anything.
        services: Pattern of a resource's name -> service of the team file.
    """

    events: dict[ChangeWhat, tuple[Name, ...]] = Field(default_factory=lambda: dict(USUAL_EVENTS))
    services: dict[Name, Name] = Field(default_factory=dict, max_length=200)

    def what_is(self, event: str) -> ChangeWhat | None:
        """What kind of change an event is; None for one that is none."""
        named = {name: what for what, names in self.events.items() for name in names}
        return first_match(event, named)


_DEPLOYS: Final = "UpdateService UpdateFunctionCode* CreateDeployment ExecuteChangeSet UpdateStack"
_CONFIGURES: Final = (
    "UpdateFunctionConf* Modify* PutParameter ChangeResourceRecordSets *GroupIngress"
)
USUAL_EVENTS: Final[Mapping[ChangeWhat, tuple[str, ...]]] = {
    "deploy": tuple(_DEPLOYS.split()),
    "config": tuple(_CONFIGURES.split()),
}
SOURCE_FAULT: Final = "SOURCE is not taken: the log groups are those of the section."


def names_source(text: str) -> bool:
    """Whether a query says itself where to look."""
    return any(part.split()[:1] and part.split()[0].lower() == "source" for part in text.split("|"))
