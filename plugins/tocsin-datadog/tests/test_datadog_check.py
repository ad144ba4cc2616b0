"""What `tocsin check` and `tocsin check --live` say of the sections."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import tocsin_datadog
from tests.counterparts.datadog.datadog import Datadog
from tests.vendors.examined import found
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin_datadog.config import ChangesConfig, GraphsConfig, LogsConfig, MonitorsConfig, Site

Make = Callable[..., Any]
MODELS: dict[str, Any] = {
    "alerts": MonitorsConfig,
    "graphs": GraphsConfig,
    "logs": LogsConfig,
    "changes": ChangesConfig,
}
RIGHT = "both keys are right, and the site is"
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
KEYS = 'api_key = { env = "A" }\napp_key = { env = "B" }\n'


def test_the_entry_point_leads_to_the_four_kinds() -> None:
    (point,) = entry_points(group="tocsin", name="datadog")
    assert point.load() is tocsin_datadog
    assert [one.kind for one in tocsin_datadog.tocsin_providers()] == list(MODELS)


@pytest.mark.parametrize(
    ("kind", "section", "said"),
    [
        ("alerts", {}, ["the application key reads monitors"]),
        (
            "graphs",
            {"dashboard": "abc-def-123"},
            ["the application key queries metrics", "the dashboard abc-def-123"],
        ),
        ("logs", {"indexes": ["main"]}, ["the application key reads logs"]),
        (
            "changes",
            {"deployments": True},
            ["the application key reads events", "the application key reads deployments"],
        ),
    ],
)
def test_all_is_well(
    tool: Make, dd: Datadog, kind: str, section: dict[str, Any], said: list[str]
) -> None:
    assert found(tool(kind, **section)) == dict.fromkeys([RIGHT, *said], "ok")
    dd.account.scopes = set()
    missing = found(tool(kind, **section))
    assert missing.pop(RIGHT) == "ok"
    assert list(missing) == said
    assert all("; the application key needs the scope " in one for one in missing.values())


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("key", ["api_key", "app_key"])
def test_a_wrong_key_ends_it_with_what_to_check(tool: Make, kind: str, key: str) -> None:
    with pytest.raises(ProviderError) as caught:
        found(tool(kind, **{key: Secret("DD_HOOK")}))
    assert str(caught.value) == ("Datadog answered 403. Check both keys and the site.")


def test_a_key_that_is_not_set_is_said_by_the_name_of_its_variable(
    tool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DD_APP")
    with pytest.raises(ProviderError, match="set the environment variable DD_APP") as caught:
        found(tool("logs"))
    assert caught.value.code == "auth"


def test_ids_that_are_not_there_are_faults(tool: Make) -> None:
    said = found(tool("graphs", dashboard="xyz-xyz-xyz"))
    assert said["the dashboard xyz-xyz-xyz"] == (
        "fault: Datadog answered 404. Dashboard with ID xyz-xyz-xyz not found"
    )
    said = found(tool("logs", indexes=["gone"]))
    assert said["the application key reads logs"] == "fault: Datadog answered 400. Invalid index"


@pytest.mark.parametrize("status", ["503", "429-with-wait"])
def test_datadog_in_trouble_is_one_sentence(tool: Make, dd: Datadog, status: Any) -> None:
    dd.far_end.fail(status)
    with pytest.raises(ProviderError, match=r"^Datadog answered \d+"):
        found(tool("logs"))


@pytest.mark.parametrize(
    ("site", "api", "pages"),
    [
        ("datadoghq.com", "https://api.datadoghq.com", "https://app.datadoghq.com"),
        ("datadoghq.eu", "https://api.datadoghq.eu", "https://app.datadoghq.eu"),
        ("us5.datadoghq.com", "https://api.us5.datadoghq.com", "https://us5.datadoghq.com"),
        ("ddog-gov.com", "https://api.ddog-gov.com", "https://app.ddog-gov.com"),
    ],
)
def test_a_site_has_its_addresses(site: Site, api: str, pages: str) -> None:
    config = MonitorsConfig(token=(Secret("T"),), site=site)
    assert (config.api_url, config.pages_url) == (api, pages)


@pytest.mark.parametrize(
    ("kind", "section", "sentence"),
    [
        ("alerts", "", "token"),
        (
            "alerts",
            'token = { env = "T" }\napi_key = { env = "A" }',
            "api_key and app_key go together",
        ),
        ("alerts", 'token = { env = "T" }\ngroup_by = "host"', "group_by"),
        ("alerts", 'token = { env = "T" }\nmap = { P1 = "P9" }', "map"),
        ("graphs", 'api_key = { env = "A" }', "app_key"),
        ("graphs", KEYS + 'dashboard = "Checkout"', "dashboard"),
        ("logs", KEYS + "indexes = []", "indexes"),
        ("logs", KEYS + 'site = "datadoghq.org"', "site"),
        ("logs", KEYS + 'base_url = "http://dd.example"', "http:// shows secrets"),
        ("changes", KEYS + 'query = ""', "query"),
        ("changes", 'api_key = "k3y-itself"\napp_key = { env = "B" }', "a secret is written"),
    ],
)
def test_a_section_that_cannot_mean_what_it_says_is_refused(
    kind: str, section: str, sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence) as caught:
        MODELS[kind].model_validate(tomllib.loads(section))
    assert "k3y-itself" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("avg:system.load.1{service:checkout} by {host}", ""),
        ("avg:system.load.1{*", "The braces do not match."),
        ("system.load.1", "A metric query has a scope: avg:system.load.1{*}"),
    ],
)
def test_a_preset_that_is_no_metric_query_is_said(query: str, fault: str) -> None:
    config = GraphsConfig.model_validate(tomllib.loads(KEYS))
    assert config.query_fault(query) == fault


def test_the_sections_of_the_readme_are_right() -> None:
    told = tomllib.loads(README.split("```toml\n")[1].split("```")[0])
    for kind, model in MODELS.items():
        for section in told[kind].values():
            assert section.pop("type") == "datadog"
            section.pop("presets", None)
            model.model_validate(section)


def test_the_readme_names_every_scope_that_is_asked_for(dd: Datadog) -> None:
    assert all(f"`{scope}`" in README for scope in dd.account.scopes)
