"""A sound team file to begin with, fake provider models, and ways to break the one or the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from tocsin import builtin
from tocsin.config import Team, Teams, load_teams
from tocsin.domain.severity import Severity
from tocsin.errors import Problem
from tocsin.providers.base import ProviderConfig, SecretField

SOUND = """\
[team]
name = "Shop"
timezone = "Europe/Berlin"

[people.ana]
name = "Ana"
email = "ana@example.com"
accounts = { console = "ana" }

[people.bo]
name = "Bo"

[people.eva]

[people.cyrus]

[people.sam]

[oncall.primary]
people = ["ana", "bo"]
rotation = "weekly"
handoff = "Mon 09:00"
start = "2026-01-05"

[oncall.backup]
people = ["sam"]

[contacts]
em = "eva"
cto = "cyrus"
security = ["sam"]
"""

LADDER = """\
[escalation.night]
strategy = "ladder"
steps = [
    { after = "0m", targets = ["primary"] },
    { after = "5m", targets = ["backup", "em"] },
]
repeats = 1
"""


class NoSettings(ProviderConfig):
    """A type without settings."""


class JsonAlerts(ProviderConfig):
    token: SecretField
    map: Mapping[str, Literal["P0", "P1", "P2", "P3", "ignore"]] = {"critical": "P1"}
    unknown: Severity = "P1"


class PrometheusAlerts(ProviderConfig):
    token: SecretField
    severity_label: str = "severity"
    map: Mapping[str, Literal["P0", "P1", "P2", "P3", "ignore"]] = {"critical": "P1"}
    unknown: Severity = "P1"
    service_label: str = "service"
    alertmanager_url: str = ""


class PrometheusGraphs(ProviderConfig):
    url: str
    token: SecretField | None = None


class WebhookPaging(ProviderConfig):
    url: str
    secret: SecretField
    spare: SecretField | None = None
    headers: dict[str, SecretField] = Field(default_factory=dict)
    also_accept: tuple[SecretField, ...] = ()

    @field_validator("url")
    @classmethod
    def _https(cls, value: str) -> str:
        if not value.startswith("http"):
            raise ValueError(f"{value} is no web address; write https://…")
        return value


class Follow(ProviderConfig):
    """A strategy of a plugin."""

    zones: list[str]


class Broken(ProviderConfig):
    """A plugin with a fault of its own."""

    size: int = 0

    @field_validator("size")
    @classmethod
    def _divide(cls, value: int) -> int:
        raise RuntimeError(f"secret value {value}")


class Leaky(ProviderConfig):
    """A plugin whose own check repeats what it was given."""

    token: SecretField

    @field_validator("token", mode="before")
    @classmethod
    def _repeat(cls, value: object) -> object:
        if isinstance(value, str):
            raise ValueError(f"{value} is not what I want; write { {'env': value} }")
        return value


BUILT_IN: Mapping[tuple[str, str], type[ProviderConfig]] = {
    **{(provider.kind, provider.name): provider.config for provider in builtin.tocsin_providers()},
    ("alerts", "json"): JsonAlerts,
}
MODELS: Mapping[tuple[str, str], type[ProviderConfig]] = {
    **BUILT_IN,
    ("alerts", "prometheus"): PrometheusAlerts,
    ("alerts", "broken"): Broken,
    ("alerts", "leaky"): Leaky,
    ("graphs", "prometheus"): PrometheusGraphs,
    ("paging", "webhook"): WebhookPaging,
    ("schedules", "tool"): NoSettings,
    ("escalation", "follow"): Follow,
}


def changed(old: str, new: str, text: str = SOUND) -> str:
    """The sound file with one thing written differently."""
    assert text.count(old) == 1, f"{old!r} must stand in the file exactly once"
    return text.replace(old, new)


def load(folder: Path, text: str = SOUND, **more: str) -> Teams:
    """Load `shop.toml` with this text, and further files by their team ids."""
    for team, content in {"shop": text, **more}.items():
        (folder / f"{team}.toml").write_text(content, encoding="utf-8")
    return load_teams(folder, MODELS)


def shop(folder: Path, text: str = SOUND) -> Team:
    """The team of a file that has no fault."""
    teams = load(folder, text)
    teams.raise_if_broken()
    return teams.teams["shop"]


def only_problem(teams: Teams) -> Problem:
    """The one fault there is."""
    assert len(teams.problems) == 1, "\n".join(map(str, teams.problems))
    return teams.problems[0]
