"""Charts follow the numbers of a quarter into the room: durable, drawn by a worker."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.given import P1, MemoryHome, SqliteHome, World, forbidden, unavailable

ASK = "!incident metrics"
NAMES = ["shop-2026-Q4-incidents.png", "shop-2026-Q4-times.png"]
PNG = b"\x89PNG\r\n\x1a\n"
Homes = Callable[[Path], MemoryHome | SqliteHome]


def asked_after_an_incident(folder: Path, home: MemoryHome | SqliteHome | None = None) -> World:
    """Somebody asked for the numbers; nothing is drawn yet."""
    world = World(folder, home)
    world.tell(P1)
    assert world.say(ASK).accepted
    return world


def names(world: World) -> list[str]:
    return [file.name for _, file, _ in world.chat.uploads]


def test_the_reply_says_that_charts_follow_and_waits_for_none(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.tell(P1)
    reply = world.say(ASK)
    assert reply.text.as_plain().endswith("Its charts follow here.")
    assert not world.chat.uploads


def test_the_command_path_does_not_load_what_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    asked_after_an_incident(tmp_path)
    assert "matplotlib" not in sys.modules


@pytest.mark.parametrize(
    "home", [lambda _: MemoryHome(), lambda folder: SqliteHome(folder / "t.db")]
)
def test_each_chart_is_posted_once_in_the_room(tmp_path: Path, home: Homes) -> None:
    world = asked_after_an_incident(tmp_path, home(tmp_path))
    world.system.settle_now()
    world.system.settle_now()
    assert names(world) == NAMES
    assert {room for room, _, _ in world.chat.uploads} == {"#incidents"}
    assert all(file.content.startswith(PNG) for _, file, _ in world.chat.uploads)


def test_a_chart_has_words_for_who_does_not_see_it(tmp_path: Path) -> None:
    world = asked_after_an_incident(tmp_path)
    world.tell("!incident ack")
    said = [file.alt for _, file, _ in world.chat.uploads]
    shows = "2026-10 none; 2026-11 P1 1; 2026-12 none."
    assert said[0] == f"Shop, 2026-Q4, incidents by month and severity: {shows}"
    assert said[1] == "Shop, 2026-Q4, mean times and their goals: MTTA 0s."


def test_what_waits_is_small_and_holds_no_picture(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.tell(P1)
    world.run(seconds=1)  # its announcement is looked at again when it is out
    assert world.say(ASK).accepted
    rows = world.pending()
    assert [row.op for row in rows] == ["upload", "upload"]
    assert all(len(row.payload) < 300 for row in rows)
    assert [json.loads(row.payload)["chart"] for row in rows] == ["incidents", "times"]


@pytest.mark.parametrize(
    "home", [lambda _: MemoryHome(), lambda folder: SqliteHome(folder / "t.db")]
)
def test_charts_outlive_a_restart(tmp_path: Path, home: Homes) -> None:
    world = asked_after_an_incident(tmp_path, home(tmp_path))
    world.restart()
    world.system.settle_now()
    assert names(world) == NAMES


def test_the_same_message_twice_brings_them_once(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.tell(P1)
    first, again = world.say(ASK, message="m77"), world.say(ASK, message="m77")
    world.system.settle_now()
    assert first == again
    assert names(world) == NAMES


def test_asked_again_they_come_again(tmp_path: Path) -> None:
    world = asked_after_an_incident(tmp_path)
    world.tell(ASK)
    assert sorted(names(world)) == sorted(NAMES * 2)
    assert len({key for _, _, key in world.chat.uploads}) == 4


def test_they_come_into_the_room_of_an_incident(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.tell(P1)
    room = f"#{world.incident().room_name}"
    world.say(ASK, room=room)
    world.system.settle_now()
    assert {name for name, _, _ in world.chat.uploads} == {room}


def test_a_chat_that_is_down_gets_them_later(tmp_path: Path) -> None:
    world = asked_after_an_incident(tmp_path)
    world.chat.down = unavailable()
    world.run(seconds=10)
    world.chat.down = None
    world.run(minutes=5)
    assert names(world) == NAMES


def test_a_chat_that_refuses_is_said_without_what_it_said(tmp_path: Path) -> None:
    world = asked_after_an_incident(tmp_path)
    world.chat.takes_no_file = forbidden("token xoxb-1 lacks a scope")
    world.run(minutes=1)
    heard = world.chat.heard("#incidents")
    assert heard.count("The chat refused shop-2026-Q4-times.png; the log says why.") == 1
    assert "`tocsin metrics 2026-Q4 --charts <folder>` draws them." in heard
    assert "xoxb" not in heard
    assert not world.pending()


def test_a_chat_that_stays_down_is_given_up_and_stops_nothing(tmp_path: Path) -> None:
    world = asked_after_an_incident(tmp_path)
    world.chat.takes_no_file = unavailable()
    world.run(hours=2)
    assert not [row for row in world.pending() if row.op == "upload"]
    world.chat.takes_no_file = None
    world.tell(ASK)
    assert names(world) == NAMES


def test_a_chat_without_files_gets_the_text_and_how_to_draw(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.tell(P1)
    world.chat.able -= {"upload"}
    told = world.tell(ASK)
    assert told.endswith(
        "No charts: this chat takes no files. "
        "`tocsin metrics 2026-Q4 --charts <folder>` draws them."
    )
    assert not world.chat.uploads


def test_without_matplotlib_one_sentence_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    world = World(tmp_path)
    world.tell(P1)
    assert "`pip install 'tocsin[charts]'` brings them." in world.tell(ASK)
    assert not world.chat.uploads


def test_matplotlib_that_went_away_meanwhile_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = asked_after_an_incident(tmp_path)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    world.run(minutes=1)
    assert not world.pending()
    assert not world.chat.uploads


def test_a_direct_message_gets_the_text(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.tell(P1)
    assert (
        world.say(ASK, room="").text.as_plain().endswith("Ask in a room to get the charts as well.")
    )
    world.system.settle_now()
    assert not world.chat.uploads


def test_a_quarter_without_incidents_has_nothing_to_draw(tmp_path: Path) -> None:
    world = World(tmp_path)
    told = world.tell(ASK)
    assert "charts" not in told
    assert not world.chat.uploads
