"""What `tocsin check` and `tocsin check --live` say of the sections."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import tocsin_splunk
from tests.counterparts.splunk.head import SearchHead
from tests.vendors.examined import found
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin_splunk.client import RISKY
from tocsin_splunk.config import AlertsByWebhook, GraphsConfig, LogsConfig
from tocsin_splunk.spl import NEVER, READS

Make = Callable[..., Any]
MODELS: dict[str, Any] = {"alerts": AlertsByWebhook, "graphs": GraphsConfig, "logs": LogsConfig}
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
ASKED = 'base_url = "https://splunk.example:8089"\ntoken = { env = "T" }\n'


def test_the_entry_point_leads_to_the_three_kinds() -> None:
    (point,) = entry_points(group="tocsin", name="splunk")
    assert point.load() is tocsin_splunk
    assert [one.kind for one in tocsin_splunk.tocsin_providers()] == list(MODELS)


@pytest.mark.parametrize("kind", ["graphs", "logs"])
def test_all_is_well(tool: Make, splunk: SearchHead, kind: str) -> None:
    wanted = ["asks as tocsin", "a search runs", "the role only reads"]
    assert found(tool(kind)) == dict.fromkeys(wanted, "ok")
    assert splunk.store.done == []


def test_a_role_that_may_do_more_is_warned_of(tool: Make, splunk: SearchHead) -> None:
    splunk.capabilities += ["run_sendalert", "delete_by_keyword"]
    assert found(tool("logs"))["the role only reads"] == (
        "warning: It may delete_by_keyword, run_sendalert: take that away, nothing here needs it."
    )
    splunk.capabilities.remove("search")
    assert found(tool("logs"))["a search runs"] == (
        "fault: Splunk answered 403. The role of this token may not do that."
    )


def test_a_wrong_token_ends_it_with_what_to_check(tool: Make) -> None:
    with pytest.raises(ProviderError) as caught:
        found(tool("logs", token=Secret("SPLUNK_HOOK")))
    assert str(caught.value) == (
        "Splunk answered 401. The token may be wrong, switched off or too old."
    )


def test_a_token_that_is_not_set_is_said_by_the_name_of_its_variable(
    tool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPLUNK_TOKEN")
    with pytest.raises(ProviderError, match="set the environment variable SPLUNK_TOKEN") as caught:
        found(tool("logs"))
    assert caught.value.code == "auth"


@pytest.mark.parametrize("status", ["503", "429-with-wait"])
def test_splunk_in_trouble_is_one_sentence(tool: Make, splunk: SearchHead, status: Any) -> None:
    splunk.far_end.fail(status)
    with pytest.raises(ProviderError, match=r"^Splunk answered \d+"):
        found(tool("logs"))


@pytest.mark.parametrize(
    ("kind", "section", "sentence"),
    [
        ("alerts", "", "token"),
        ("alerts", 'token = { env = "T" }\ngroup_by = "host"', "group_by"),
        ("alerts", 'token = { env = "T" }\napi_token = { env = "A" }', "go together"),
        ("alerts", ASKED, "go together"),
        ("alerts", 'token = { env = "T" }\nfires_for_min = 0', "fires_for_min"),
        ("alerts", 'token = { env = "T" }\nalert_fields = ["a b"]', "alert_fields"),
        ("logs", 'base_url = "https://splunk.example"', "token"),
        ("logs", ASKED + 'scheme = "basic"', "scheme"),
        ("logs", ASKED + 'commands = ["Delete"]', "delete is never asked"),
        ("logs", ASKED + 'commands = ["a | b"]', "commands"),
        ("logs", ASKED + 'macros = ["a`b"]', "macros"),
        ("logs", ASKED + 'pages_url = "https://u:p@splunk.example"', "everybody sees it"),
        ("logs", ASKED + 'app = "a/../b"', "app"),
        ("logs", ASKED.replace("https://", "http://"), "http:// shows secrets"),
        ("graphs", 'base_url = "https://s.example"\ntoken = "t0ken-itself"', "a secret is written"),
    ],
)
def test_a_section_that_cannot_mean_what_it_says_is_refused(
    kind: str, section: str, sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence) as caught:
        MODELS[kind].model_validate(tomllib.loads(section))
    assert "t0ken-itself" not in str(caught.value)


@pytest.mark.parametrize("kind", ["graphs", "logs"])
def test_a_preset_that_could_do_more_than_read_is_said(kind: str) -> None:
    config = MODELS[kind].model_validate(tomllib.loads(ASKED + 'macros = ["errors"]'))
    assert config.query_fault("`errors` host=* | stats count") == ""
    assert config.query_fault("`other`") != ""
    assert config.query_fault("a | collect index=b") == (
        "collect is never asked from here: it can do more than read."
    )


def test_the_sections_of_the_readme_are_right_and_so_are_their_presets() -> None:
    told = tomllib.loads(README.split("```toml\n")[1].split("```")[0])
    for kind, model in MODELS.items():
        for section in told[kind].values():
            assert section.pop("type") == "splunk"
            presets = section.pop("presets", {})
            config = model.model_validate(section)
            assert [config.query_fault(text) for text in presets.values()] == [""] * len(presets)


def test_the_readme_lists_what_is_asked_what_never_is_and_what_the_role_may_not() -> None:
    words = set(README.replace("`", " ").replace(",", " ").replace(".", " ").split())
    assert words >= READS
    assert words >= NEVER
    assert words >= set(RISKY)
