"""Every button is a line the desk takes, at every moment of an incident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest

from tests.desk.given import World, open_p1
from tests.desk.test_forms import drawn, understood
from tocsin.chat.forms import MOST_COMMAND, MOST_LABEL, Action
from tocsin.desk.typed_line import parse_line
from tocsin.domain.alerts.events import AlertFired, AlertResolved
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.wording import buttons

# What is typed one after the other, by whom; each step is looked at.
WALKS: Final = {
    "p1": (
        ("ana", "declare checkout returns 500s p1"), ("ana", "ack"), ("bo", "take tl"),
        ("ana", "update Investigating | carts fail | we look | unknown"),
        ("ana", "handoff ic @dee"), ("ana", "page @cy please look"),
        ("bo", "mitigate rollback deploy 812"), ("bo", "mitigate other restart all"),
        ("ana", "approve 1"), ("bo", "done 1"), ("ana", "mitigated"), ("ana", "check 2"),
        ("ana", "resolve --override it was a slip"), ("ana", "action add a test @bo 3d"),
        ("ana", "postmortem draft"), ("ana", "reopen it came back"),
    ),
    "report": (
        ("guest-zed", "report carts are empty"), ("ana", "triage all | carts | no | no"),
        ("ana", "accept"), ("ana", "ack"),
    ),
    "declined": (("ana", "declare is it slow"), ("ana", "decline it is not")),
    "private": (("ana", "declare pay slips are open p0 --private --security"), ("ana", "ack")),
    "ticket": (("ana", "declare a typo p3"), ("ana", "resolve"), ("ana", "close")),
    "drill": (("ana", "declare practise p1 --drill @ana"), ("ana", "ack")),
}  # fmt: skip


def moments(walk: str) -> Iterator[World]:
    world = World()
    for by, line in WALKS[walk]:
        assert world.say(f"!incident {line}", by=by, room="").accepted, line
        yield world


def shown(world: World) -> Iterator[Action]:
    """Every button there is at this moment, and under every message of the past."""
    one = world.incident()
    yield from buttons.card_buttons(one, world.now)
    state = Incident(id=one.id, policy=one.policy)
    for stored in world.store.read(lambda tx: tx.events(one.id)):
        assert stored.event is not None
        state = evolve(state, stored.event)
        for under in (
            buttons.direct_message_buttons,
            buttons.room_message_buttons,
            buttons.announcement_buttons,
        ):
            found = under(stored.event, state)
            assert len(found) <= buttons.MOST
            yield from found


@pytest.mark.parametrize("walk", WALKS)
def test_every_button_is_a_line_the_desk_takes(walk: str) -> None:
    for world in moments(walk):
        for one in shown(world):
            assert len(one.command) <= MOST_COMMAND
            assert len(one.label) <= MOST_LABEL
            assert parse_line(f"!{one.command}", "!").line.number == 1
            if not one.form:
                assert parse_line(f"!{one.command}", "!").reads or understood(world, one.command), (
                    one
                )


@pytest.mark.parametrize("walk", WALKS)
def test_a_form_behind_a_button_of_the_card_is_there(walk: str) -> None:
    for world in moments(walk):
        for one in buttons.card_buttons(world.incident(), world.now):
            assert not one.form or drawn(world, one.form) is not None, one


def labels(world: World) -> list[str]:
    return [one.label for one in buttons.card_buttons(world.incident(), world.now)]


def test_the_card_offers_what_is_needed_now() -> None:
    """At most five, the most urgent first."""
    seen = [labels(world) for world in moments("p1")]
    assert seen[0][:3] == ["Acknowledge", "Take a role", "Update"]
    assert seen[1][:2] == ["Take a role", "Update"]
    assert seen[6][:3] == ["Acknowledge", "Approve change 1", "Reject change 1"]
    assert seen[11] == [
        "Acknowledge", "Approve change 2", "Reject change 2", "Update", "Checklist",
    ]  # fmt: skip
    assert all(len(one) <= buttons.MOST for one in seen)
    assert [labels(world) for world in moments("declined")][-1] == []
    assert next(labels(world) for world in moments("ticket"))[:2] == ["Update", "Resolve"]


# A stage of an incident: what was typed until then, by whom, and what stands on its card.
STAGES: Final = {
    "reported": ((("bo", "report carts are empty"),), ["Triage", "Decline"]),
    "declared": (
        (("ana", "declare checkout fails p1"),),
        ["Acknowledge", "Take a role", "Update", "Propose a change", "Page somebody"],
    ),
    "acknowledged": (
        (("ana", "ack"),),
        ["Take a role", "Update", "Propose a change", "Page somebody", "Give a role"],
    ),
    "a change waits": (
        (("bo", "mitigate rollback deploy 812"),),
        ["Approve change 1", "Reject change 1", "Take a role", "Update", "Propose a change"],
    ),
    "all roles are taken": (
        (("ana", "approve 1"), ("ana", "assign tl @bo"), ("ana", "assign comms @cy")),
        ["Update", "Propose a change", "Page somebody", "Give a role", "Escalate"],
    ),
    "a change is made": (
        (("bo", "done 1"),),
        ["Update", "The impact is stopped", "Propose a change", "Page somebody", "Give a role"],
    ),
    "the impact is stopped": (
        (("ana", "mitigated"),),
        ["Update", "Checklist", "Resolve", "Propose a change", "Page somebody"],
    ),
    "resolved": (
        (("ana", "resolve --override it was a slip"),),
        ["The draft is ready", "It is reviewed", "Publish post-mortem", "Reopen"],
    ),
}  # fmt: skip


def test_the_last_alert_that_is_over_asks_whether_the_impact_is_stopped() -> None:
    world = open_p1()
    told: dict[str, Any] = {
        "key": "g",
        "fingerprint": "f",
        "title": "Errors",
        "at": world.now,
        "by": "alerts.prom",
    }
    fired = AlertFired(started=world.now, **told)
    over = AlertResolved(remaining=0, **told)
    incident = evolve(world.incident(), fired)
    assert "The impact is stopped" not in [
        one.label for one in buttons.card_buttons(incident, world.now)
    ]
    incident = evolve(incident, over)
    assert [one.label for one in buttons.room_message_buttons(over, incident)] == [
        "The impact is stopped"
    ]
    assert [
        one.label for one in buttons.room_message_buttons(replace(over, remaining=1), incident)
    ] == []


def test_only_what_a_person_ticks_is_a_button() -> None:
    """The clock ticks the stable minutes, and monitoring that no alert fires."""
    world = open_p1()
    labels = [one.label for one in buttons.checklist_buttons(world.incident(), world.now)]
    assert [label[0] for label in labels] == ["1", "2", "5"]


def test_each_stage_has_its_buttons() -> None:
    world = World()
    for stage, (typed_until_then, shown_then) in STAGES.items():
        if stage == "declared":
            world = World()
        for by, line in typed_until_then:
            assert world.say(f"!incident {line}", by=by, room="").accepted, line
        assert labels(world) == shown_then, stage


def test_what_has_no_severity_is_judged_by_buttons() -> None:
    found = [labels(world) for world in moments("report")]
    assert found[0] == ["Triage", "Decline"]
    assert found[1] == ["Accept", "Triage", "Decline"]
    assert "Accept" not in found[2]


def test_a_button_holds_no_word_that_people_wrote() -> None:
    world = open_p1()
    assert world.say("!incident mitigate other `drop` @everyone --private", by="bo").accepted
    for one in shown(world):
        assert "drop" not in one.label + one.command
