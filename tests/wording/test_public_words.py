"""What customers read is English for any title, service and number, and holds nothing of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wording.english import faults
from tests.wording.samples import PEOPLE, at, incident, rich
from tocsin.domain.flags import SECURITY
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Service, StatusPost
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.domain.templates import NAMES
from tocsin.wording import public_names
from tocsin.wording.status_page import page_state
from tocsin.wording.templates import fill

OUTSIDE: Final = sorted(set(NAMES) - {"announcement"})
TYPED: Final = st.sampled_from(
    [
        "", " ", "500s!", "Is checkout down?", "Down...", "wait.. what", "checkout returns 500s.",
        "a\nb", "two  blanks", "!!!", "?", "unknown", "TBD", "-", "cards fail,", "A: b:", "…",
        "Problems with the cart", "40 % of payments, since 9", "1",
    ]
)  # fmt: skip
NAMED: Final = st.sampled_from(
    ["", "Checkout", "the shop!", "Web shop.", "checkout?", " ", "Is it?", "API (v2)", "..."]
)
SPANS: Final = st.sampled_from([timedelta(minutes=1), timedelta(hours=1), timedelta(hours=48)])


@st.composite
def told(draw: st.DrawFn) -> Incident:
    """An incident with whatever somebody may type, and a service the file names oddly."""
    parts = tuple(draw(st.lists(NAMED, max_size=3)))
    info = Service(name="checkout", components=parts, public=draw(NAMED))
    base = rich(title=draw(TYPED) or "x", text=draw(TYPED), public_title=draw(TYPED))
    last = base.updates[-1]
    said = replace(last, impact=draw(TYPED), action=draw(TYPED), eta=draw(TYPED))
    ticked = {key: "ana" for key, _ in DEFAULT_POLICY.checklist} if draw(st.booleans()) else {}
    return replace(
        base,
        service_info=info if draw(st.booleans()) else None,
        updates=(said,) if draw(st.booleans()) else (),
        checks=ticked,
        status=draw(st.sampled_from(["investigating", "mitigating", "monitoring", "resolved"])),
        policy=replace(DEFAULT_POLICY, public_postmortem_within=draw(SPANS)),
        postmortem=replace(
            base.postmortem, published=at(50), links={"git": "https://example.org/pm/1"}
        ),
    )


@pytest.mark.parametrize("name", OUTSIDE)
@given(state=told())
def test_every_template_reads_as_english(name: str, state: Incident) -> None:
    text = fill(name, state, at(52), people=PEOPLE)
    assert faults(text.replace("\n", " ") if "customer" not in name else text) == [], text


@given(told())
def test_a_public_title_reads_as_english(state: Incident) -> None:
    title = public_names.title(state)
    assert faults(title) == []
    assert title[0].isupper() or not title[0].isalpha()
    assert title[-1] not in ".,;:!?…"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Since 9 there are 1 updates.", "one of several"),
        ("It fails...", "two full stops"),
        ("Impact: 500s!.", "two ends of a sentence"),
        ("Impact:\nStatus: Monitoring", "an empty field"),
        ("It is. we look.", "a sentence that begins small"),
        ("The issue affecting affecting it.", "a word twice"),
    ],
)
def test_the_checker_sees(text: str, fault: str) -> None:
    assert fault in faults(text)


@pytest.mark.parametrize("name", sorted(set(OUTSIDE) - {"status-update", "customer-notice"}))
@pytest.mark.parametrize("flags", [set(), {"customer-impact"}, SECURITY])
def test_what_goes_out_by_itself_holds_nothing_that_was_typed(name: str, flags: set[str]) -> None:
    canary = "canary"
    every = " ".join(f"{{{{ {one} }}}}" for one in ("title", "issue", "service", "impact", "action",
                                                    "incident", "eta"))  # fmt: skip
    state = rich(title=canary, text=canary, service=canary, cause=canary, room_name=canary)
    last = replace(state.updates[-1], impact=canary, action=canary, eta=canary)
    state = replace(state, updates=(last,), flags=state.flags | flags)
    for policy in (DEFAULT_POLICY, replace(DEFAULT_POLICY, templates={name: every})):
        text = fill(name, replace(state, policy=policy), at(52))
        assert canary not in text
        assert state.key not in text


@pytest.mark.parametrize("flag", ["security", "data-breach", "private", "ddos"])
def test_the_headline_of_a_security_incident_is_that_of_any_other(flag: str) -> None:
    """Words of its own would tell what kind of incident it is."""
    plain_one = incident()
    flagged = replace(plain_one, flags=frozenset({flag}))
    assert (
        public_names.title(flagged)
        == public_names.title(plain_one)
        == "Problem with some of our services"
    )


def test_a_page_is_handed_no_number_and_no_title_of_ours() -> None:
    post = StatusPost(at=at(1), by="engine", phase="investigating", text="We look.")
    state = page_state(rich(title="a canary", service="canary", status_posts=(post,)))
    assert state.title == "Problem with some of our services"
    assert "INC" not in state.key
    assert len(state.key) == 16


@pytest.mark.parametrize(
    ("service", "named"),
    [
        (None, "some of our services"),
        (Service(name="checkout"), "some of our services"),
        (Service(name="checkout", components=("Web shop", "Payments")), "Web shop and Payments"),
        (Service(name="checkout", components=("Web shop",), public="Checkout"), "Checkout"),
    ],
)
def test_a_service_is_called_as_the_team_file_says(service: Service | None, named: str) -> None:
    """A service somebody typed that is in no team file has no public name."""
    state = replace(incident(), service="something typed", service_info=service)
    assert public_names.service(state) == named


def test_only_a_checklist_that_is_ticked_lets_us_claim_that_all_is_well() -> None:
    claims = "All systems are operating normally"
    ticked = {key: "ana" for key, _ in DEFAULT_POLICY.checklist}
    over = replace(incident(), status="resolved")
    for name in ("status-resolved", "customer-follow-up"):
        assert claims in fill(name, replace(over, checks=ticked), at(52))
        assert claims not in fill(name, over, at(52))
        partly = {key: who for key, who in ticked.items() if key != "impact"}
        assert claims not in fill(name, replace(over, checks=partly), at(52))
