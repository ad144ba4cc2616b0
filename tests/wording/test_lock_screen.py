"""What is told directly shows on a locked telephone: of a private incident no word of anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wording.samples import PEOPLE, at, declared, incident, one_of_every, update
from tocsin.domain.action_items import ActionAdded
from tocsin.domain.event import Event
from tocsin.domain.evolve import evolve
from tocsin.domain.flags.events import FlagSet
from tocsin.domain.incident import Incident
from tocsin.domain.notify import Notified
from tocsin.domain.reminders import Reminded
from tocsin.wording import direct_message, notify, nouns
from tocsin.wording.composing import as_plain

CANARY = "canary"


def secret(*more: Event) -> Incident:
    """A private incident in which people typed the same word everywhere."""
    private = FlagSet(at=at(1), by="bo", flag="private")
    noted = update(impact=CANARY, action=CANARY, status=CANARY, eta=CANARY)
    made = incident(declared(title=CANARY, text=CANARY), private, noted, *more)
    return replace(made, room_name=f"incident-2026-11-23-{CANARY}")


@pytest.mark.parametrize(
    "event", one_of_every(CANARY, rule="so it is"), ids=lambda event: str(event.type)
)
def test_it_holds_nothing_that_people_typed(event: Event) -> None:
    if event.type not in nouns.DIRECT or event.type == "outsiders-stay":  # names are all it is for
        return
    told = as_plain(direct_message.text(event, secret(), PEOPLE, at(30)))
    assert CANARY not in told
    assert "INC-4" in told


@pytest.mark.parametrize("about", [*notify.ABOUT, CANARY])
def test_whatever_it_is_about(about: str) -> None:
    event = Notified(at=at(5), by="engine", person="cy", about=about)
    told = as_plain(direct_message.text(event, secret(event), PEOPLE, at(30)))
    assert CANARY not in told
    assert "INC-4" in told.splitlines()[0]


def test_whoever_owes_an_action_item_is_reminded_of_its_number() -> None:
    added = ActionAdded(at=at(5), by="bo", n=1, text=CANARY, owner="cy", due=at(5).date())
    event = next(one for one in one_of_every() if isinstance(one, Reminded))
    event = replace(event, obligation="action-item:1", hears="cy")
    told = as_plain(direct_message.text(event, evolve(secret(), added), PEOPLE, at(30)))
    assert CANARY not in told
    assert told.startswith("Action item 1 ")


def test_leadership_reads_that_there_is_one_and_where_to_look() -> None:
    event = Notified(at=at(5), by="engine", person="cy", about="declared")
    assert as_plain(direct_message.text(event, secret(), PEOPLE, at(30))).splitlines() == [
        "P1 · INC-4 (private incident)",
        "This incident was declared; you are told at once. You need not answer.",
        "Where it stands: `!incident INC-4 show`",
    ]
