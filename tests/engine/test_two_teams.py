"""Two teams in one deployment keep apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, World, refused

PAY = (
    TEAM.replace('"Shop"', '"Pay"')
    .replace('[oncall.primary]\npeople = ["ana"]', '[oncall.primary]\npeople = ["cyrus"]')
    .replace("[paging.tower]", "[paging.gong]")
    .replace('"tower", ', '"gong", ')
    + '[chat]\nannounce = "#pay"\n'
)
Make = Callable[[], World]


@pytest.fixture
def both(tmp_path: Path) -> World:
    return World(tmp_path, teams={"shop": TEAM, "pay": PAY})


def test_numbers_are_of_the_deployment(both: World) -> None:
    both.tell(f"{P1} --team shop")
    both.tell(f"{P1} --team pay")
    assert [both.incident(n).team for n in (1, 2)] == ["shop", "pay"]


def test_each_pages_its_own_people_with_its_own_tools(both: World) -> None:
    both.tell(f"{P1} --team shop")
    both.tell(f"{P1} --team pay")
    assert [page.person for page in both.incident(2).pages.values()] == ["cyrus"]
    assert both.bell("tower").of("page") == ["INC-1.p1"]
    assert both.bell("gong").of("page") == ["INC-2.p1"]


def test_each_announces_in_its_own_room(both: World) -> None:
    both.tell(f"{P1} --team pay")
    assert "checkout" in both.chat.heard("#pay")
    assert both.chat.heard("#incidents") == ""


def test_the_same_title_on_the_same_day_gets_a_room_of_its_own(both: World) -> None:
    both.tell(f"{P1} --team shop")
    both.tell(f"{P1} --team pay")
    assert len(set(both.chat.opened)) == 2


def test_an_acknowledgement_in_one_stops_nothing_in_the_other(both: World) -> None:
    both.tell(f"{P1} --team shop")
    both.tell(f"{P1} --team pay")
    both.tell("!incident INC-1 ack")
    both.run(minutes=6)
    assert len(both.incident(1).pages) == 1
    assert len(both.incident(2).pages) == 2


def test_a_tool_of_one_team_that_is_broken_does_not_hold_up_the_other(both: World) -> None:
    both.bell("tower").broken = refused()
    both.tell(f"{P1} --team shop")
    both.tell(f"{P1} --team pay")
    assert both.bell("gong").of("page") == ["INC-2.p1"]


def test_another_team_can_be_paged_by_its_name(both: World) -> None:
    both.tell(f"{P1} --team shop")
    both.tell("!incident INC-1 page pay we need the payments people")
    assert [page.person for page in both.incident(1).pages.values()] == ["ana", "cyrus"]
