"""The console's rooms outlive the process, and a bad moment never costs what was there."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.errbot_host.given import ANA, BO, account
from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat import text
from tocsin.errors import ProviderError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "rooms.json"


def started(file: Path | None) -> ConsoleChat:
    return ConsoleChat(_nowhere, path=file)


def _nowhere(line: str) -> None:
    """Nobody reads along."""


def test_a_restarted_bot_adopts_the_room_of_its_incident(file: Path) -> None:
    first = started(file)
    room = first.open_room("incident-x", "uuid-1", private=True)
    first.set_topic(room, text("P1 · investigating"))
    first.invite(
        room,
        (
            account(ANA),
            account(BO),
        ),
    )

    again = started(file)
    assert again.open_room("another-name", "uuid-1", private=True) == room
    kept = again.room("#incident-x")
    assert kept is not None
    assert (kept.topic, kept.private, kept.members) == ("P1 · investigating", True, ("ana", "bo"))


def test_a_room_that_carries_another_incident_is_never_adopted(file: Path) -> None:
    started(file).open_room("incident-x", "uuid-1", private=False)
    assert started(file).open_room("incident-x", "uuid-2", private=False).name == "#incident-x-2"


def test_without_a_path_nothing_is_written(tmp_path: Path) -> None:
    started(None).open_room("incident-x", "uuid-1", private=False)
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_file_and_rooms_as_they_were(file: Path) -> None:
    chat = started(file)
    chat.open_room("first", "uuid-1", private=False)
    before = file.read_bytes()
    in_the_way = file.with_name("rooms.json.new")
    in_the_way.mkdir()

    with pytest.raises(ProviderError, match=r"rooms cannot be written") as failure:
        chat.open_room("second", "uuid-2", private=False)

    assert failure.value.retryable
    assert file.read_bytes() == before
    assert [room.name for room in chat.rooms()] == ["first"]
    in_the_way.rmdir()
    assert chat.open_room("second", "uuid-2", private=False).name == "#second"


def test_what_a_kill_left_half_written_is_not_read(file: Path) -> None:
    started(file).open_room("first", "uuid-1", private=False)
    file.with_name("rooms.json.new").write_bytes(b'[{"name": "ha')
    assert [room.name for room in started(file).rooms()] == ["first"]


def test_the_file_is_whole_at_every_moment_and_nothing_lies_beside_it(file: Path) -> None:
    chat = started(file)
    for n in range(5):
        chat.open_room(f"room-{n}", f"uuid-{n}", private=False)
        assert len(started(file).rooms()) == n + 1
    assert [path.name for path in file.parent.iterdir()] == ["rooms.json"]


def test_topics_may_be_private_so_only_the_owner_reads_the_file(file: Path) -> None:
    started(file).open_room("incident-x", "uuid-1", private=True)
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", [b"", b"[{", b'{"rooms": 3}', b"\xff\xfe"])
def test_a_damaged_file_is_set_aside_and_the_bot_starts(
    file: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file.parent.mkdir()
    file.write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        assert started(file).rooms() == ()
    assert file.with_name("rooms.json.damaged").read_bytes() == damage
    assert "starting without rooms" in caplog.text
