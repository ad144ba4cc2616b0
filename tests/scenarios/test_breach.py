"""A breach has its own immediate actions: evidence, access, keys, who may know; not a rollback."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1
from tests.simulate.conftest import Play

BREACHES = ("security", "data-breach", "data-exposure", "unauthorized-access")
PLACES = FULL.replace(
    'components = ["Web shop", "Payments"]',
    'components = ["Web shop"]\ndashboards = ["https://d.example/1"]',
)


def test_declared_as_one_the_room_opens_with_them(play: Play) -> None:
    told = play("+0m @ana: !incident declare strange logins p1 --security", "until +1m", team=FULL)
    heard = told.heard(told.room)
    for line in (
        "Suspected breach, at once:",
        "1 Keep evidence: save logs, access records and snapshots before anything is deleted",
        "2 Limit access: end sessions, lock the accounts and hosts in question",
        "3 Change keys, tokens and passwords",
        "4 Speak of it need-to-know and only here; ask legal now",
    ):
        assert line in heard
    assert "rollback (bad deploy)" not in heard
    assert "health dashboards" not in heard


@pytest.mark.parametrize("flag", BREACHES)
def test_flagged_later_the_room_gets_them_then(play: Play, flag: str) -> None:
    told = play(P1, ACK, f"+2m @ana: !incident INC-1 flag {flag} odd", "until +3m", team=FULL)
    (said,) = [row.text for row in told.of("message", told.room) if "Flag" in row.text]
    assert f"Flag {flag} set by Ana: odd.\n1 Keep evidence" in said
    assert "`!incident mitigate disable <accounts, keys, a way in>`" in said


def test_once_only(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 flag security odd",
        "+3m @ana: !incident INC-1 flag data-breach they copied it", "until +4m", team=FULL,
    )  # fmt: skip
    assert told.heard(told.room).count("1 Keep evidence") == 1


def test_flagged_before_there_is_a_room_they_come_with_it(play: Play) -> None:
    told = play(
        "+0m @kim: !incident report strange logins", "+1m @ana: !incident INC-1 flag security odd",
        "+2m @ana: !incident INC-1 severity p1", "+3m @ana: !incident INC-1 accept", "until +4m",
        team=FULL,
    )  # fmt: skip
    heard = told.heard(told.room)
    assert heard.count("1 Keep evidence") == 1
    assert "Suspected breach: keep the evidence, limit access, change keys." in heard
    assert "Stop the bleeding" not in heard


def test_an_attack_by_load_is_none(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !incident INC-1 flag ddos", "until +3m", team=FULL)
    heard = told.heard(told.room)
    assert "scale-up (capacity)" in heard
    assert "Keep evidence" not in heard


def test_with_places_to_look_it_is_six_lines_all_the_same(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare odd p1 --security --service checkout", "until +1m", team=PLACES
    )  # fmt: skip
    (said,) = [row.text for row in told.of("message", told.room) if "Suspected breach" in row.text]
    opened = said[said.index("P1 · INC-1") :].splitlines()
    assert len(opened) == 6
    assert any("https://d.example/1" in line for line in opened)
    assert any("4 Speak of it" in line for line in opened)


def test_a_team_words_them_for_itself(play: Play) -> None:
    team = (
        FULL
        + """
[process]
breach_actions = ["Call the CERT, +49 30 1", "Touch nothing"]
"""
    )
    told = play("+0m @ana: !incident declare odd p1 --security", "until +1m", team=team)
    assert "1 Call the CERT, +49 30 1\n2 Touch nothing" in told.heard(told.room)
