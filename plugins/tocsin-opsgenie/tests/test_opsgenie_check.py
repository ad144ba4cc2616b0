"""What `tocsin check` and `tocsin check --live` say of the sections."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import tocsin_opsgenie
from tests.counterparts.opsgenie.account import NIGHT
from tests.counterparts.opsgenie.opsgenie import Opsgenie
from tocsin.errors import ProviderError
from tocsin.providers import CanExamine, Finding, Person, Secret
from tocsin.testing import a_call
from tocsin_opsgenie.config import OnCallConfig, PagingConfig
from tocsin_opsgenie.schedules import OnCall

Make = Callable[..., Any]
ANA = Person(id="ana", name="Ana", email="ana@example.org")
BO = Person(id="bo", name="Bo", accounts={"jsm": "712020:4f1e"})
EVA = Person(id="eva", name="Eva")
KIM = Person(id="kim", name="Kim", email="kim@example.org")


def found(one: CanExamine, people: Sequence[Person] = (ANA,)) -> dict[str, str]:
    assert isinstance(one, CanExamine)
    return {each.what: _words(each) for each in one.examine(people, a_call())}


def _words(one: Finding) -> str:
    return f"{one.verdict}: {one.detail}" if one.detail else one.verdict


def test_the_entry_point_leads_to_the_two_kinds() -> None:
    (point,) = entry_points(group="tocsin", name="opsgenie")
    assert point.load() is tocsin_opsgenie
    assert [(one.kind, one.name) for one in tocsin_opsgenie.tocsin_providers()] == [
        ("paging", "opsgenie"),
        ("schedules", "opsgenie"),
    ]


def test_all_is_well_and_nothing_comes_of_it(tool: Make, jsm: Make, og: Opsgenie) -> None:
    for paging in (tool(), jsm()):
        people = (ANA,) if paging.capabilities & {"find"} else (BO,)
        assert found(paging, people) == {
            "the key writes and reads alerts": "ok",
            "acknowledgements there end the calling here": "ok",
            f"{people[0].id} is known there": "ok",
        }
    assert og.account.alerts == []


def test_who_is_not_known_there_is_said(tool: Make) -> None:
    said = found(tool(), (KIM, EVA))
    assert said["kim is known there"] == (
        "fault: Opsgenie answered 404. User kim@example.org is not found"
    )
    assert said["eva is known there"].startswith("warning: no: cannot be rung")


def test_whose_account_is_missing_gets_the_line_to_write(jsm: Make) -> None:
    assert found(jsm(), (ANA,))["ana is known there"] == (
        "warning: rung by e-mail address; answers there may not count: write "
        'accounts = { jsm = "<Atlassian account id>" } under [people.ana]'
    )


def test_responders_that_are_not_there_are_faults(tool: Make) -> None:
    named = ["team:Payments", f"escalation:{NIGHT}", "schedule:Secondary", "user:bo@example.org"]
    said = found(tool(responders=named))
    assert said["the team Payments"] == said[f"the escalation {NIGHT}"] == "ok"
    assert said["the user bo@example.org"] == "ok"
    assert said["the schedule Secondary"] == (
        "fault: Opsgenie answered 404. Secondary is not found"
    )


def test_without_a_webhook_secret_it_is_said_that_nothing_is_heard(tool: Make) -> None:
    said = found(tool(webhook_secret=None))["acknowledgements there end the calling here"]
    assert said.startswith("warning: no: write webhook_secret")


def test_a_key_that_may_not_see_people_is_said(tool: Make, og: Opsgenie) -> None:
    og.rights -= {"configure"}
    said = found(tool())
    assert said["the key writes and reads alerts"] == "ok"
    assert said["ana is known there"].startswith("fault: Opsgenie answered 403.")


@pytest.mark.parametrize(("key", "status"), [("JSM_TOKEN", 401), ("OG_KEY", 403)])
def test_a_key_that_is_refused_ends_it_with_what_to_change(
    tool: Make, og: Opsgenie, key: str, status: int
) -> None:
    og.rights = set()
    with pytest.raises(ProviderError, match=rf'answered {status}\. .*region = "eu"\.$'):
        found(tool(key=Secret(key)))


@pytest.mark.parametrize(
    ("rights", "said"),
    [
        ({"read"}, "403. The key needs the rights to read, create and update."),
        (None, "401. Take the key of an API integration."),
    ],
)
def test_jira_service_management_has_no_region_to_write(
    jsm: Make, og: Opsgenie, rights: set[str] | None, said: str
) -> None:
    og.rights = rights or og.rights
    with pytest.raises(ProviderError) as caught:
        found(jsm(key=Secret("OG_KEY" if rights else "JSM_TOKEN")))
    assert str(caught.value) == f"Jira Service Management answered {said}"


def test_a_key_that_may_not_read_schedules_is_told_which_right_it_needs(
    oncall: OnCall, og: Opsgenie
) -> None:
    og.rights -= {"configure"}
    with pytest.raises(ProviderError, match="to read schedules and people, configuration access;"):
        found(oncall)


def test_a_page_for_people_is_no_answer(
    tool: Make, oncall: OnCall, jsm_oncall: OnCall, og: Opsgenie
) -> None:
    og.far_end.fail("maintenance")
    for one in (tool(), oncall, jsm_oncall):
        with pytest.raises(ProviderError, match="answered with a page for people"):
            found(one)


def test_schedules_can_be_read_or_not(oncall: OnCall, jsm_oncall: OnCall, og: Opsgenie) -> None:
    assert found(oncall) == found(jsm_oncall) == {"schedules can be read": "ok"}
    og.rights -= {"configure"}
    with pytest.raises(ProviderError, match=r"^Opsgenie answered 403\."):
        found(oncall)


def test_a_token_of_the_wrong_account_is_said(
    jsm_oncall: OnCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JSM_TOKEN", "another")
    with pytest.raises(ProviderError, match=r"401\. Check cloud_id, "):
        found(jsm_oncall)


# ------------------------------------------------------------------------------ the end


def test_check_says_when_opsgenie_ends_and_what_to_change() -> None:
    key = Secret("K")
    (paging,) = PagingConfig(product="opsgenie", key=key).concerns()
    assert (paging.key, paging.what, paging.fix) == (
        "product",
        "Opsgenie ends on 2027-04-05: from then on this section is in vain.",
        'Move the account before, write product = "jsm", '
        "and put the key of an API integration there into key.",
    )
    (schedules,) = OnCallConfig(product="opsgenie", key=key).concerns()
    assert schedules.fix.endswith(
        "write cloud_id, email, and an API token of that account into key."
    )


def test_jira_service_management_does_not_end() -> None:
    assert tuple(PagingConfig(product="jsm", key=Secret("K")).concerns()) == ()


# ------------------------------------------------------------------------------ sections

KEY = 'key = { env = "K" }\n'
OPSGENIE = f'product = "opsgenie"\n{KEY}'


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (KEY, "product"),
        (f'product = "zendesk"\n{KEY}', "product"),
        ('product = "jsm"', "key"),
        (f'product = "jsm"\nregion = "eu"\n{KEY}', "region goes with Opsgenie"),
        (OPSGENIE + 'region = "moon"', "region"),
        (OPSGENIE + 'base_url = "http://og.example"', "http:// shows secrets"),
        (OPSGENIE + 'responders = ["Payments"]', "responders"),
        (OPSGENIE + 'responders = ["group:Payments"]', "responders"),
        (OPSGENIE + 'priorities = { P1 = "P6" }', "priorities"),
        (OPSGENIE + "webhook_secret = []", "webhook_secret"),
        (OPSGENIE + 'webhook_by = "query"', "webhook_by"),
        ('product = "jsm"\nkey = "k3y-itself"', "a secret is written"),
    ],
)
def test_a_section_that_cannot_mean_what_it_says_is_refused(section: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence) as caught:
        PagingConfig.model_validate(tomllib.loads(section))
    assert "k3y-itself" not in str(caught.value)


JSM = f'product = "jsm"\ncloud_id = "c1"\nemail = "t@example.org"\n{KEY}'


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        ('product = "opsgenie"', "key"),
        (OPSGENIE + 'cloud_id = "c1"', "go with Jira Service Management"),
        (f'product = "jsm"\n{KEY}', "needs cloud_id and email beside key"),
        (JSM.replace('cloud_id = "c1"\n', ""), "needs cloud_id and email beside key"),
        (JSM.replace("c1", "c1/../v2"), "cloud_id"),
    ],
)
def test_schedules_are_asked_as_the_product_wants_it(section: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        OnCallConfig.model_validate(tomllib.loads(section))
    OnCallConfig.model_validate(tomllib.loads(JSM))


def test_the_section_of_the_readme_is_right() -> None:
    text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    told = tomllib.loads(text.split("```toml\n")[1].split("```")[0])
    for kind, model in (("paging", PagingConfig), ("schedules", OnCallConfig)):
        for section in told[kind].values():
            assert section.pop("type") == "opsgenie"
            model.model_validate(section)
