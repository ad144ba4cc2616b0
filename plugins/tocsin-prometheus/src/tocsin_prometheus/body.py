"""The body of an Alertmanager webhook, version 4, and what is wrong with one that is not."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from tocsin.errors import BadPayload
from tocsin.providers import one_line
from tocsin_prometheus.times import Moment

VERSION = "4"
_MAX_PLACE = 120


def _absent_is_empty(value: object) -> object:
    return {} if value is None else value


def _absent_is_none_left_out(value: object) -> object:
    return 0 if value is None else value


def _only_version_4(value: object) -> object:
    if value != VERSION:
        raise PydanticCustomError("version", f'not "{VERSION}", the only one read here')
    return value


Texts = Annotated[dict[str, str], BeforeValidator(_absent_is_empty)]
Count = Annotated[int, BeforeValidator(_absent_is_none_left_out), Field(strict=True, ge=0)]
Version = Annotated[str, BeforeValidator(_only_version_4)]


class _Part(BaseModel):
    """What every part shares: unknown keys are ignored, since Alertmanager adds some at times."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class AlertBody(_Part):
    """One alert. Its own `status` counts: a group that is partly over still says firing."""

    status: Literal["firing", "resolved"]
    labels: Texts = Field(default_factory=dict)
    annotations: Texts = Field(default_factory=dict)
    starts_at: Moment = Field(default=None, alias="startsAt")
    ends_at: Moment = Field(default=None, alias="endsAt")
    generator_url: str = Field(default="", alias="generatorURL")
    fingerprint: str = ""


class GroupBody(_Part):
    """One notification: one group of alerts."""

    version: Version
    group_key: str = Field(alias="groupKey", min_length=1)
    truncated: Count = Field(default=0, alias="truncatedAlerts")
    group_labels: Texts = Field(default_factory=dict, alias="groupLabels")
    common_labels: Texts = Field(default_factory=dict, alias="commonLabels")
    common_annotations: Texts = Field(default_factory=dict, alias="commonAnnotations")
    external_url: str = Field(default="", alias="externalURL")
    alerts: list[AlertBody] = Field(min_length=1)


def read_body(raw: bytes) -> GroupBody:
    """The notification in a request's body.

    Raises:
        BadPayload: One sentence with the first place that cannot be read and why.
    """
    try:
        return GroupBody.model_validate_json(raw.removeprefix(BOM_UTF8))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
    raise BadPayload(_sentence(fault))


_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "dict_type": "not an object",
        "greater_than_equal": "below zero",
        "int_type": "not a whole number",
        "list_type": "not a list",
        "literal_error": "neither firing nor resolved",
        "missing": "missing",
        "model_type": "not an object",
        "string_too_short": "empty",
        "string_type": "not a text",
        "too_short": "empty",
    }
)


def _sentence(fault: ErrorDetails) -> str:
    if fault["type"] == "json_invalid":
        return "The body is not JSON."
    return f"{_place(fault['loc'])}: {_WORDS.get(fault['type'], fault['msg'])}"


def _place(steps: Sequence[int | str]) -> str:
    joined = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    shown = "".join(char for char in joined.removeprefix(".") if char.isprintable())
    return one_line(shown, _MAX_PLACE) or "body"
