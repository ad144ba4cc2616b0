"""One voice: one message for one fact, and ten minutes of a P1 that a tired person can read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.scenarios.given import FULL
from tests.simulate.conftest import Play
from tests.simulate.given import START, Told, load, minute, plugins
from tocsin.simulate import parse, simulate

DECLARED = "+0m @ana: !incident declare checkout returns 500s p1 --service checkout"
# What three responders type in ten minutes: (when, who, what).
TYPED = (
    ("1m", "ana", "ack"),
    ("2m", "bo", "take tl"),
    ("2m30s", "eva", "take comms"),
    ("3m", "eva", "update investigating | half of all payments fail | looking | unknown"),
    ("4m", "bo", "finding errors began with deploy 812"),
    ("4m30s", "bo", "mitigate rollback deploy 812"),
    ("5m", "ana", "approve 1"),
    ("6m", "bo", "done 1"),
    ("7m", "ana", "flag customer-impact"),
    ("7m30s", "eva", "note support knows"),
    ("8m", "ana", "mitigated"),
    ("9m", "ana", "next"),
    ("9m30s", "eva", "update monitoring | payments go through | watching | 03:40"),
)
IN_THE_ROOM = tuple(f"+{at} @{who} #INC-1: !incident {what}" for at, who, what in TYPED)
ELSEWHERE = tuple(f"+{at} @{who}: !incident INC-1 {what}" for at, who, what in TYPED)
MOST, TALLEST = 9, 6


def ten_minutes(play: Play, typed: tuple[str, ...]) -> Told:
    return play(DECLARED, *typed, "until +10m", team=FULL)


def unprompted(told: Told) -> list[str]:
    """What the incident's room was told that is no answer to what was typed in it."""
    return [row.text for row in told.of("message", told.room)]


@pytest.mark.parametrize("typed", [IN_THE_ROOM, ELSEWHERE], ids=["in the room", "elsewhere"])
def test_ten_minutes_of_a_p1_cost_its_room_few_short_messages(
    play: Play, typed: tuple[str, ...]
) -> None:
    said = unprompted(ten_minutes(play, typed))
    assert 0 < len(said) <= MOST, "\n---\n".join(said)
    assert max(text.count("\n") + 1 for text in said) <= TALLEST


def test_what_is_typed_in_the_room_is_answered_there_by_one_message(play: Play) -> None:
    told = ten_minutes(play, IN_THE_ROOM)
    by_kind = Counter((row.kind, row.to) for row in told.rows)
    assert by_kind["reply", told.room] == len(IN_THE_ROOM)
    assert by_kind["message", "#incidents"] == 1
    assert all(minute(row) < 1 for row in told.of("message", told.room))


FACTS = (
    "Ana acknowledged", "Nobody else is called", "Ana is Incident Commander",
    "Bo is Technical Lead", "Eva is Communications Lead",
    "Impact: half of all payments fail", "proposes change 1 (rollback): deploy 812",
    "approve 1", "reject 1 <why>", "Ana approved change 1", "done 1", "Change 1 is made, says Bo",
    "customer-impact set by Ana", "The impact is stopped, says Ana", "30 stable minutes run",
    "Impact: payments go through",
)  # fmt: skip


@pytest.mark.parametrize("typed", [IN_THE_ROOM, ELSEWHERE], ids=["in the room", "elsewhere"])
@pytest.mark.parametrize("fact", FACTS)
def test_the_room_hears_each_fact_wherever_it_was_typed(
    play: Play, typed: tuple[str, ...], fact: str
) -> None:
    told = ten_minutes(play, typed)
    heard = [row.text for row in told.rows if row.kind in ("message", "reply")]
    read = [row.text for row in told.rows if row.to == told.room and row.text in heard]
    assert any(fact in text for text in read)


def test_the_speaker_still_hears_what_comes_next(play: Play) -> None:
    told = ten_minutes(play, IN_THE_ROOM)
    answered = next(row.text for row in told.of("reply", told.room) if "acknowledged" in row.text)
    assert answered.endswith("Next: update due 03:30 CET (in 29 min).")


def test_what_does_not_fit_into_the_answer_is_said_behind_it_and_once(play: Play) -> None:
    told = play(
        DECLARED,
        "+1m @ana #INC-1: !incident ack",
        "+9m @ana #INC-1: !incident resolve --override it was a false alarm",
        "until +10m",
        team=FULL,
    )
    room = [row.text for row in told.rows if row.to == told.room and row.kind != "card"]
    assert sum("Incident closed: INC-1" in text for text in room) == 1
    assert sum("The post-mortem is drafted from the record" in text for text in room) == 1
    assert max(text.count("\n") + 1 for text in room) <= TALLEST


def test_another_platforms_room_hears_it_from_its_feed(tmp_path: Path) -> None:
    teams, shop = load(tmp_path, FULL)
    lines = "\n".join((START, DECLARED, "+2m @bo #INC-1: !incident take tl", "until +10m"))
    rows = simulate(
        parse(lines, "case.scenario"), teams, plugins(), team=shop, folder=tmp_path,
        platforms=("irc", "mesh"),
    )  # fmt: skip
    told = Told(rows)
    assert sum("Bo is Technical Lead" in row.text for row in told.of("message")) == 1
    assert sum("Bo is Technical Lead" in row.text for row in told.of("reply")) == 1


def test_what_is_missing_at_one_time_is_one_nudge_that_names_who_is_asked(play: Play) -> None:
    told = play(DECLARED, "+1m @ana: !incident INC-1 ack", "until +11m", team=FULL)
    nudge = [row.text for row in told.of("message", told.room) if minute(row) == 10]
    assert nudge == [
        "Still missing: Communications Lead and Technical Lead; their names are due "
        "03:10 CET (now).\n"
        "Take it: `!incident take comms` · `!incident take tl`\n"
        "Ana (IC), or give it to somebody: "
        "`!incident assign comms @who` · `!incident assign tl @who`"
    ]


def test_what_is_late_at_one_time_is_one_nudge_with_a_name_for_each(play: Play) -> None:
    told = play(
        DECLARED,
        "+1m @ana: !incident INC-1 ack",
        "+2m @bo #INC-1: !incident take tl",
        "+3m @eva #INC-1: !incident take comms",
        "until +31m",
        team=FULL,
    )
    late = [row.text for row in told.of("message", told.room) if minute(row) == 30]
    assert late == [
        "Eva (Comms): The next entry of the status page is due 03:30 CET (now): "
        "`!incident status-page publish`\n"
        "Eva (Comms): The update is due 03:30 CET (now): "
        "`!incident update <status> | <impact> | <action> | <eta>`"
    ]


@pytest.mark.parametrize("verb", ["timeline", "policy", "catchup", "help"])
def test_a_long_answer_goes_to_who_asked_for_it(play: Play, verb: str) -> None:
    typed = "!help" if verb == "help" else f"!incident {verb}"
    told = play(*(DECLARED, *IN_THE_ROOM), f"+9m50s @eva #INC-1: {typed}", "until +10m", team=FULL)
    assert told.of("reply")[-1].to == "@eva"


def test_a_short_catch_up_is_for_who_asked_too(play: Play) -> None:
    said = "+1m @eva #INC-1: !incident catchup"
    told = play("+0m @ana: !incident declare p2 carts are empty", said, "until +2m", team=FULL)
    assert told.of("reply")[-1].to == "@eva"


def test_what_all_may_act_on_stays_in_the_room(play: Play) -> None:
    told = play(DECLARED, "+1m @ana #INC-1: !incident next", "until +2m", team=FULL)
    assert told.of("reply")[-1].to == told.room
