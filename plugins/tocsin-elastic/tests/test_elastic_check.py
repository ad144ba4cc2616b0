"""What `tocsin check` and `tocsin check --live` say of the sections."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import tocsin_elastic
from tests.counterparts.elastic.cluster import NOON, Cluster
from tests.vendors.examined import found
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin_elastic.config import ChangesConfig, GraphsConfig, LogsConfig, RulesConfig

Make = Callable[..., Any]
MODELS: dict[str, Any] = {
    "alerts": RulesConfig,
    "graphs": GraphsConfig,
    "logs": LogsConfig,
    "changes": ChangesConfig,
}
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
ASKED = 'base_url = "https://es.example"\nindices = ["logs-*"]\n'
KEY = ASKED + 'api_key = { env = "A" }\n'
USER = ASKED + 'username = "u"\npassword = { env = "P" }\n'


def test_the_entry_point_leads_to_the_four_kinds() -> None:
    (point,) = entry_points(group="tocsin", name="elastic")
    assert point.load() is tocsin_elastic
    assert [one.kind for one in tocsin_elastic.tocsin_providers()] == list(MODELS)


@pytest.mark.parametrize("kind", ["changes", "graphs", "logs"])
@pytest.mark.parametrize(
    ("product", "tool_name"), [("elastic", "Elasticsearch"), ("opensearch", "OpenSearch")]
)
def test_all_is_well(tool: Make, es: Cluster, kind: str, product: str, tool_name: str) -> None:
    es.product = product
    wanted = ["reads logs-*", f"it is {tool_name}", "the time field @timestamp"]
    assert found(tool(kind)) == dict.fromkeys(wanted, "ok")


def test_the_other_product_is_said(tool: Make, es: Cluster) -> None:
    user = {"username": "tocsin-reader", "password": Secret("ES_PASSWORD"), "api_key": None}
    said = found(tool("logs", product="opensearch", **user))
    assert said["it is OpenSearch"] == ('fault: It is Elasticsearch: write product = "elastic".')


def test_a_time_field_that_is_none_is_said(tool: Make, es: Cluster) -> None:
    assert found(tool("logs", time_field="time"))["the time field time"] == (
        "fault: no index has it: time_field names a field of dates."
    )
    es.time_type = "keyword"
    assert found(tool("logs"))["the time field @timestamp"] == (
        "fault: it is keyword there: time_field names a field of dates."
    )
    assert found(tool("logs", indices=["logs-new-*"]))["the time field @timestamp"] == (
        "warning: No index matches logs-new-* so far."
    )


def test_indices_that_may_not_be_read_are_a_fault(tool: Make, es: Cluster) -> None:
    assert found(tool("logs", indices=["secret-1"])) == {
        "reads secret-1": "fault: Elasticsearch answered 403. "
        "This key or user may not read those indices."
    }
    # A pattern of which it may see nothing is answered as one that names nothing.
    assert found(tool("logs", indices=["secret-*"]))["the time field @timestamp"] == (
        "warning: No index matches secret-* so far."
    )


def test_a_wrong_key_ends_it_with_what_to_check(tool: Make) -> None:
    with pytest.raises(ProviderError) as caught:
        found(tool("logs", api_key=Secret("ES_HOOK")))
    assert str(caught.value) == "Elasticsearch answered 401. Check the key or the password."


def test_a_key_that_is_not_set_is_said_by_the_name_of_its_variable(
    tool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ES_KEY")
    with pytest.raises(ProviderError, match="set the environment variable ES_KEY") as caught:
        found(tool("logs"))
    assert caught.value.code == "auth"


@pytest.mark.parametrize("status", ["503", "429-with-wait"])
def test_a_cluster_in_trouble_is_one_sentence(tool: Make, es: Cluster, status: Any) -> None:
    es.far_end.fail(status)
    with pytest.raises(ProviderError, match=r"^Elasticsearch answered \d+"):
        found(tool("logs"))


def test_the_examination_asks_nothing_that_changes_anything(tool: Make, es: Cluster) -> None:
    es.add("logs-1", "error", NOON - timedelta(minutes=1))
    found(tool("logs"))
    assert set(es.far_end.paths()) == {"POST /logs-*/_search", "GET /logs-*/_field_caps"}


@pytest.mark.parametrize(
    ("kind", "section", "sentence"),
    [
        ("alerts", "", "token"),
        ("alerts", 'token = { env = "T" }\ngroup_by = "host"', "group_by"),
        ("alerts", 'token = { env = "T" }\napi_key = { env = "A" }', "base_url says which cluster"),
        (
            "alerts",
            'token = { env = "T" }\nbase_url = "http://es.example"',
            "http:// shows secrets",
        ),
        ("alerts", 'token = { env = "T" }\nmap = { high = "P9" }', "map"),
        ("logs", 'base_url = "https://es.example"\napi_key = { env = "A" }', "indices"),
        ("logs", KEY + 'username = "u"', "username and password go together"),
        ("logs", USER + 'api_key = { env = "A" }', "goes without username and password"),
        ("logs", KEY + 'product = "opensearch"', "api_key is of Elasticsearch"),
        ("logs", USER + 'product = "opensearch"\nspace = "x"', "space is of Kibana"),
        ("logs", KEY + 'pages_url = "https://u:p@kibana.example"', "everybody sees it"),
        ("logs", KEY + 'pages_url = "https://kibana.example/#/x"', "everybody sees it"),
        ("logs", KEY.replace("logs-*", "_all"), "indices"),
        ("logs", KEY.replace("logs-*", "-secret"), "indices"),
        ("logs", KEY.replace("logs-*", "a/../b"), "indices"),
        ("logs", KEY.replace("logs-*", "a,b"), "indices"),
        ("logs", KEY.replace("https://", "http://"), "http:// shows secrets"),
        ("logs", ASKED + 'api_key = "k3y-itself"', "a secret is written"),
        ("logs", KEY + 'language = "dql"', "language"),
        ("changes", KEY + 'query = "a b:c"', "query: Character 3 of this KQL"),
        ("changes", KEY + "title_fields = []", "title_fields"),
        ("graphs", KEY + 'split_by = "a b"', "split_by"),
        ("graphs", KEY + 'time_field = "a`b"', "time_field"),
    ],
)
def test_a_section_that_cannot_mean_what_it_says_is_refused(
    kind: str, section: str, sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence) as caught:
        MODELS[kind].model_validate(tomllib.loads(section))
    assert "k3y-itself" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "query", "fault"),
    [
        ("logs", "level:error AND service.name:checkout", ""),
        ("logs", "lucene: code:[500 TO 599]", ""),
        (
            "logs",
            "level:error service.name:checkout",
            'Character 13 of this KQL: write "and" or "or" before this.',
        ),
        ("logs", "FROM logs-* | LIMIT 3", ""),
        ("logs", "FROM logs-other", "logs-other is not in the section; read FROM logs-*."),
        ("graphs", "level:error", ""),
        (
            "graphs",
            "FROM logs-*",
            "A graph counts what a query finds in KQL or Lucene; ES|QL cannot be drawn.",
        ),
    ],
)
def test_a_preset_that_cannot_be_asked_is_said(kind: str, query: str, fault: str) -> None:
    config = MODELS[kind].model_validate(tomllib.loads(KEY))
    assert config.query_fault(query) == fault


def test_the_sections_of_the_readme_are_right_and_so_are_their_presets() -> None:
    told = tomllib.loads(README.split("```toml\n")[1].split("```")[0])
    for kind, model in MODELS.items():
        for section in told[kind].values():
            assert section.pop("type") == "elastic"
            presets = section.pop("presets", {})
            config = model.model_validate(section)
            texts = [text.replace("{service}", "checkout") for text in presets.values()]
            assert [config.query_fault(text) for text in texts] == [""] * len(presets)
