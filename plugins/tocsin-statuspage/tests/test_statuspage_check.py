"""What `tocsin check` and `tocsin check --live` say of the section, and what troubles read as."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import tocsin_statuspage
from tests.counterparts.statuspage.judge import need_judge
from tests.counterparts.statuspage.states import BEGUN, FOUND, KEY
from tests.counterparts.statuspage.statuspage import Statuspage
from tocsin.errors import ProviderError
from tocsin.providers import CanExamine, ProviderContext, Ref, Secret
from tocsin.testing import Arrived, a_call
from tocsin_statuspage.config import StatuspageConfig
from tocsin_statuspage.page import Statuspage as Page

Make = Callable[..., Page]


def found(page: Page) -> dict[str, str]:
    assert isinstance(page, CanExamine)
    return {
        one.what: f"{one.verdict}: {one.detail}" if one.detail else one.verdict
        for one in page.examine((), a_call())
    }


def test_the_entry_point_leads_to_the_kind() -> None:
    (point,) = entry_points(group="tocsin", name="statuspage")
    assert point.load() is tocsin_statuspage
    (one,) = tocsin_statuspage.tocsin_providers()
    assert (one.kind, one.name) == ("status_page", "statuspage")


def test_all_is_well(make: Make, sp: Statuspage) -> None:
    assert found(make(components={"Checkout": "cmpcheckout1"})) == {
        "the page pageshop0001, Shop": "ok",
        "the key may write incidents": "ok",
        "the component cmpcheckout1 of Checkout": "ok",
    }
    assert sp.site.incidents == {}
    (tried,) = (one for one in sp.far_end.paths() if not one.startswith("GET "))
    assert tried == "PATCH /v1/pages/pageshop0001/incidents/tocsincheck0"


def test_a_key_that_may_only_read_is_a_fault(page: Page, sp: Statuspage) -> None:
    sp.may_write = False
    assert found(page)["the key may write incidents"] == (
        "fault: Statuspage answered 403. "
        "Write the API key of a user who may write incidents there as its token."
    )


def test_a_component_that_is_not_there_is_a_fault(make: Make) -> None:
    said = found(make(components={"Checkout": "cmpnosuch001"}))
    assert said["the component cmpnosuch001 of Checkout"] == (
        "fault: the page has no component of this id"
    )


def test_components_of_services_that_the_page_does_not_know_are_said(
    sp: Statuspage, context: ProviderContext
) -> None:
    config = StatuspageConfig(base_url=sp.url, token=Secret("SP_TOKEN"), page=sp.site.id)
    page = Page(config, replace(context, components=("Checkout", "Chekout")))
    said = found(page)
    page.close()
    assert list(said)[-1] == "the component Chekout"
    assert said["the component Chekout"].startswith("warning: the page has none of this name")


def test_a_page_that_is_not_there_is_a_fault(make: Make) -> None:
    said = found(make(page="pagenosuch01"))
    assert list(said) == ["the page pagenosuch01"]
    assert said["the page pagenosuch01"].startswith("fault: the key sees no page of this id: ")


def test_a_page_that_is_gone_is_said_with_what_to_check(make: Make) -> None:
    said = r"^Statuspage answered 404\. Check page: its id stands in the address of the manage"
    with pytest.raises(ProviderError, match=said) as caught:
        make(page="pagenosuch01").put(BEGUN, None, a_call(KEY))
    assert not caught.value.retryable


@pytest.fixture
def wrong(make: Make, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setenv("SP_WRONG", "wr0ng-key")
    return make(token=Secret("SP_WRONG"))


def test_a_token_that_is_refused_ends_it_with_what_to_check(wrong: Page) -> None:
    with pytest.raises(ProviderError, match=r"401\. Write the API key of a user who may write"):
        found(wrong)


def test_a_token_that_is_not_set_is_said(make: Make, sp: Statuspage) -> None:
    with pytest.raises(ProviderError, match="set the environment variable SP_NOWHERE"):
        found(make(token=Secret("SP_NOWHERE")))
    assert sp.far_end.arrived == []


def test_a_key_that_may_only_read_is_refused_with_the_next_entry(
    page: Page, sp: Statuspage
) -> None:
    sp.may_write = False
    with pytest.raises(ProviderError, match="403") as caught:
        page.put(BEGUN, None, a_call(KEY))
    assert (caught.value.code, caught.value.retryable) == ("forbidden", False)


def test_what_it_refuses_is_said_in_its_words(make: Make) -> None:
    page = make(components={"Checkout": "cmpnosuch001"})
    with pytest.raises(ProviderError, match=r"422\. Component is not on this page$") as caught:
        page.put(BEGUN, None, a_call(KEY))
    assert not caught.value.retryable


def test_an_incident_that_was_deleted_there_is_made_again(page: Page, sp: Statuspage) -> None:
    page.put(BEGUN, None, a_call(KEY))
    sp.site.incidents.clear()
    made = page.put(FOUND, Ref(id="inc000000001"), a_call(KEY))
    assert made.id == sp.incident().id == "inc000000002"
    assert [one.status for one in sp.incident().updates] == ["investigating", "identified"]


@pytest.mark.parametrize(
    ("method", "path", "body", "fault"),
    [
        ("GET", "/v1/pages/p/incidents", b"", ""),
        ("GET", "/v1/pages/p/issues", b"", "no such route"),
        ("POST", "/v1/pages/p/incidents", b'{"incident": {"status": "investigating"}}', "name"),
        ("POST", "/v1/pages/p/incidents", b'{"incident": {"name": "a", "status": "bad"}}', "bad"),
        ("POST", "/v1/pages/p/incidents", b'{"incident": {"name": "a", "colour": 1}}', "colour"),
        (
            "PATCH",
            "/v1/pages/p/incidents/i",
            b'{"incident": {"components": {"c": "broken"}}}',
            "broken",
        ),
    ],
)
def test_the_judge_tells_good_from_bad(method: str, path: str, body: bytes, fault: str) -> None:
    asked = Arrived(method=method, path=path, query={}, headers={}, body=body, target=path)
    found = need_judge().faults(asked)
    assert [fault in one for one in found] == ([True] if fault else [])


SECTION = 'token = { env = "T" }\npage = "kctbh9vrtdwd"\n'


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        ("", "token"),
        ('token = { env = "T" }', "page"),
        (SECTION.replace("kctbh9vrtdwd", "https://status.shop.example"), "page"),
        (SECTION + 'components = { Checkout = "Checkout" }', "components"),
        (SECTION + 'statuses = { major = "broken" }', "statuses"),
        (SECTION + 'statuses = { awful = "major_outage" }', "awful"),
        (SECTION + "requests_per_minute = 1", "requests_per_minute"),
        (SECTION + 'base_url = "http://sp.example"', "http:// shows secrets"),
        ('page = "kctbh9vrtdwd"\ntoken = "k3y-itself"', "a secret is written"),
    ],
)
def test_a_section_that_cannot_mean_what_it_says_is_refused(section: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence) as caught:
        StatuspageConfig.model_validate(tomllib.loads(section))
    assert "k3y-itself" not in str(caught.value)


def test_the_section_of_the_readme_is_right() -> None:
    text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    told: dict[str, Any] = tomllib.loads(text.split("```toml\n")[1].split("```")[0])
    section = told["status_page"]["sp"]
    assert section.pop("type") == "statuspage"
    assert (
        StatuspageConfig.model_validate(section).statuses
        == StatuspageConfig.model_validate({"token": {"env": "T"}, "page": "kctbh9vrtdwd"}).statuses
    )
