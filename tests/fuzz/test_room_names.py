"""Rooms named after hostile titles: a name any platform takes, and that leads nowhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.errbot_host.given import ANA, account
from tests.fuzz.given import whole
from tests.fuzz.hostile import EXAMPLES, any_text, bounded, spices, spicy
from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat import text
from tocsin.domain.rooms import slug
from tocsin.errors import ProviderError

SAFE = re.compile(r"incident-[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = 80  # what the strictest chat platform takes
TITLES = (
    "/../", "../../etc/passwd", "..", ".", "/", "\\..\\", "🔥🔥🔥", "検索が壊れた", "x" * 500,
    "-" * 500, "a/b\x00c", "-rf", "--help", "CON", "#incidents", "@here", "incident", "Ⅷ ﬁ ①",
    "I\u0307STANBUL",
    "%2e%2e%2f", "~root", "$(reboot)", "`reboot`", "; reboot", "a\u0300" * 300, "\u202egnp.exe",
)  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_a_title_nobody_chose_well_gives_a_room_all_the_same(tmp_path: Path, title: str) -> None:
    world = whole(tmp_path)
    body = {"key": "k", "title": title[:200], "severity": "critical"}
    assert world.post("json", json.dumps(body).encode()) == 201
    world.system.settle_now()
    name = world.incident().room_name
    assert SAFE.fullmatch(name), name
    assert len(name) <= LONGEST
    assert world.loud.opened == [name]


def test_a_hundred_titles_of_one_name_are_a_hundred_rooms(tmp_path: Path) -> None:
    world = whole(tmp_path)
    for _ in range(100):
        world.tell(f"!incident declare {'../' * 50} p2")
    names = {world.incident(number + 1).room_name for number in range(100)}
    assert len(names) == 100
    assert all(SAFE.fullmatch(name) and len(name) <= LONGEST for name in names)


@bounded()
@given(any_text | spicy | spices)
def test_any_title_is_a_word_of_letters_and_digits(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug(title))


@bounded(EXAMPLES // 2)
@given(st.lists(any_text | spicy | spices, min_size=1, max_size=4))
def test_the_console_keeps_any_name_in_one_file_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("rooms")
    lines: list[str] = []
    chat = ConsoleChat(lines.append, path=folder / "data" / "rooms.json")
    for number, name in enumerate(names):
        try:
            room = chat.open_room(name, f"id-{number}", private=False)
        except ProviderError:  # nothing of the name is left
            continue
        assert re.fullmatch(r"[\w.-]+", room.id)
        chat.invite(room, (account(ANA),))
        chat.set_topic(room, text(name))
        chat.post(room, text(name), key=str(number))
    assert {path.name for path in folder.rglob("*")} <= {"data", "rooms.json"}
    again = ConsoleChat(lines.append, path=folder / "data" / "rooms.json")
    assert [room.name for room in again.rooms()] == [room.name for room in chat.rooms()]
    assert not any("\n" in line or "\x1b" in line for line in lines)


@bounded(EXAMPLES // 2)
@given(st.binary(max_size=200) | any_text.map(lambda text: json.dumps([{"name": text}]).encode()))
def test_a_damaged_file_of_rooms_is_set_aside(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    file = tmp_path_factory.mktemp("rooms") / "rooms.json"
    file.write_bytes(raw)
    chat = ConsoleChat(lambda _line: None, path=file)
    assert chat.open_room("incident-x", "id", private=False).name == "#incident-x"
