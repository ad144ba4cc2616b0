"""Who is reached behind a contact, or above it."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from tests.domain.given import Story, commanded, only, team
from tocsin.domain.escalation.decide import Escalate
from tocsin.domain.paging.events import PageRequested

CONTACTS: dict[str, Any] = {"cto": ("cto",), "ceo": ("max",), "leadership": ("lea",)}


def paged(story: Story) -> list[str]:
    return [one.person for one in only(PageRequested, story.events) if one.purpose == "request"]


def asks(
    contacts: dict[str, Any], *, by: str = "cy", target: Literal["em", "security"] = "em"
) -> Story:
    story = commanded(roster=team(contacts={**CONTACTS, **contacts}))
    return story.does(Escalate(target=target, reason="unclear"), by=by)


@pytest.mark.parametrize(
    ("contacts", "by", "who"),
    [
        ({}, "cy", "cto"),
        ({"em": ("eve",)}, "cy", "eve"),
        ({"em": ("eve", "bo")}, "eve", "bo"),
        ({"em": ("cto",)}, "cto", "max"),
        ({"em": ("ana",), "cto": ()}, "cy", "max"),
        ({"em": ("ana",), "cto": (), "ceo": ()}, "cy", "lea"),
    ],
    ids=["nobody", "usual", "the-other-one", "asks-twice", "leads", "up-to-leadership"],
)
def test_whoever_can_help_is_reached(contacts: dict[str, Any], by: str, who: str) -> None:
    assert paged(asks(contacts, by=by)) == [who]


def test_with_nobody_above_the_one_who_leads_is_asked_all_the_same() -> None:
    alone = dict.fromkeys(CONTACTS, ())
    assert paged(asks({**alone, "em": ("ana",)})) == ["ana"]


def test_with_nobody_but_whoever_asks_they_are_told_the_way_on() -> None:
    alone = dict.fromkeys(CONTACTS, ())
    story = commanded(roster=team(contacts={**alone, "em": ("eve",)}))
    said = story.refused(Escalate(target="em", reason="unclear"), by="eve")
    assert "Nobody but you stands behind 'em' or above. Page somebody: `page @who`." in said


def test_security_goes_to_the_ciso_where_security_leads() -> None:
    assert paged(asks({"security": ("ana",), "ciso": ("sam",)}, target="security")) == ["sam"]
