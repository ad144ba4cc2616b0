"""Forms of a big deployment fit what platforms show, and what is left out can still be said."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from tests.desk.given import PEOPLE, TEAMS, World, services
from tests.desk.test_forms import DRAWN, STATES, drawn, looking
from tocsin.chat.forms import (
    MOST_CHOICE,
    MOST_CHOICES,
    MOST_FIELD,
    MOST_FIELDS,
    MOST_PEOPLE,
    MOST_TITLE,
    Form,
)
from tocsin.desk.forms import OPENING, form
from tocsin.desk.message_context import ReadContext
from tocsin.desk.request import find_person
from tocsin.domain.people import Person

MANY: Final = {
    **PEOPLE,
    **{
        f"p{n}": Person(id=f"p{n}", name=f"Person {n} of a very long name {'x' * 90}")
        for n in range(150)
    },
}
LONG: Final = "s" * 80
SERVICES: Final = (*TEAMS["shop"].services, LONG, *(f"service-{n}" for n in range(40)))
MANY_TEAMS: Final = {
    **TEAMS,
    "shop": replace(TEAMS["shop"], services=services(*SERVICES)),
    **{f"team-{n}": replace(TEAMS["pay"], id=f"team-{n}", name=f"Team {n}") for n in range(30)},
}


def big(world: World) -> ReadContext:
    return replace(looking(world), people=MANY, teams=MANY_TEAMS)


def of_a_big_team(state: str, name: str) -> Form:
    one = form(big(STATES[state]()), name, None if name in OPENING else 1)
    assert one is not None
    return one


@pytest.mark.parametrize(("state", "name"), DRAWN)
def test_every_form_fits(state: str, name: str) -> None:
    one = of_a_big_team(state, name)
    assert 0 < len(one.title) <= MOST_TITLE
    assert 0 < len(one.submit) <= MOST_TITLE
    assert len(one.fields) <= MOST_FIELDS
    assert len({field.name for field in one.fields}) == len(one.fields)
    for field in one.fields:
        assert 0 < len(field.label) <= MOST_FIELD, field.label
        assert len(field.hint) <= 150, field.hint
        assert len(field.choices) <= (MOST_PEOPLE if field.kind == "person" else MOST_CHOICES)
        assert bool(field.choices) == (field.kind in ("choice", "person")), field.name
        for value, label in field.choices:
            assert 0 < len(value) <= MOST_CHOICE
            assert 0 < len(label) <= MOST_CHOICE
        known = {value for value, _ in field.choices}
        assert field.value in known | {""} or not known
        assert len(field.value) <= field.most


@pytest.mark.parametrize(
    "name", ["declare", "triage", "update", "assign", "handoff", "page", "escalate", "checklist"]
)
def test_the_forms_of_every_day_are_there(name: str) -> None:
    state = "triage" if name == "triage" else "working"
    assert any(name == one for _, one in DRAWN)
    assert drawn(STATES[state](), name) is not None


@pytest.mark.parametrize("name", ["assign", "handoff"])
def test_of_very_many_people_the_likeliest_are_listed_and_any_account_can_be_picked(
    name: str,
) -> None:
    one = of_a_big_team("working", name)
    field = next(each for each in one.fields if each.kind == "person")
    assert len(field.choices) == MOST_PEOPLE
    assert [value for value, _ in field.choices[:2]] == ["ana", "bo"]
    world = STATES["working"]()
    if name == "handoff":
        assert world.say("!incident assign comms @bo").accepted
    line = one.filled({"role": "comms", "person": "U1"})
    assert world.say(f"!{line}", by="ana").accepted
    one_incident = world.incident()
    given = one_incident.offers["comms"].to if name == "handoff" else one_incident.holder("comms")
    assert given == "ana"


def test_an_account_that_was_picked_is_paged() -> None:
    one = of_a_big_team("working", "page")
    world = STATES["working"]()
    said = world.say(f"!{one.filled({'whom': 'U1', 'message': 'please look'})}", by="bo")
    assert said.accepted
    assert [page.person for page in world.incident().pages.values()][-1] == "ana"


def test_an_account_whose_id_begins_with_an_at_can_be_picked() -> None:
    people = {"ana": Person(id="ana", name="Ana", accounts={"irc": "@ana:example.org"})}
    assert find_person("ana:example.org", people, "irc") == "ana"
    assert find_person("", {"bo": Person(id="bo", name="Bo")}, "irc") is None


def test_of_more_services_and_teams_than_fit_the_name_is_typed() -> None:
    one = form(big(World()), "declare")
    assert one is not None
    fields = {field.name: field for field in one.fields}
    assert fields["service"].kind == "line"
    assert fields["service"].hint == "One of 43, such as checkout, search, " + LONG
    assert (fields["team"].kind, fields["team"].value) == ("line", "shop")
    world = World()
    values = {"title": "it is slow", "severity": "p2", "service": "search", "team": "shop"}
    assert world.say(f"!{one.filled(values)}").accepted
    assert world.incident().service == "search"


def test_the_change_that_is_asked_about_stands_in_its_form() -> None:
    one = drawn(STATES["working"](), "reject")
    assert one is not None
    assert one.title == "INC-1: reject 1"
    assert one.fields[0].hint == "1: deploy 812"
