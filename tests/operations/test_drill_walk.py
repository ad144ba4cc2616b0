"""A drill walked through its whole life: whatever it tells anybody says that it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.doors import House
from tocsin.cli.export import FORMS
from tocsin.engine.incident_export import as_export

WALK = (
    "@ana #incidents: declare cards fail p0 --drill @ana @kim --service canaryservice",
    "wait 1",
    "@ana: INC-1 ack",
    "@bo: INC-1 take tl",
    "@ana: INC-1 page @cyrus please help",
    "@ana: INC-1 escalate em we need more people",
    "@ana: INC-1 flag data-breach orders are open",
    "@ana: INC-1 update investigating | no orders | we look | 30m",
    "@ana: INC-1 task add look at the shards @bo",
    "@bo: INC-1 mitigate rollback deploy 812",
    "@ana: INC-1 approve 1",
    "@bo: INC-1 done 1",
    "@ana: INC-1 handoff comms @eva",
    "wait 61",
    "@ana: INC-1 status-page publish Cards fail.",
    "@ana: INC-1 yes",
    "@ana: INC-1 notify-customers Cards fail.",
    "@ana: INC-1 yes",
    "@ana: INC-1 mitigated",
    "wait 31",
    "@ana: INC-1 resolve --override it was for practice",
    "@ana: INC-1 action add write it down @bo 3d",
    "@ana: INC-1 postmortem draft",
    "@ana: INC-1 postmortem publish",
    "wait 3000",
    *(f"@ana: INC-1 {one}" for one in ("show", "next", "timeline", "catchup", "postmortem show")),
    "@ana: list all",
)  # fmt: skip
# What nobody may be asked to do for practice.
OUTSIDE = re.compile(r"send (this|it) yourself|please call|by hand|by phone", re.IGNORECASE)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("drill")
    made = House(folder)
    for line in WALK:
        made.type_line(line)
    yield made
    made.store.close()


def told(house: House) -> list[str]:
    """Every text that reached anybody."""
    walls = house.walls
    return [
        *(text for _, text in (*walls.posts, *walls.directs, *walls.cards, *walls.topics)),
        *(text for kind in house.witnesses.values() for text in kind.heard),
        *house.accepted,
    ]


def test_every_text_says_that_it_is_a_drill(house: House) -> None:
    loose = [text for text in told(house) if "DRILL" not in text.partition("\n")[0]]
    assert loose == []
    assert len(told(house)) > 40


def test_its_room_and_its_documents_say_so_by_their_names(house: House) -> None:
    assert house.incident().room_name == "incident-2026-11-23-drill-cards-fail"
    assert house.walls.opened == [house.incident().room_name]
    assert "inc-1-drill-cards-fail.md" in house.files()


def test_its_export_says_so_in_the_heading(house: House) -> None:
    incident = house.incident()
    stored = house.store.read(lambda tx: tx.events(incident.id))
    export = as_export(incident, stored, house.teams.people)
    assert FORMS["md"](export).startswith("# DRILL: INC-1 cards fail\n")
    assert "<h1>DRILL: INC-1 cards fail</h1>" in FORMS["html"](export)


def test_nobody_is_asked_to_do_anything_outside(house: House) -> None:
    assert [text for text in told(house) if OUTSIDE.search(text)] == []


def test_customers_and_trackers_hear_nothing(house: House) -> None:
    assert house.witnesses["status_page"].heard == []
    assert house.witnesses["customers"].heard == [] or all(
        "CustomerMail" not in text for text in house.witnesses["customers"].heard
    )
    assert house.witnesses["ticketing"].heard == []


def test_it_is_left_out_of_the_numbers(house: House) -> None:
    assert "0 incidents" in house.numbers()
