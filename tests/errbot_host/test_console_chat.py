"""What the console prints: `[#room|@person] name: text`, further lines indented by two blanks."""

from __future__ import annotations

import os
import threading

import pytest

from tests.errbot_host.given import ANA, account
from tests.patience import COMES_S
from tocsin.builtin.console_chat import CAPABILITIES, ConsoleChat
from tocsin.chat.port import Card, Chat, RoomRef
from tocsin.chat.text import text
from tocsin.errors import ProviderError

CARD = Card(
    heading=text("INC-1 · P1 · investigating"),
    lines=(text("IC: Ana"), text("owed: update by 14:30")),
)
LATER = Card(heading=text("INC-1 · P1 · monitoring"), lines=(text("IC: Ana"),))


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def chat(lines: list[str]) -> ConsoleChat:
    return ConsoleChat(lines.append)


@pytest.fixture
def room(chat: ConsoleChat) -> RoomRef:
    return chat.open_room("incident-x", "uuid-1", private=False)


def test_the_console_is_a_chat(chat: ConsoleChat) -> None:
    as_port: Chat = chat
    assert as_port.platform == "console"
    assert as_port.capabilities == CAPABILITIES


def test_a_post_stands_behind_its_room(chat: ConsoleChat, room: RoomRef, lines: list[str]) -> None:
    ref = chat.post(room, text("Paging Ana."), key="k1")
    assert lines == ["[#incident-x] tocsin: Paging Ana."]
    assert (ref.platform, ref.room, ref.id) == ("console", "incident-x", "k1")


def test_further_lines_are_indented(chat: ConsoleChat, room: RoomRef, lines: list[str]) -> None:
    chat.post(room, text("first\n  second\n\n[#incidents] tocsin: forged"), key="k1")
    assert lines == [
        "[#incident-x] tocsin: first",
        "    second",
        "  ",
        "  [#incidents] tocsin: forged",
    ]


def test_a_direct_message_stands_behind_its_person(chat: ConsoleChat, lines: list[str]) -> None:
    chat.direct(account(ANA), text("You are paged."), key="k1")
    assert lines == ["[@ana] tocsin: You are paged."]


def test_text_from_outside_cannot_steer_the_terminal(
    chat: ConsoleChat, room: RoomRef, lines: list[str]
) -> None:
    chat.post(room, text("title \x1b[2J\x1b]0;x\x07\x07 end"), key="k1")
    chat.set_topic(room, text("P1\r\n\x1b[31mred"))
    chat.put_card(
        room, Card(heading=text("\x1b[1mhead"), lines=(text("\x9b5mblink"),)), None, key="c"
    )
    assert lines == [
        "[#incident-x] tocsin: title \\x07 end",
        "[#incident-x] tocsin: topic: P1 red",
        "[#incident-x] tocsin: head",
        "  blink",
    ]


def test_a_repeated_key_is_said_once(chat: ConsoleChat, room: RoomRef, lines: list[str]) -> None:
    assert chat.post(room, text("once"), key="k1") == chat.post(room, text("once"), key="k1")
    chat.direct(account(ANA), text("once"), key="k1")
    chat.direct(account(ANA), text("once"), key="k1")
    assert lines == ["[#incident-x] tocsin: once", "[@ana] tocsin: once"]


def test_a_topic_is_said_when_it_changes(
    chat: ConsoleChat, room: RoomRef, lines: list[str]
) -> None:
    for topic in ("P1", "P1", "P0"):
        chat.set_topic(room, text(topic))
    assert lines == ["[#incident-x] tocsin: topic: P1", "[#incident-x] tocsin: topic: P0"]


def test_a_taken_name_gets_a_number(chat: ConsoleChat) -> None:
    names = [chat.open_room("x", f"uuid-{n}", private=False).name for n in range(3)]
    assert names == ["#x", "#x-2", "#x-3"]


def test_a_room_is_opened_once_for_its_incident(chat: ConsoleChat, room: RoomRef) -> None:
    assert chat.open_room("incident-x", "uuid-1", private=False) == room
    assert len(chat.rooms()) == 1


def test_an_incident_cannot_take_the_announce_room(chat: ConsoleChat) -> None:
    assert chat.find_room("#incidents").name == "#incidents"
    assert chat.open_room("incidents", "uuid-1", private=False).name == "#incidents-2"


def test_a_name_keeps_only_what_a_room_can_carry(chat: ConsoleChat) -> None:
    assert chat.open_room("a b\n[c]: d", "uuid-1", private=False).name == "#a-b-c-d"


def test_a_room_without_a_name_is_refused(chat: ConsoleChat) -> None:
    with pytest.raises(ProviderError, match="needs a name"):
        chat.find_room("#")


def test_members_are_kept_once(chat: ConsoleChat, room: RoomRef) -> None:
    chat.invite(room, (account(ANA),))
    chat.invite(room, (account(ANA),))
    here = chat.room("incident-x")
    assert here is not None
    assert here.members == ("ana",)


def test_a_card_is_printed_when_first_put_and_edits_on_request(
    chat: ConsoleChat, room: RoomRef, lines: list[str]
) -> None:
    ref = chat.put_card(room, CARD, None, key="c")
    assert chat.put_card(room, LATER, ref, key="c") == ref
    assert lines == [
        "[#incident-x] tocsin: INC-1 · P1 · investigating",
        "  IC: Ana",
        "  owed: update by 14:30",
    ]
    del lines[:]
    assert chat.show_card("#incident-x")
    assert lines == ["[#incident-x] tocsin: INC-1 · P1 · monitoring", "  IC: Ana"]


def test_a_card_put_twice_is_printed_once(
    chat: ConsoleChat, room: RoomRef, lines: list[str]
) -> None:
    """The first attempt was lost on its way back, and the engine repeats it."""
    assert chat.put_card(room, CARD, None, key="c") == chat.put_card(room, CARD, None, key="c")
    assert len(lines) == 3


def test_somebody_who_watches_is_told_in_one_line_that_the_heading_changed(
    lines: list[str],
) -> None:
    chat = ConsoleChat(lines.append, interactive=True)
    room = chat.open_room("x", "uuid-1", private=False)
    ref = chat.put_card(room, CARD, None, key="c")
    del lines[:]
    chat.put_card(room, Card(heading=CARD.heading, lines=(text("IC: Bo"),)), ref, key="c")
    chat.put_card(room, LATER, ref, key="c")
    assert lines == ["[#x] tocsin: card: INC-1 · P1 · monitoring"]


def test_a_room_without_a_card_shows_none(chat: ConsoleChat, room: RoomRef) -> None:
    assert not chat.show_card(room.name)


def test_a_console_that_is_gone_is_a_failure_to_try_again() -> None:
    def gone(line: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    chat = ConsoleChat(gone)
    with pytest.raises(ProviderError, match="Broken pipe") as failure:
        chat.post(chat.find_room("#incidents"), text("hello"), key="k1")
    assert failure.value.retryable


def test_a_post_that_failed_is_not_taken_for_done(lines: list[str]) -> None:
    broken = [True]

    def write_line(line: str) -> None:
        if broken.pop() if broken else False:
            raise OSError(5, "Input/output error")
        lines.append(line)

    chat = ConsoleChat(write_line)
    room = chat.find_room("#incidents")
    with pytest.raises(ProviderError):
        chat.post(room, text("hello"), key="k1")
    chat.post(room, text("hello"), key="k1")
    assert lines == ["[#incidents] tocsin: hello"]


def test_lines_of_two_messages_never_interleave() -> None:
    lines: list[str] = []

    def slow(line: str) -> None:
        lines.append(line)
        os.sched_yield()

    chat = ConsoleChat(slow)
    room = chat.find_room("#incidents")

    def talk(name: str) -> None:
        for n in range(40):
            chat.post(room, text(f"{name}\n{name}\n{name}"), key=f"{name}{n}")

    talkers = [threading.Thread(target=talk, args=(name,)) for name in "abcd"]
    for talker in talkers:
        talker.start()
    for talker in talkers:
        talker.join(timeout=COMES_S)

    blocks = [lines[start : start + 3] for start in range(0, len(lines), 3)]
    assert len(blocks) == 160
    assert all(b == [f"[#incidents] tocsin: {b[1][2]}", b[1], b[1]] for b in blocks)


def test_a_room_by_another_name_stays_the_same_and_is_found_by_its_first_one(
    chat: ConsoleChat, lines: list[str]
) -> None:
    room = chat.open_room("incident-checkout", "uuid-1", private=True)
    renamed = chat.rename(room, "incident-private")
    assert (renamed.id, renamed.name) == (room.id, "#incident-private")
    assert lines == ["[#incident-checkout] tocsin: this room is #incident-private now"]
    assert chat.ref("#incident-checkout") == chat.ref("#incident-private") == renamed
    assert chat.rename(renamed, "incident-private") == renamed
    assert chat.open_room("incident-checkout", "uuid-2", private=False).id != room.id
