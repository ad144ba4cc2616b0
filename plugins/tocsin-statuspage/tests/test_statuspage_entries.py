"""What customers read: entries, phases, impact, post-mortem, and who is mailed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.counterparts.statuspage.states import BEGUN, FOUND, KEY, OVER, WATCHED, WRITTEN, after
from tests.counterparts.statuspage.statuspage import Statuspage, ignored
from tocsin.errors import ProviderError
from tocsin.providers import PageRef, StatusPageState
from tocsin.testing import Answer, Arrived, TroubleName, a_call
from tocsin_statuspage.page import Statuspage as Page

Make = Callable[..., Page]


def updates(sp: Statuspage) -> list[tuple[str, str, bool]]:
    return [(one.status, one.body, one.notified) for one in sp.incident().updates]


def test_an_incident_goes_through_its_phases(page: Page, sp: Statuspage) -> None:
    ref = None
    for state in (BEGUN, FOUND, WATCHED, OVER):
        ref = page.put(state, ref, a_call(KEY))
    assert updates(sp) == [
        ("investigating", "We are investigating reports of problems with checkout.", True),
        ("identified", "A release is rolled back.", True),
        ("monitoring", "It is back. We watch it.", True),
        ("resolved", "It is over.", True),
    ]
    assert (sp.incident().name, sp.incident().impact) == ("Problem with Checkout", "major")
    assert ref == PageRef(id="inc000000001", url="https://stspg.example/inc000000001")


def test_the_first_word_takes_one_writing_request(page: Page, sp: Statuspage) -> None:
    page.put(BEGUN, None, a_call(KEY))
    assert [one.method for one in sp.far_end.arrived] == ["GET", "GET", "POST"]


def test_a_label_that_says_another_phase_stays(page: Page, sp: Statuspage) -> None:
    page.put(after(BEGUN, "identified", "**Workaround**: Pay by invoice."), None, a_call(KEY))
    assert sp.incident().updates[-1].body == "**Workaround**: Pay by invoice."


def test_what_was_missed_is_told_in_order_and_mailed_once(page: Page, sp: Statuspage) -> None:
    page.put(OVER, None, a_call(KEY))
    assert [(one.status, one.notified) for one in sp.incident().updates] == [
        ("investigating", False),
        ("identified", False),
        ("monitoring", False),
        ("resolved", True),
    ]


def test_nobody_is_mailed_where_the_team_wants_it_so(make: Make, sp: Statuspage) -> None:
    page = make(notify=False)
    page.put(WRITTEN, page.put(BEGUN, None, a_call(KEY)), a_call(KEY))
    assert not any(told for _, _, told in updates(sp))
    assert sp.incident().postmortem_notified is False


def test_another_severity_is_another_impact_and_no_entry(page: Page, sp: Statuspage) -> None:
    ref = page.put(BEGUN, None, a_call(KEY))
    page.put(replace(BEGUN, impact="critical"), ref, a_call(KEY))
    assert sp.incident().impact == "critical"
    assert sp.site.state("cmpcheckout1") == "major_outage"
    assert len(sp.incident().updates) == 1
    assert sp.asked("PATCH")[-1].json()["incident"]["deliver_notifications"] is False  # type: ignore[index]  # JSON


def test_what_is_in_step_is_only_looked_at(page: Page, sp: Statuspage) -> None:
    ref = page.put(FOUND, None, a_call(KEY))
    before = len(sp.far_end.arrived)
    page.put(FOUND, ref, a_call(KEY))
    assert [one.method for one in sp.far_end.arrived[before:]] == ["GET"]


def test_the_post_mortem_stands_below_the_incident(page: Page, sp: Statuspage) -> None:
    ref = page.put(OVER, None, a_call(KEY))
    page.put(WRITTEN, ref, a_call(KEY))
    assert sp.incident().postmortem == "What happened: https://shop.example/pm/42"
    assert sp.incident().postmortem_notified is True
    assert len(sp.incident().updates) == 4
    page.put(WRITTEN, ref, a_call(KEY))
    assert [one.path.split("/")[-1] for one in sp.asked("PUT")] == ["postmortem", "publish"]


def test_a_post_mortem_that_a_page_for_people_answers_is_not_published(
    page: Page, sp: Statuspage
) -> None:
    ref = page.put(OVER, None, a_call(KEY))
    answer = Answer(body=b"<html>Back soon.</html>")
    sp.far_end.on("PUT", "/v1/pages/*/incidents/*/postmortem", lambda _: answer)
    with pytest.raises(ProviderError, match="a page for people") as caught:
        page.put(WRITTEN, ref, a_call(KEY))
    assert caught.value.code == "unavailable"


def test_a_link_that_the_words_leave_out_is_added(page: Page, sp: Statuspage) -> None:
    told = after(OVER, "postmortem", "We have published what happened.")
    page.put(replace(told, postmortem_url="https://shop.example/pm/42"), None, a_call(KEY))
    said = "We have published what happened.\n\nhttps://shop.example/pm/42"
    assert sp.incident().postmortem == said


def test_our_own_numbers_are_nowhere_on_it(page: Page, sp: Statuspage) -> None:
    page.put(WRITTEN, None, a_call(KEY))
    assert not [one for one in sp.far_end.arrived if b"INC-42" in one.body]


def test_what_other_tools_keep_in_the_metadata_stays(page: Page, sp: Statuspage) -> None:
    ref = page.put(BEGUN, None, a_call(KEY))
    sp.incident().metadata["jira"] = {"issue": "OPS-7"}
    page.put(FOUND, ref, a_call(KEY))
    assert sp.incident().metadata["jira"] == {"issue": "OPS-7"}
    assert sp.incident().metadata["tocsin"]["said"] == "2"


@pytest.mark.parametrize("trouble", ["timeout-after", "reset-after", "slow-body"])
def test_an_incident_whose_making_was_not_answered_is_not_made_again(
    page: Page, sp: Statuspage, trouble: TroubleName
) -> None:
    _fail_after(sp, "/components", trouble)
    with pytest.raises(ProviderError):
        page.put(FOUND, None, a_call(KEY, deadline_s=0.5))
    sp.seen = ignored
    page.put(WATCHED, None, a_call(KEY, attempt=2))
    assert [one.status for one in sp.incident().updates] == [
        "investigating",
        "identified",
        "monitoring",
    ]


@pytest.mark.parametrize("trouble", ["timeout-after", "reset-after"])
def test_an_entry_whose_telling_was_not_answered_is_not_told_again(
    page: Page, sp: Statuspage, trouble: TroubleName
) -> None:
    ref = page.put(BEGUN, None, a_call(KEY))
    _fail_after(sp, "/unresolved", trouble)
    with pytest.raises(ProviderError):
        page.put(FOUND, ref, a_call(KEY, deadline_s=0.5))
    sp.seen = ignored
    page.put(FOUND, ref, a_call(KEY, attempt=2))
    assert [one.status for one in sp.incident().updates] == ["investigating", "identified"]


def test_the_key_finds_it_also_when_it_was_resolved_by_hand(make: Make, sp: Statuspage) -> None:
    make().put(BEGUN, None, a_call(KEY))
    sp.site.by_hand(sp.incident(), status="resolved", body="All good.")
    make().put(FOUND, None, a_call(KEY, attempt=2))
    assert sp.incident().status == "identified"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": "resolved", "body": "All good."}, "it said resolved"),
        ({"name": "Card trouble"}, "its title was another"),
        (
            {"status": "monitoring", "name": "Card trouble"},
            "it said monitoring and its title was another",
        ),
        ({"impact_override": "none"}, ""),
        ({}, ""),
    ],
)
@pytest.mark.parametrize("state", [BEGUN, FOUND])
def test_what_somebody_changed_by_hand_is_put_right_and_told(
    page: Page, sp: Statuspage, state: StatusPageState, change: dict[str, str], told: str
) -> None:
    """With an entry and without one. Once it is put right there is nothing to tell."""
    ref = page.put(BEGUN, None, a_call(KEY))
    sp.site.by_hand(sp.incident(), **change)
    found = page.put(state, ref, a_call(KEY))
    assert isinstance(found, PageRef)
    assert found.by_hand == told
    assert sp.incident().status == state.entries[-1].phase
    assert (sp.incident().name, sp.incident().impact) == (BEGUN.title, "major")
    assert page.put(state, ref, a_call(KEY)) == PageRef(id=found.id, url=found.url)


def _fail_after(sp: Statuspage, what: str, trouble: TroubleName) -> None:
    """The request after the next one to such a path meets a trouble."""

    def watch(asked: Arrived) -> None:
        if asked.path.endswith(what):
            sp.far_end.fail(trouble, times=1)

    sp.seen = watch
