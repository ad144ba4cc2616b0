"""What `tocsin check` and `tocsin check --live` say of the sections."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import tocsin_newrelic
from tests.counterparts.newrelic.newrelic import NewRelic
from tests.vendors.examined import found
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin_newrelic.config import ChangesConfig, GraphsConfig, IssuesConfig, LogsConfig, Region

Make = Callable[..., Any]
MODELS: dict[str, Any] = {
    "alerts": IssuesConfig,
    "graphs": GraphsConfig,
    "logs": LogsConfig,
    "changes": ChangesConfig,
}
SEEN = "the key is right, and sees the account 1000001"
WHAT = {
    "alerts": "the key reads issues",
    "graphs": "the key queries metrics",
    "logs": "the key queries logs",
    "changes": "the key queries changes",
}
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
ASKS = 'key = { env = "A" }\naccount = 1\n'


def test_the_entry_point_leads_to_the_four_kinds() -> None:
    (point,) = entry_points(group="tocsin", name="newrelic")
    assert point.load() is tocsin_newrelic
    assert [one.kind for one in tocsin_newrelic.tocsin_providers()] == list(MODELS)


@pytest.mark.parametrize("kind", MODELS)
def test_all_is_well(tool: Make, nr: NewRelic, kind: str) -> None:
    assert found(tool(kind)) == {SEEN: "ok", WHAT[kind]: "ok"}
    nr.account.forbidden = {"nrql", "aiIssues"}
    assert found(tool(kind)) == {
        SEEN: "ok",
        WHAT[kind]: "fault: New Relic does not let this key do that: Access denied.",
    }


@pytest.mark.parametrize("kind", MODELS)
def test_a_wrong_key_or_region_ends_it_with_what_to_check(tool: Make, kind: str) -> None:
    with pytest.raises(ProviderError) as caught:
        found(tool(kind, key=Secret("NR_HOOK")))
    assert caught.value.code == "auth"
    assert str(caught.value) == (
        "New Relic answered 401. Check that the key is a user key (NRAK-…), and the region."
    )


@pytest.mark.parametrize("kind", MODELS)
def test_an_account_that_the_key_does_not_see_is_a_fault(tool: Make, kind: str) -> None:
    seen = "the key is right, and sees the account 7"
    said = "fault: New Relic shows this key no account 7. Check account and region."
    assert found(tool(kind, account=7)) == {seen: said}


def test_a_key_that_is_not_set_is_said_by_the_name_of_its_variable(
    tool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NR_KEY")
    with pytest.raises(ProviderError, match="set the environment variable NR_KEY") as caught:
        found(tool("logs"))
    assert caught.value.code == "auth"


@pytest.mark.parametrize("status", ["503", "429-with-wait"])
def test_new_relic_in_trouble_is_one_sentence(tool: Make, nr: NewRelic, status: Any) -> None:
    nr.far_end.fail(status)
    with pytest.raises(ProviderError, match=r"^New Relic answered \d+"):
        found(tool("logs"))


@pytest.mark.parametrize(
    ("region", "api"),
    [
        ("us", "https://api.newrelic.com"),
        ("eu", "https://api.eu.newrelic.com"),
        ("jp", "https://api.jp.newrelic.com"),
    ],
)
def test_a_region_has_its_address(region: Region, api: str) -> None:
    assert LogsConfig(key=Secret("K"), account=1, region=region).api_url == api


@pytest.mark.parametrize(
    ("kind", "section", "sentence"),
    [
        ("alerts", "", "token"),
        ("alerts", 'token = { env = "T" }\naccount = 1', "key and account go together"),
        ("alerts", 'token = { env = "T" }\nuser = "a:b"', "user"),
        ("alerts", 'token = { env = "T" }\nheader = "X Token"', "header"),
        ("alerts", 'token = { env = "T" }\nmap = { HIGH = "P9" }', "map"),
        ("graphs", 'key = { env = "A" }', "account"),
        ("logs", ASKS.replace("1", "0"), "account"),
        ("logs", ASKS + 'region = "de"', "region"),
        ("logs", ASKS + 'base_url = "http://nr.example"', "http:// shows secrets"),
        ("changes", ASKS + "where = \"category = 'x'\\nSINCE 1 day ago\"", "Leave out SINCE"),
        ("changes", ASKS + 'where = "WHERE a = 1"', "Write the condition alone"),
        ("changes", 'key = "NRAK-itself"\naccount = 1', "a secret is written"),
    ],
)
def test_a_section_that_cannot_mean_what_it_says_is_refused(
    kind: str, section: str, sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence) as caught:
        MODELS[kind].model_validate(tomllib.loads(section))
    assert "NRAK-itself" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "query", "fault"),
    [
        ("logs", "connection reset", ""),
        ("logs", "FROM Log SELECT *", ""),
        ("logs", "FROM Log SELECT * SINCE 1 day ago", "Leave out SINCE and UNTIL"),
        ("graphs", "SELECT count(*) FROM Transaction", ""),
        ("graphs", "connection reset", "A query has FROM and SELECT"),
        ("graphs", "SELECT count(*) FROM Transaction LIMIT MAX", "LIMIT is a number here"),
    ],
)
def test_a_preset_that_cannot_be_asked_is_said(kind: str, query: str, fault: str) -> None:
    config = MODELS[kind].model_validate(tomllib.loads(ASKS))
    assert config.query_fault(query).startswith(fault)
    assert bool(config.query_fault(query)) is bool(fault)


def test_the_sections_of_the_readme_are_right() -> None:
    told = tomllib.loads(README.split("```toml\n")[1].split("```")[0])
    for kind, model in MODELS.items():
        for section in told[kind].values():
            assert section.pop("type") == "newrelic"
            presets = section.pop("presets", {})
            config = model.model_validate(section)
            assert all(config.query_fault(text) == "" for text in presets.values())
