"""Somebody is named by their whole account on a platform wherever a command names a person."""

from __future__ import annotations

import pytest

from tests.desk import given
from tests.desk.given import World, open_p1
from tocsin.domain.people import Person

ACCOUNTS = ("@bo:example.org", "@b.o=x/y-1:example.org:8448")
PEOPLE = {"bo": "Bo Lind", "cy": "Cy Ng"}
LINES = (
    "assign tl {who}",
    "handoff ic {who}",
    "page {who}",
    "page {who} come: it is the pool",
    "page {who} {also}",
    "page {who},{also}",
    "task add look at the pool {who}",
    "action add a larger pool {who} 3d",
    "declare search is slow p2 --drill {who} {also}",
    "drill slow {who}",
    "drill slow {who} {also}",
    "oncall override {who} 2h",
    "oncall override end {who}",
)
AROUND = ("{}", "<{}>", "{},", "({})")


@pytest.fixture(params=ACCOUNTS)
def account(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Bo's, where a platform's ids look like addresses."""
    monkeypatch.setitem(
        given.PEOPLE, "bo", Person(id="bo", name="Bo Lind", accounts={"irc": request.param})
    )
    cy = Person(id="cy", name="Cy Ng", accounts={"irc": "@cy:example.org"})
    monkeypatch.setitem(given.PEOPLE, "cy", cy)
    return str(request.param)


def done(line: str) -> tuple[object, str]:
    """What a line does in a new world, and what is answered."""
    world = open_p1()
    reply = world.say(f"!incident {line}")
    return (world.last, reply.accepted), reply.text.as_plain()


@pytest.mark.parametrize("line", LINES)
def test_a_whole_account_names_who_the_short_name_does(line: str, account: str) -> None:
    assert done(line.format(who=account, also="@cy:example.org")) == done(
        line.format(who="@bo", also="@cy")
    )


@pytest.mark.parametrize("around", AROUND)
def test_what_stands_around_it_is_no_part_of_it(around: str, account: str) -> None:
    assert done(f"assign tl {around.format(account)}") == done("assign tl @bo")
    assert done(f"page {around.format(account)}") == done("page @bo")


@pytest.mark.parametrize("line", LINES)
def test_an_account_that_is_nobodys_is_named_as_it_was_typed(line: str) -> None:
    world = World()
    world.say("!incident declare checkout returns 500s p1")
    before = len(world.rules.seen)
    told = world.say(f"!incident {line.format(who='@eve:evil.example', also='@cy')}")
    assert "@eve:evil.example" in told.text.as_plain()
    assert len(world.rules.seen) == before
