"""Values as text and back: the one place where events, incidents and policies become JSON.

Events and policies are canonical (sorted keys, no blanks, UTF-8 as it is), since their text is
hashed. Times are RFC 3339 in UTC with `Z`, durations ISO 8601, sets sorted lists. What is
written so is `dumps`; what is read goes through one pydantic adapter for each kind of value.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Annotated, TypeVar, cast

from pydantic import Field, TypeAdapter, ValidationError

from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.nouns import EVENTS
from tocsin.domain.policy import ProcessPolicy
from tocsin.domain.quarter_metrics import Measured
from tocsin.errors import InvalidValue
from tocsin.store.hash_chain import body_hash

V = TypeVar("V")
_NOT_KEPT = {"policy"}
POLICIES_KEPT = 64


@cache
def _events() -> TypeAdapter[Event]:
    every = reduce(or_, EVENTS.values())
    return TypeAdapter(cast("type[Event]", Annotated[every, Field(discriminator="type")]))


@cache
def _incidents() -> TypeAdapter[Incident]:
    return TypeAdapter(Incident)


@cache
def _policies() -> TypeAdapter[ProcessPolicy]:
    return TypeAdapter(ProcessPolicy)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _time(value: datetime) -> str:
    if value.tzinfo is None:
        raise InvalidValue(f"The time {value} has no time zone and cannot be kept.")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _duration(value: timedelta) -> str:
    """`PT300S`, `P1DT0.500000S`: exact to the microsecond."""
    size = abs(value)
    days = f"{size.days}D" if size.days else ""
    micros = f".{size.microseconds:06}" if size.microseconds else ""
    return f"{'-' if value < timedelta() else ''}P{days}T{size.seconds}{micros}S"


_PLAIN: dict[type, Callable[[object], object]] = {
    datetime: lambda value: _time(cast("datetime", value)),
    date: lambda value: cast("date", value).isoformat(),
    time: lambda value: cast("time", value).isoformat(),
    timedelta: lambda value: _duration(cast("timedelta", value)),
    frozenset: lambda value: sorted(cast("frozenset[str]", value)),
}


def _plain(value: object) -> object:
    """What `json` cannot write by itself, one level deep."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names(type(value))}
    for kind, plain in _PLAIN.items():
        if isinstance(value, kind):
            return plain(value)
    raise InvalidValue(f"A {type(value).__name__} cannot be kept.")


def _canonical(value: object) -> str:
    return json.dumps(
        value, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def _checked(read: Callable[[], V], what: str) -> V:
    try:
        return read()
    except (ValidationError, ValueError) as error:
        raise InvalidValue(f"A stored {what} cannot be read: {_first_fault(error)}.") from None


def _first_fault(error: ValueError) -> str:
    """Where and what is wrong, without the value itself."""
    if not isinstance(error, ValidationError):
        return "it is not JSON"
    fault = error.errors(include_input=False, include_url=False)[0]
    if fault["type"].startswith("union_tag"):
        return "its type is unknown to this version"
    return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"


def decode_measured(text: str) -> Measured:
    """Return the part of a kept projection that metrics need, without reading the rest.

    Raises:
        InvalidValue: It is no projection.
    """
    try:
        kept = json.loads(text)
        return Measured(
            number=kept["number"],
            team=kept["team"],
            severity=kept["severity"],
            status=kept["status"],
            source=kept["source"],
            declared=datetime.fromisoformat(kept["declared"]),
            flags=frozenset(kept["flags"]),
            milestones={
                name: datetime.fromisoformat(at) for name, at in kept["milestones"].items()
            },
            cause=kept.get("cause", ""),
        )
    except (KeyError, TypeError, ValueError):
        raise InvalidValue("A stored incident cannot be read.") from None


def encode_event(event: Event) -> str:
    """Return the canonical JSON of an event: what is stored, hashed and exported.

    Raises:
        InvalidValue: A time of it has no zone.
    """
    return _canonical(event)


def decode_event(text: str) -> Event:
    """Return the event of a stored text.

    Raises:
        InvalidValue: It is not an event this version knows.
    """
    return _checked(lambda: _events().validate_json(text), "event")


def encode_incident(incident: Incident) -> str:
    """Return the projection as JSON, without its policy; mappings keep their order.

    Written with every command and hashed nowhere, so it is the quick form, not the canonical one.
    """
    return _incidents().dump_json(incident, exclude=_NOT_KEPT).decode()


def decode_incident(text: str, policy: ProcessPolicy) -> Incident:
    """Return the projection of a stored text, with the policy it was declared under.

    Raises:
        InvalidValue: It is not a projection this version knows.
    """
    # The policy goes in as the object it is: leaving it out would copy the default each time.
    fields_read = {**json.loads(text), "policy": policy}
    return _checked(lambda: _incidents().validate_python(fields_read), "incident")


def encode_policy(policy: ProcessPolicy) -> str:
    """Return the canonical JSON of a policy."""
    return _canonical(policy)


@lru_cache(maxsize=POLICIES_KEPT)
def decode_policy(text: str) -> ProcessPolicy:
    """Return the policy of a stored text; the same text gives the same object.

    Raises:
        InvalidValue: It is not a policy this version knows.
    """
    return _checked(lambda: _policies().validate_json(text), "policy")


def policy_hash(policy: ProcessPolicy) -> str:
    """Return the sha256 of the policy's canonical JSON, as lower-case hex."""
    return body_hash(encode_policy(policy))
