"""The texts a team may word for itself, and what stands in them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.wording.samples import PEOPLE, ROOM, at, incident, opening, rich
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Service
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.domain.resolution import Reopened
from tocsin.domain.severity.events import SeverityChanged
from tocsin.domain.templates import NAMES, SENT_BY_PEOPLE, VARIABLES
from tocsin.templating import LONGEST_TEXT, fault
from tocsin.wording import announcement
from tocsin.wording.composing import as_plain
from tocsin.wording.templates import SHIPPED, fill, span

CHECKOUT = Service(name="checkout", components=("Web shop", "Payments"), public="Checkout")
KNOWN = {"service": "checkout", "service_info": CHECKOUT}


def flagged(state: Incident, *flags: str) -> Incident:
    return replace(state, flags=state.flags | set(flags))


def with_policy(state: Incident, **changed: Any) -> Incident:
    return replace(state, policy=replace(DEFAULT_POLICY, **changed))


def words(name: str, state: Incident | None = None) -> str:
    return fill(name, rich() if state is None else state, at(22), people=PEOPLE)


def verified(state: Incident) -> Incident:
    """With every item of the checklist ticked."""
    ticked = {key: "ana" for key, _ in state.policy.checklist}
    return replace(state, checks=ticked, service_info=CHECKOUT)


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_each_name_has_a_shipped_text_that_can_be_filled() -> None:
    assert set(SHIPPED) == set(NAMES)
    assert {name: fault(SHIPPED[name], VARIABLES) for name in NAMES} == dict.fromkeys(NAMES, "")


def test_the_first_entry_is_the_documents() -> None:
    assert in_one_line(words("status-investigating", incident())) == (
        "**Investigating**: We are investigating reports of problems with some of our services. "
        "Some customers may be experiencing disruptions. We will provide updates as we learn more."
    )


def test_the_last_entry_is_the_documents() -> None:
    assert in_one_line(words("status-resolved", verified(incident()))) == (
        "**Resolved**: The issue affecting Checkout has been resolved as of 10:22 CET. All systems "
        "are operating normally. We apologize for any inconvenience. A detailed post-mortem will "
        "be published within 48 hours."
    )


def test_the_promised_post_mortem_is_a_number_of_the_policy() -> None:
    state = with_policy(incident(), public_postmortem_within=timedelta(days=3))
    assert "within\n72 hours." in words("status-resolved", state)


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (timedelta(hours=48), "48 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=90), "90 minutes"),
    ],
)
def test_a_span_is_said_in_words(duration: timedelta, said: str) -> None:
    assert span(duration) == said


def test_what_a_person_sends_quotes_the_last_update() -> None:
    said = words("status-update", rich(**KNOWN))
    assert said.splitlines() == [
        "**Investigating**: We are still working on the problems with Checkout.",
        "Impact: 40% of checkouts fail.",
        "What we are doing: rolling back.",
        "Expected to be resolved: 11:00.",
    ]


@pytest.mark.parametrize("name", sorted(set(NAMES) - SENT_BY_PEOPLE - {"announcement"}))
def test_what_goes_out_by_itself_quotes_no_update(name: str) -> None:
    every = " ".join(f"{{{{ {one} }}}}" for one in VARIABLES)
    state = with_policy(rich(updates=(), text="a secret cause"), templates={name: every})
    state = replace(state, updates=(replace(rich().updates[-1], impact="secret", action="secret"),))
    assert "secret" not in words(name, state)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"announcement"}))
def test_outside_nothing_of_a_private_incident_is_said(name: str) -> None:
    every = " ".join(f"{{{{ {one} }}}}" for one in VARIABLES)
    state = with_policy(
        flagged(rich(title="a secret", text="secret", service="secret", room_name="secret",
                     service_info=replace(CHECKOUT, components=("secret",))), "private"),
        templates={name: every},
    )  # fmt: skip
    state = replace(state, updates=(replace(state.updates[-1], impact="secret", action="secret"),))
    assert "secret" not in words(name, state)
    assert "secret" not in fill(name, replace(state, policy=DEFAULT_POLICY), at(22))


def test_components_say_what_customers_may_notice() -> None:
    state = replace(incident(), service="checkout", service_info=CHECKOUT)
    assert "may be experiencing disruptions of Web shop and Payments" in words(
        "status-investigating", state
    )


def test_a_team_words_it_for_itself_as_of_the_declaration() -> None:
    state = with_policy(incident(), templates={"status-monitoring": "{{ severity }}: fixed?"})
    assert words("status-monitoring", state) == "P1: fixed?"


def test_a_template_that_fails_after_all_gives_way_to_the_shipped_one() -> None:
    state = with_policy(incident(), templates={"status-monitoring": "{{ nobody_knows }}"})
    assert words("status-monitoring", state) == words("status-monitoring", incident())


def test_a_team_words_its_announcement() -> None:
    text = "{{ what }} ({{ severity }}) {{ title }} -> {{ room }}, {{ ic }}"
    state = with_policy(incident(), templates={"announcement": text})
    assert as_plain(announcement.text(opening()[1], state, PEOPLE, at(0))) == (
        f"Incident declared (P1) checkout returns 500s -> #{ROOM}, @Ana"
    )


def test_everybody_is_called_to_the_first_announcement_only() -> None:
    first = as_plain(announcement.text(opening()[1], incident(), PEOPLE, at(0)))
    worse = SeverityChanged(at=at(9), by="bo", severity="P0")
    again = Reopened(at=at(90), by="bo", reason="it is back")
    assert first.startswith("@here Incident declared: ")
    assert "@here" not in as_plain(announcement.text(worse, incident(worse), PEOPLE, at(9)))
    assert "@here" not in as_plain(announcement.text(again, incident(again), PEOPLE, at(90)))


@pytest.mark.parametrize(
    "state",
    [
        with_policy(incident(), announce_here=()),
        with_policy(incident(), announce_here=("P0",)),
        flagged(incident(), "drill"),
        flagged(incident(), "private"),
    ],
    ids=["the policy asks for none", "another severity", "a drill", "private"],
)
def test_nobody_is_called_to(state: Incident) -> None:
    assert "@here" not in as_plain(announcement.text(opening()[1], state, PEOPLE, at(0)))


def test_a_p3_calls_nobody() -> None:
    state = replace(incident(), severity="P3")
    assert "@here" not in as_plain(announcement.text(opening()[0], state, PEOPLE, at(0)))


PIECES = st.sampled_from(
    "{{ }} {% %} {# #} if elif else endif for in endfor set macro import include raw title impact "
    "self loop range config cycler lipsum _ __class__ mro . | ~ + * ** - / ( ) [ ] 'x' \"y\" 99999 "
    "== != < not and or is upper attr format join map \\n x <b> ${x} %s".split(" ")
)


@given(st.lists(PIECES, max_size=40).map(" ".join))
@example("{{ ().__class__.__bases__[0].__subclasses__() }}")
@example("{{ title|attr('__class__') }}")
@example("{{ title.format.__globals__ }}")
@example("{{ '%9999999d' % 1 }}")
@example("{{ 'x' * 999999999 }}")
@example("{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}")
@example("{{ cycler.__init__.__globals__.os.popen('id').read() }}")
@example("{% set x %}{{ title }}{% endset %}")
@example("{{ " + "(" * 900 + "title" + ")" * 900 + " }}")
@example("{{ " + "title ~ " * 400 + "title }}")
@example("{% if title %}" * 150 + "x" + "{% endif %}" * 150)
@example("{{ " + "9" * 3900 + " }}")
@example("{{ 9 ~ 9 ~ title|default(title|upper) }}")
def test_whatever_is_written_is_refused_or_becomes_a_short_text(source: str) -> None:
    state = with_policy(rich(), templates={"status-update": source})
    said = words("status-update", state)
    assert 0 < len(said) <= LONGEST_TEXT
    if fault(source, VARIABLES):
        assert said == words("status-update")
    assert not re.search(r"<(class|function|module|built-in|bound)|uid=", said)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{{ titel }}", "line 1: there is no variable 'titel'"),
        ("a\n{% for x in title %}{% endfor %}", "line 2: For is not possible here"),
        ("{{ title", "line 1: unexpected end of template"),
        ("{{ title|tojson }}", "line 1: there is no filter 'tojson'"),
        ("{{ title < 3 }}", "every variable is a text"),
        ("   ", "it is empty"),
        ("x" * 5000, "it has 5000 characters, 4000 at most"),
    ],
)
def test_a_fault_is_said_in_words(source: str, why: str) -> None:
    assert why in fault(source, VARIABLES)


def test_a_long_text_is_cut() -> None:
    title = replace(rich(), title="t" * 200)
    said = words(
        "status-update", with_policy(title, templates={"status-update": "{{ title }}" * 300})
    )
    assert len(said) == LONGEST_TEXT
    assert said.endswith("…")


def test_hostile_words_stay_words() -> None:
    hostile = "{{ severity }} {% if x %} </script> @here\n**Resolved**: all fine"
    state = rich(**KNOWN)
    state = replace(state, updates=(replace(state.updates[-1], impact=hostile),))
    said = words("status-update", state)
    assert "{{ severity }}" in said
    assert "@here" not in said
    assert "\n**Resolved**" not in said
