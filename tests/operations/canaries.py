"""Sections of a team file for every installed provider type, with a canary in each secret."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from tocsin.providers import ProviderType, Secret

LEFT_OUT = object()
ELASTIC: Sequence[Mapping[str, object]] = (
    {"password": LEFT_OUT},
    {"api_key": LEFT_OUT, "username": "tocsin"},
)
# What no guess finds: settings that go together, a row for each section that a type may have.
TOGETHER: Mapping[tuple[str, str], Sequence[Mapping[str, object]]] = {
    ("customers", "smtp"): ({"user": "bot"},),
    ("paging", "pagerduty"): (
        {"routing_key": LEFT_OUT, "service": "PSVC001", "from_email": "bot@example.com"},
        {"token": LEFT_OUT},
    ),
    ("status_page", "statuspage"): ({"page": "pageshop0001"},),
    ("paging", "opsgenie"): ({"product": "jsm"},),
    ("alerts", "elastic"): ELASTIC,
    ("changes", "elastic"): ELASTIC,
    ("graphs", "elastic"): ELASTIC,
    ("logs", "elastic"): ELASTIC,
    ("alerts", "newrelic"): ({"account": 1234567},),
    ("schedules", "opsgenie"): ({"product": "jsm", "cloud_id": "c1", "email": "bot@example.com"},),
}


@dataclass
class Nest:
    """Makes canaries; `variables` is the environment that holds them."""

    port: int
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def canaries(self) -> list[str]:
        return list(self.variables.values())

    def sections(self, kind: ProviderType[Any]) -> Iterator[dict[str, object]]:
        """The smallest sections its model takes: every secret is set in one of them.

        Raises:
            AssertionError: No guess fits; write an example for that type here.
        """
        for together in TOGETHER.get((kind.kind, kind.name), ({},)):
            yield self._section(kind, together)

    def _section(
        self, kind: ProviderType[Any], together: Mapping[str, object]
    ) -> dict[str, object]:
        choices = {
            (one.alias or name): self._choices(kind, name, one.annotation, one.is_required())
            for name, one in kind.config.model_fields.items()
        }
        at = dict.fromkeys(choices, 0)
        while True:
            values = {**{key: choices[key][at[key]] for key in choices}, **together}
            given = {key: value for key, value in values.items() if value is not LEFT_OUT}
            try:
                kind.config.model_validate(given)
            except ValidationError as error:
                place = str((*error.errors()[0]["loc"], "")[0])
                at[place] = at.get(place, 0) + 1
                stuck = at[place] >= len(choices.get(place, ()))
                if stuck:
                    raise AssertionError(f"no guess fits {kind.kind}.{kind.name}") from error
            else:
                return given

    def _choices(
        self, kind: ProviderType[Any], name: str, annotation: object, required: bool
    ) -> Sequence[object]:
        if holds_secret(annotation):
            secret = {"env": self._plant(f"{kind.kind}-{kind.name}-{name}")}
            return (secret, [secret], {"one": secret})
        here = self._loopback(name)
        if required:
            return (*here, "ana@example.com", "x", 1, ["x"], ["ana@example.com"], {"x": "x"}, True)
        return (*here, LEFT_OUT)

    def _loopback(self, name: str) -> Sequence[object]:
        """Whatever tells where to connect to leads to this machine."""
        if any(word in name for word in ("url", "address", "endpoint", "site")):
            return (f"http://127.0.0.1:{self.port}/x",)
        if any(word in name for word in ("host", "server", "domain")):
            return ("127.0.0.1",)
        return (self.port,) if name == "port" else ()

    def _plant(self, name: str) -> str:
        variable = "CANARY_" + name.upper().replace("-", "_")
        self.variables[variable] = f"canary/{name}+0193a5c0=="
        return variable


def holds_secret(annotation: object) -> bool:
    """Whether a field is a secret, or holds some."""
    if annotation is Secret:
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return any(holds_secret(one.annotation) for one in annotation.model_fields.values())
    return any(holds_secret(one) for one in get_args(annotation))


def toml(value: object) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(key)} = {toml(one)}" for key, one in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    return json.dumps(value)


def sections(nest: Nest, types: Mapping[tuple[str, str], ProviderType[Any]]) -> Iterator[str]:
    """A section of a team file for each type that has a secret; chats are no sections."""
    for (kind, name), one in types.items():
        if kind not in ("chat", "escalation") and holds_secret(one.config):
            for number, section in enumerate(nest.sections(one)):
                lines = [f"[{kind}.{name}-c{number}]", f"type = {toml(name)}"]
                lines += [f"{key} = {toml(value)}" for key, value in section.items()]
                yield "\n".join(lines) + "\n"
