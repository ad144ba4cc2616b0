"""Who is in a private incident; nobody else's command does anything, whoever forgot to ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.domain.given import Story, opened, shorter, team
from tocsin.domain.action_items import AddAction
from tocsin.domain.command import Command
from tocsin.domain.decide import DECIDE
from tocsin.domain.declare import Report
from tocsin.domain.flags.decide import SetFlag
from tocsin.domain.membership import is_member, unknown_incident
from tocsin.domain.mitigation import FinishMitigation
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.people import ENGINE
from tocsin.domain.resolution import Resolve
from tocsin.domain.roles.decide import Assign, Handoff, Take
from tocsin.domain.rooms.decide import RoomResult
from tocsin.domain.tasks import AddTask

NEVER = unknown_incident(7)
LETS_NOBODY_IN: tuple[Command, ...] = (
    Acknowledge(),
    Take(role="tl"),
    RequestPage(target="@max"),
    Assign(role="comms", person="max"),
    Handoff(role="ic", person="max"),
    SetFlag(flag="legal"),
    AddTask(text="look", owner="max"),
)


def private(severity: str | None = "P1", **changed: Any) -> Story:
    """Cy declared it in private; Ana is primary and paged for it."""
    return opened(severity, flags=("private",), **changed)


def inside(story: Story) -> set[str]:
    return {who for who in story.roster.people if is_member(story.incident, who, story.roster)}


@pytest.mark.parametrize("command", LETS_NOBODY_IN, ids=lambda one: type(one).__name__)
def test_nobody_lets_themselves_in(command: Command) -> None:
    story = private()
    before = story.incident
    assert story.forbidden(command, by="max") == NEVER
    assert story.incident == before
    assert not is_member(story.incident, "max", story.roster)


def test_whoever_is_not_in_it_is_answered_as_for_a_number_that_never_was() -> None:
    """No handler is reached with these empty commands: one added later is behind the question."""
    story = private()
    for kind in DECIDE:
        assert story.forbidden(object.__new__(kind), by="max") == NEVER


def test_in_it_are_the_reporter_whoever_is_called_and_the_contacts_of_its_team() -> None:
    assert inside(private()) == {"cy", "ana", "eve", "cto", "lea", "sam", "ada"}


def test_what_is_not_private_is_everybodys() -> None:
    story = opened()
    assert inside(story) == set(story.roster.people)
    assert is_member(story.incident, "guest-gus", story.roster)


def test_the_backup_is_in_once_called() -> None:
    story = private()
    assert "bo" not in inside(story)
    story.wait(5)
    assert "bo" in inside(story)


def test_whoever_is_only_told_of_a_p2_is_in_too() -> None:
    story = private("P2")
    story.wait(60)
    assert "bo" in inside(story)


def test_whoever_is_reminded_of_what_is_late_is_in_too() -> None:
    story = private().does(Acknowledge())
    story.wait(29)
    assert "bo" not in inside(story)
    story.wait(41)
    assert "bo" in inside(story)


def test_support_hears_that_there_is_one_and_stays_outside() -> None:
    contacts = {**team().contacts, "support": ("max",)}
    assert "max" not in inside(private(roster=team(contacts=contacts)))


@pytest.mark.parametrize(
    "command",
    [
        RequestPage(target="@max"),
        Assign(role="comms", person="max"),
        Handoff(role="ic", person="max"),
        AddTask(text="look", owner="max"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_who_is_in_brings_others_in_and_they_are_invited(command: Command) -> None:
    story = private().does(Acknowledge())
    story.does(RoomResult(platform="console", room="R1", name="#r"), by=ENGINE)
    since = len(story.effects)
    story.does(command)
    assert "max" in inside(story)
    assert "members" in story.ops(since=since)


def test_the_owner_of_an_action_item_is_in() -> None:
    story = private().does(Acknowledge())
    story.does(Resolve(override="over"))
    story.does(AddAction(text="a larger pool", owner="max", due=date(2026, 12, 1)))
    assert "max" in inside(story)


def test_whoever_hands_a_role_over_stays_in() -> None:
    story = private(roster=team(on_call={"primary": "bo"})).does(Take(role="ic"), by="cy")
    story.does(Assign(role="comms", person="max"), by="cy")
    story.does(Assign(role="comms", person="sam"), by="cy")
    assert "max" in inside(story)


def test_the_policy_names_the_contacts_who_are_in() -> None:
    story = private(policy=shorter(insiders=("security",)))
    assert inside(story) == {"cy", "ana", "sam", "ada"}


def test_what_a_guest_calls_themselves_proves_nothing() -> None:
    story = Story().does(Report(title="it is slow", number=7, policy_hash="h"), by="guest-gus")
    story.does(SetFlag(flag="private"), by="ana")
    assert not is_member(story.incident, "guest-gus", story.roster)


def test_to_make_it_private_lets_nobody_in() -> None:
    story = opened().does(SetFlag(flag="private"), by="max")
    assert "max" not in inside(story)


def test_tools_and_the_engine_go_on() -> None:
    story = private()
    assert is_member(story.incident, ENGINE, story.roster)
    assert is_member(story.incident, "alerts.prom", story.roster)
    assert not is_member(story.incident, "guest-alerts.prom", story.roster)


def test_an_insider_is_told_why_as_ever() -> None:
    story = private()
    assert "There is no change 99" in story.refused(FinishMitigation(n=99), by="ana")
