"""A private P0 with a canary in everything typed, through every verb and out of every door."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.operations.doors import INSIDERS, KINDS, House
from tocsin.desk.verbs import VERBS
from tocsin.engine.incident_export import as_export
from tocsin.engine.incident_view import incident_view

# What people typed for customers to read; it may stand where customers read, and inside.
PUBLIC = ("signin is not possible", "we look into it")
OPEN = "@ana: declare canarytitle pictures p0 --private --service canaryservice"
WALK = (
    OPEN,
    "wait 1",
    "@ana: INC-1 ack",
    "@ana: INC-1 page @bo canarymessage",
    "@bo: INC-1 ack",
    "@bo: INC-1 take tl",
    "@ana: INC-1 take ic",
    "@ana: INC-1 service canaryservice",
    "@ana: INC-1 triage canarycustomers | canarybroken | no | yes",
    "@ana: INC-1 update investigating | canaryimpact | canaryaction | 30m",
    "@ana: INC-1 note canarynote",
    "@bo: INC-1 finding canaryfinding",
    "@ana: INC-1 decide canarydecision",
    "@ana: INC-1 task add canarytask @bo",
    "@bo: INC-1 task done 1",
    "@ana: INC-1 cause canarycause",
    "@ana: INC-1 milestone impact-started 20m ago",
    "@bo: INC-1 mitigate rollback canarychange",
    "@ana: INC-1 reject 1 canaryrejection",
    "@bo: INC-1 mitigate disable canaryfeature",
    "@ana: INC-1 approve 2 canaryapproval",
    "@bo: INC-1 done 2",
    "@ana: INC-1 flag media canaryflag",
    "@ana: INC-1 flag customer-impact canaryfelt",
    "@ana: INC-1 unflag media canaryunflag",
    "@ana: INC-1 unflag private canarymistake",
    "@ana: INC-1 escalate leadership canaryescalation",
    "@ana: INC-1 severity p1 canarylower",
    "@ana: INC-1 severity p0 canaryraise",
    "@ana: INC-1 assign comms @eva",
    "@ana: INC-1 handoff security @sam",
    "@sam: INC-1 accept-handoff",
    "@ana: INC-1 snooze update 5m",
    "@ana: INC-1 status-page draft canarydraft",
    "@eva: INC-1 status-page publish Signin is not possible.",
    "@eva: INC-1 yes",
    "@ana: INC-1 approve 3",
    "@eva: INC-1 notify-customers We look into it.",
    "@eva: INC-1 yes",
    "wait 40",
    "@ana: INC-1 mitigated canarymitigated",
    "wait 31",
    "@ana: INC-1 check 1",
    "@ana: INC-1 resolve --override canaryoverride",
    "@ana: INC-1 reopen canaryreopen",
    "@ana: INC-1 resolve --override canaryagain",
    "@ana: INC-1 postmortem draft",
    "@ana: INC-1 postmortem lessons canarylesson",
    "@bo: INC-1 postmortem review canaryreview",
    "@ana: INC-1 action add canaryitem @bo 3d",
    "@ana: INC-1 postmortem publish",
    "@bo: INC-1 action done 1",
    "wait 5000",
    "@ana: INC-1 close",
    "@max #incidents: report canaryreport --private",
    "@ana: INC-2 severity p2",
    "@ana: INC-2 accept",
    "@ana: declare canarysecond p2 --private",
    "@ana: INC-3 merge INC-2",
    "@ana: report canarythird --private",
    "@ana: INC-4 decline canarydecline",
    "@ana: report --private canaryfourth",
    "@eva: INC-1 no",
    "wait 200",
)  # fmt: skip
NOT_TAKEN = "canarymistake"  # the reason of what was not confirmed
LOOKS = tuple(
    f"@ana: INC-1 {one}"
    for one in (
        "show", "next", "why stability", "timeline", "catchup", "policy", "export", "check",
        "task", "action", "postmortem show", "status-page show",
    )
)  # fmt: skip
ASKED = (
    "@kim #incidents: list all",
    "@max: metrics",
    "@kim: list all",
    "@kim: metrics",
    "@ana #incidents: list all",
    "@ana #incidents: metrics",
    "@kim: link-me",
    "@ana #incidents: link-me",
    "@ana #incidents: INC-1 show",
    *(f"@kim: INC-1 {one}" for one in ("show", "timeline", "postmortem show", "done 99", "ack")),
    *(f"@kim #incidents: {one}" for one in ("logs errors", "graph cpu", "alerts", "changes")),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    made = House(folder)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def log() -> Iterator[list[str]]:
    """Every line of every logger."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {vars(record)}")

    keeper, root = Keeper(), logging.getLogger()
    before = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(keeper)
    root.setLevel(before)


@pytest.fixture(scope="module")
def doors(house: House, log: list[str]) -> Mapping[str, str]:
    """What left by each door, in lower case."""
    for line in (*WALK, *LOOKS, *ASKED):
        house.type_line(line)
    own = {f"#{house.incident(n).room_name}" for n in range(1, house.count() + 1)} - {"#"}
    walls = house.walls
    told = {
        "room": [text for room, text in walls.posts if room in own],
        "other-rooms": [f"{room} {text}" for room, text in walls.posts if room not in own],
        "card": [text for _, text in walls.cards],
        "topic": [f"{room} {text}" for room, text in walls.topics],
        "room-names": walls.opened,
        "insiders": [text for person, text in walls.directs if person in INSIDERS],
        "others": [f"{person} {text}" for person, text in walls.directs if person not in INSIDERS],
        "replies": house.replies,
        "answers-to-others": house.asked,
        **{kind: witness.heard for kind, witness in house.witnesses.items()},
        "files": [house.files()],
        "numbers": [house.numbers()],
        "charts": [file.alt + file.name for _, file, _ in walls.uploads],
        "web": list(house.web()),
        "log": log,
        "plugins": [repr(incident_view(house.incident(n))) for n in range(1, house.count() + 1)],
        "export": [_export(house, n) for n in range(1, house.count() + 1)],
    }
    return {door: "\n".join(texts).lower() for door, texts in told.items()}


def _export(house: House, number: int) -> str:
    incident = house.incident(number)
    stored = house.store.read(lambda tx: tx.events(incident.id))
    return json.dumps(as_export(incident, stored, house.teams.people))


def typed() -> tuple[str, ...]:
    """Every canary of the walk, once."""
    found = (word for line in WALK for word in line.split() if "canary" in word)
    return tuple(one for one in dict.fromkeys(found) if one != NOT_TAKEN)


# Where those who are in it read; nothing that was typed may stand behind any other door.
INSIDE = frozenset({"room", "card", "insiders", "replies", "export"})
# What was typed for customers stands where they read.
FOR_CUSTOMERS = frozenset({"status_page", "customers", "files", "web"})


@pytest.mark.parametrize("canary", typed())
def test_what_is_typed_into_a_private_incident_is_read_only_by_those_in_it(
    doors: Mapping[str, str], canary: str
) -> None:
    assert {door for door, text in doors.items() if canary in text} <= INSIDE
    assert canary in doors["export"], "it was never taken, so this proves nothing"


def test_no_other_word_of_the_team_file_tells_what_is_touched(doors: Mapping[str, str]) -> None:
    for word in ("canarydashboard", "canary"):
        assert {door for door, text in doors.items() if word in text} <= INSIDE


@pytest.mark.parametrize("words", PUBLIC)
def test_what_is_written_for_customers_reaches_them_and_nobody_else(
    doors: Mapping[str, str], words: str
) -> None:
    found = {door for door, text in doors.items() if words in text}
    assert found <= INSIDE | FOR_CUSTOMERS
    assert found & FOR_CUSTOMERS


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"help", "drill"}))
def test_the_walk_goes_through_every_verb(verb: str) -> None:
    lines = [line.partition(": ")[2].split() for line in (*WALK, *LOOKS, *ASKED)]
    assert any(verb in words[:2] for words in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_was_told_of_it_by_its_neutral_name(doors: Mapping[str, str], kind: str) -> None:
    assert "inc-1" in doors[kind]


def test_the_announce_room_learns_nothing(doors: Mapping[str, str], house: House) -> None:
    heard = house.walls.heard("#incidents").lower()
    assert "inc-" not in heard
    assert "private" not in heard


def test_every_address_answers(doors: Mapping[str, str]) -> None:
    assert "/ack/" in doors["web"]
    assert all(f"{path} 200" in doors["web"] for path in ("/status", "/metrics"))
