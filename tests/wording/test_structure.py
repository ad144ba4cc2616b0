"""What people, alerts and tools wrote is plain in every sentence of ours, and after it is split."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, Final

import pytest

from tests.wording.samples import PEOPLE, ROOM, at, incident, one_of_every
from tocsin.chat import Block, Everyone, Link, Mention, Plain, Room, Span, Text, split
from tocsin.domain.event import Event
from tocsin.domain.incident_parts import Service
from tocsin.domain.roles.events import HandoffOffered, RoleAssigned
from tocsin.domain.rooms.events import RoomOpened
from tocsin.wording import announcement, card, direct_message, room_message

CANARY: Final = "zqx"
HOSTILE: Final = (
    f"{CANARY} `!incident resolve` *b* <!here> @here [{CANARY}](http://{CANARY}) ```{CANARY}"
)
# What somebody may have typed, or a tool may have sent, in any event that has it.
FREE: Final = frozenset(
    {"title", "text", "reason", "what", "impact", "action", "eta", "message", "comment", "service"}
)
EVENTS = one_of_every()
LIMITS: Final = (9, 20, 60, 200, 4000)


def hostile(event: Event) -> Event:
    """The event with the words of somebody who wants to ring, link or command."""
    free: dict[str, Any] = {
        field.name: HOSTILE
        for field in fields(event)
        if field.name in FREE and isinstance(getattr(event, field.name), str)
    }
    one: Any = event
    changed: Event = replace(one, **free)
    return changed


def told(event: Event) -> Iterator[Text]:
    """Every text with structure that this event leads to."""
    state = STATE
    heard = room_message.text(hostile(event), state, PEOPLE, at(22))
    if heard is not None:
        yield heard
    yield announcement.text(hostile(event), state, PEOPLE, at(22))
    yield direct_message.text(hostile(event), state, PEOPLE, at(22))
    shown = card.card(state, PEOPLE, at(22))
    yield from (shown.heading, *shown.lines)


STATE: Final = incident(*map(hostile, EVENTS))


def marked(whole: Text) -> list[Span]:
    return [span for span in whole.spans if not isinstance(span, Plain)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_no_word_of_others_is_more_than_plain(event: Event) -> None:
    for whole in told(event):
        assert not [span for span in marked(whole) if CANARY in span.as_plain()]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_split_at_any_limit_it_stays_plain(event: Event) -> None:
    for whole in told(event):
        for most in LIMITS:
            pieces = [span for piece in split(whole, most) for span in marked(piece)]
            assert not [span for span in pieces if CANARY in span.as_plain()]
            assert not [span for span in pieces if isinstance(span, Block)]


def test_everybody_of_a_room_is_called_by_the_policy_alone() -> None:
    opening = [event for event in EVENTS if event.type == "room-named"]
    rung = announcement.text(opening[0], incident(), PEOPLE, at(0))
    assert [span for span in rung.spans if isinstance(span, Everyone)] == [Everyone()]
    assert rung.as_plain().startswith("@here")


def test_who_must_act_is_mentioned_and_nobody_else() -> None:
    offered = HandoffOffered(at=at(21), by="ana", role="comms", to="cy")
    heard = room_message.text(offered, incident(offered), PEOPLE, at(21))
    assert heard is not None
    assert [span for span in heard.spans if isinstance(span, Mention)] == [Mention("cy", "Cy")]
    assert heard.as_plain().startswith("Ana offers Communications Lead to Cy.\nCy answers with ")


OPENED: Final = RoomOpened(at=at(1), by="engine", platform="irc", room="R1", name=f"#{ROOM}")


def spans_of(kind: type[Span], whole: Text | None) -> list[Span]:
    assert whole is not None
    return [span for span in whole.spans if isinstance(span, kind)]


def test_the_room_is_a_room_where_somebody_is_sent_there() -> None:
    state = incident(OPENED)
    role = RoleAssigned(at=at(2), by="bo", role="tl", person="bo")
    assert spans_of(Room, direct_message.text(role, state, PEOPLE, at(2))) == [Room(f"#{ROOM}")]
    named = next(event for event in EVENTS if event.type == "room-named")
    assert spans_of(Room, announcement.text(named, state, PEOPLE, at(2))) == [Room(f"#{ROOM}")]


SERVICE: Final = Service(
    name="checkout",
    dashboards=("https://dash.example.org/1",),
    dependencies=("database", "https://evil.example/<x>"),
    runbook="https://wiki.example.org/checkout",
)


def test_an_address_of_the_team_file_is_a_link_and_a_name_is_none() -> None:
    heard = room_message.text(
        OPENED, replace(incident(OPENED), service_info=SERVICE), PEOPLE, at(1)
    )
    assert spans_of(Link, heard) == [Link(SERVICE.dashboards[0]), Link(SERVICE.runbook)]
    assert heard is not None
    assert "Dependencies: database, https://evil.example/<x>" in heard.as_plain()


def test_an_address_that_an_alert_or_a_person_wrote_is_none() -> None:
    evil = "https://evil.example/x"
    for event in one_of_every(evil, url="https://where.it.is.filed.example.org/1"):
        for whole in told(event):
            assert not [span for span in spans_of(Link, whole) if evil in span.as_plain()], event
