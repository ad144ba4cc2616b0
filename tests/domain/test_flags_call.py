"""Flags reach the people the process names: security, leadership, support."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.given import Story, commanded, only, opened, team
from tocsin.domain.flags.decide import SetFlag
from tocsin.domain.notify import Notified
from tocsin.domain.paging.events import PageRequested

CONTACTS = {
    "em": ("eve",), "cto": ("cto",), "ceo": ("max",), "leadership": ("lea",),
    "security": ("sam",), "ciso": ("ada",), "support": ("cy",),
}  # fmt: skip
SECURITY = ("security", "data-exposure", "unauthorized-access", "ddos", "data-breach")
LEADERSHIP = ("major-customer-impact", "data-breach", "media", "legal")


def story(**changed: Any) -> Story:
    return commanded(roster=team(contacts=CONTACTS), **changed)


def requested(one: Story) -> list[str]:
    return [page.person for page in only(PageRequested, one.events) if page.purpose == "request"]


def told(events: Any, about: str = "") -> list[str]:
    return [one.person for one in only(Notified, events) if about in one.about]


@pytest.mark.parametrize("flag", SECURITY)
def test_a_suspected_security_issue_pages_the_security_team_and_tells_the_ciso(flag: str) -> None:
    one = story()
    events = one.when(SetFlag(flag=flag))
    assert requested(one) == ["sam"]
    assert "ada" in told(events)


@pytest.mark.parametrize("flag", LEADERSHIP)
def test_leadership_cto_and_ceo_are_told_at_once(flag: str) -> None:
    assert {"lea", "cto", "max"} <= set(told(story().when(SetFlag(flag=flag))))


def test_a_declaration_with_the_flag_calls_as_well() -> None:
    assert requested(opened("P1", roster=team(contacts=CONTACTS), flags=("security",))) == ["sam"]


def test_a_second_security_flag_pages_nobody_twice() -> None:
    one = story().does(SetFlag(flag="security"), SetFlag(flag="ddos"))
    assert requested(one) == ["sam"]


def test_a_drill_calls_nobody() -> None:
    one = opened("P1", roster=team(contacts=CONTACTS), flags=("drill", "security"))
    assert requested(one) == []


def test_support_hears_once_of_what_customers_may_ask_about() -> None:
    one = story()
    assert told(one.events, "support") == ["cy"]
    assert told(one.when(SetFlag(flag="customer-impact")), "support") == []


def test_support_hears_of_a_p2_that_customers_notice() -> None:
    one = commanded("P2", roster=team(contacts=CONTACTS))
    assert told(one.events, "support") == []
    assert told(one.when(SetFlag(flag="customer-impact")), "support") == ["cy"]


def test_a_private_incidents_room_says_nothing_of_what_it_is_about() -> None:
    assert opened("P1", flags=("private",)).incident.room_name == "incident-2026-11-23-private"
