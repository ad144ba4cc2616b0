"""What `tocsin check` and `tocsin check --live` say of the sections."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import tocsin_pagerduty
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tocsin.errors import ProviderError
from tocsin.providers import CanExamine, Finding, Person, ProviderContext, Secret
from tocsin.testing import a_call
from tocsin_pagerduty.changes import ChangeEvents
from tocsin_pagerduty.config import ChangesConfig, OnCallConfig, PagingConfig
from tocsin_pagerduty.schedules import OnCall

Make = Callable[..., Any]
ANA = Person(id="ana", name="Ana", email="ana@example.org", accounts={"pagerduty": "PUANA01"})
BO = Person(id="bo", name="Bo", email="BO@example.org")
EVA = Person(id="eva", name="Eva", email="eva@example.org")


def found(one: CanExamine, people: Sequence[Person] = (ANA,)) -> dict[str, str]:
    assert isinstance(one, CanExamine)
    return {each.what: _words(each) for each in one.examine(people, a_call())}


def _words(one: Finding) -> str:
    return f"{one.verdict}: {one.detail}" if one.detail else one.verdict


def test_the_entry_point_leads_to_the_three_kinds() -> None:
    (point,) = entry_points(group="tocsin", name="pagerduty")
    assert point.load() is tocsin_pagerduty
    assert [(one.kind, one.name) for one in tocsin_pagerduty.tocsin_providers()] == [
        ("paging", "pagerduty"),
        ("schedules", "pagerduty"),
        ("changes", "pagerduty"),
    ]


def test_all_is_well(tool: Make, pd: PagerDuty) -> None:
    assert found(tool(priorities={"P1": "PPRIO01"}, join=True)) == {
        "the user of from_email": "ok",
        "the token may write": "ok",
        "the service PSVC001": "ok",
        "the priority PPRIO01 of P1": "ok",
        "join: asking for responders": "ok",
        "acknowledgements there end the calling here": "ok",
        "ana is known there": "ok",
    }
    assert pd.account.incidents == {}
    (tried,) = (one for one in pd.far_end.paths() if not one.startswith("GET "))
    assert tried == "PUT /rest/incidents/PTOCSINCHECK"


def test_a_token_that_may_only_read_cannot_page(tool: Make, pd: PagerDuty) -> None:
    pd.scopes = {"read"}
    assert found(tool())["the token may write"] == (
        "fault: PagerDuty answered 403. Access Denied: this token may not do that"
    )


def test_ids_that_are_not_there_are_faults(tool: Make) -> None:
    paging = tool(service="PNOSUCH", from_email="no@example.org", priorities={"P0": "PNOSUCH"})
    assert found(paging) == {
        "the user of from_email": "fault: no user there has this address",
        "the service PNOSUCH": "fault: PagerDuty answered 404. Not Found: check the id",
        "the priority PNOSUCH of P0": "fault: the account has no priority of this id",
        "acknowledgements there end the calling here": "ok",
        "ana is known there": "ok",
    }


@pytest.mark.parametrize("state", ["disabled", "maintenance"])
def test_a_service_that_rings_nobody_is_said(tool: Make, pd: PagerDuty, state: str) -> None:
    pd.account.states["PSVC001"] = state
    said = found(tool())["the service PSVC001"]
    assert said.startswith("warning: it is ")
    assert said.endswith(f"{state} there: no page rings until that ends")


def test_an_account_that_cannot_ask_for_responders_is_said(tool: Make, pd: PagerDuty) -> None:
    pd.account.abilities = set()
    assert found(tool(join=True))["join: asking for responders"].startswith("fault: PagerDuty")


def test_a_user_of_a_person_is_a_bad_one_for_the_machine(tool: Make) -> None:
    said = found(tool(from_email="ana@example.org"))["the user of from_email"]
    assert said.startswith("warning: it is ana: give Tocsin a user of its own")


def test_who_is_rung_and_not_heard_gets_the_line_to_write(tool: Make) -> None:
    said = found(tool(), (ANA, BO, EVA))
    assert said["ana is known there"] == "ok"
    assert said["bo is known there"] == (
        "warning: rung by e-mail address; answers there do not count until you write "
        'accounts = { pagerduty = "PUBO001" } under [people.bo]'
    )
    assert said["eva is known there"].startswith("warning: no: cannot be rung")


def test_without_a_webhook_secret_it_is_said_that_nothing_is_heard(
    tool: Make, events: Make
) -> None:
    for paging in (tool(webhook_secret=None), events(webhook_secret=None)):
        said = found(paging)["acknowledgements there end the calling here"]
        assert said.startswith("warning: no: write webhook_secret")


def test_an_integration_key_is_looked_at_by_an_event_that_opens_nothing(
    events: Make, pd: PagerDuty
) -> None:
    assert found(events())["the integration key is one"] == "ok"
    assert pd.account.incidents == {}


@pytest.mark.parametrize("change", [{"token": Secret("PD_KEY")}, {"region": "eu"}])
def test_a_token_that_is_refused_ends_it_with_what_to_check(
    tool: Make, change: dict[str, Any]
) -> None:
    wrong = {"token": Secret("PD_KEY"), **change}
    with pytest.raises(ProviderError, match=r'401\. Check the token; .*region = "eu"$'):
        found(tool(**wrong))


@pytest.fixture
def readers(pd: PagerDuty, context: ProviderContext) -> Iterator[tuple[OnCall, ChangeEvents]]:
    key: dict[str, Any] = {"base_url": pd.rest_url, "token": Secret("PD_TOKEN")}
    known = ChangesConfig(**key, services={"checkout": "PSVC001", "old": "PNOSUCH"})
    both = OnCall(OnCallConfig(**key), context), ChangeEvents(known, context)
    yield both
    for one in both:
        one.close()


def test_what_may_not_be_read_is_said(readers: tuple[OnCall, ChangeEvents], pd: PagerDuty) -> None:
    pd.scopes = set()
    for one in readers:
        with pytest.raises(
            ProviderError, match=r"403\. Access Denied: this token may not do that$"
        ):
            found(one)


def test_a_page_for_people_is_no_answer(
    tool: Make, readers: tuple[OnCall, ChangeEvents], pd: PagerDuty
) -> None:
    pd.far_end.fail("maintenance")
    for one in (tool(), *readers):
        with pytest.raises(ProviderError, match="answered with a page for people"):
            found(one)


def test_readers_say_what_they_may(readers: tuple[OnCall, ChangeEvents]) -> None:
    oncall, changes = readers
    assert found(oncall) == {"the token reads who is on call": "ok"}
    assert found(changes) == {
        "the token reads change events": "ok",
        "the service PSVC001 of checkout": "ok",
        "the service PNOSUCH of old": "fault: PagerDuty answered 404. Not Found: check the id",
    }


REST = 'token = { env = "T" }\nservice = "PSVC001"\nfrom_email = "t@example.org"\n'


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        ("", "write either token"),
        (REST + 'routing_key = { env = "K" }', "write either token"),
        ('token = { env = "T" }', "token needs service"),
        ('routing_key = { env = "K" }\njoin = true', "go with token alone"),
        (REST.replace("PSVC001", "the checkout"), "service"),
        (REST + 'region = "moon"', "region"),
        (REST + 'base_url = "http://pd.example"', "http:// shows secrets"),
        (REST + "webhook_secret = []", "webhook_secret"),
        ('token = "k3y-itself"', "a secret is written"),
    ],
)
def test_a_section_that_cannot_mean_what_it_says_is_refused(section: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence) as caught:
        PagingConfig.model_validate(tomllib.loads(section))
    assert "k3y-itself" not in str(caught.value)


def test_the_section_of_the_readme_is_right() -> None:
    text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    told = tomllib.loads(text.split("```toml\n")[1].split("```")[0])
    for kind, model in (
        ("paging", PagingConfig),
        ("schedules", OnCallConfig),
        ("changes", ChangesConfig),
    ):
        for section in told[kind].values():
            assert section.pop("type") == "pagerduty"
            model.model_validate(section)
