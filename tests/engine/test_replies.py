"""Where a reply goes: to the room, its thread, one person in it, or to somebody directly."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.engine.given import P1, START, ScriptedChat, World
from tests.engine.test_hearing import said
from tocsin.chat import Account, Action, ChatCapability, MessageRef, Pressed, RoomRef, Text
from tocsin.engine.replies import QueuedReply, post_reply, reply_effect, reply_key
from tocsin.errors import ProviderError

ROOM = RoomRef(platform="irc", id="C1", name="#incidents")
ANA = Account(platform="irc", id="U-ANA", name="Ana")
ANSWER = QueuedReply(key="reply:irc:1", account=ANA, room=ROOM, words="done")
ALREADY = "You have acknowledged INC-1 already."
BUTTON = Action(label="Acknowledge", command="incident INC-1 ack")


@dataclass
class Whispering(ScriptedChat):
    """Can tell one person of a room alone, and answer in a thread."""

    able: frozenset[ChatCapability] = frozenset({"whisper", "threads", "buttons"})
    whispers: list[tuple[str, str, str]] = field(default_factory=list)
    seen: list[tuple[MessageRef | None, tuple[Action, ...]]] = field(default_factory=list)

    def whisper(
        self,
        room: RoomRef,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
    ) -> None:
        self._touch()
        self.whispers.append((room.id, account.id, text.as_plain()))

    def post(
        self,
        room: RoomRef,
        text: Text,
        *,
        key: str,
        thread: MessageRef | None = None,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> MessageRef:
        self.seen.append((thread, actions))
        return super().post(room, text, key=key, thread=thread, actions=actions, again=again)


THREAD = MessageRef(platform="irc", room="C1", id="m1")


def test_it_is_posted_where_it_was_said_with_its_buttons() -> None:
    chat = Whispering()
    post_reply(chat, replace(ANSWER, thread=THREAD, actions=(BUTTON,)))
    assert chat.posts == [("#incidents", "done")]
    assert chat.seen == [(THREAD, (BUTTON,))]


def test_a_platform_without_threads_gets_an_ordinary_message() -> None:
    chat = Whispering(able=frozenset())
    post_reply(chat, replace(ANSWER, thread=THREAD))
    assert chat.seen == [(None, ())]


def test_what_is_for_one_person_is_whispered() -> None:
    chat = Whispering()
    post_reply(chat, replace(ANSWER, only_you=True))
    assert chat.whispers == [("C1", "U-ANA", "done")]
    assert chat.posts == []


def test_what_nobody_else_need_read_is_whispered_and_else_posted() -> None:
    able, unable = Whispering(), ScriptedChat()
    post_reply(able, replace(ANSWER, aside=True))
    post_reply(unable, replace(ANSWER, aside=True))
    assert (able.posts, able.whispers) == ([], [("C1", "U-ANA", "done")])
    assert (unable.posts, unable.directs) == ([("#incidents", "done")], [])


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("!incident severity p9", "alone"),
        ("!incident frobnicate", "alone"),
        ("!incident INC-7 show", "alone"),
        ("!incident approve 1", "all"),  # what the process does not allow, others may wait for
        ("!incident note a", "all"),
    ],
)
def test_a_slip_of_the_keyboard_is_told_to_who_typed_it_alone(
    tmp_path: Path, line: str, heard: str
) -> None:
    world = World(tmp_path)
    chat = Whispering(platform="irc")
    world.chats = {"irc": chat}
    world.restart()
    world.tell(P1)
    chat.posts.clear()
    told = world.system.hear(said(line, room=ROOM))
    world.run(seconds=1)
    answer = told.reply.as_plain()
    assert [text for _, _, text in chat.whispers] == ([answer] if heard == "alone" else [])
    assert [text for _, text in chat.posts].count(answer) == (heard == "all")
    assert told.only_you == (heard == "alone")


def test_why_a_button_was_pressed_in_vain_is_told_to_who_pressed_it_alone(tmp_path: Path) -> None:
    world = World(tmp_path)
    chat = Whispering(platform="irc", able=frozenset({"whisper", "buttons", "person-ids"}))
    world.chats = {"irc": chat}
    world.restart()
    world.tell(P1)
    for event in ("b1", "b2"):
        pressed = Pressed(
            event_id=event, account=replace(ANA, id="bo"), room=ROOM, command="incident INC-1 ack"
        )
        world.system.hear(pressed)
        world.run(seconds=1)
    assert [text for _, _, text in chat.whispers] == [ALREADY]
    assert ALREADY not in chat.heard()


def test_what_is_for_one_person_is_said_directly_where_nobody_can_whisper() -> None:
    chat = ScriptedChat()
    post_reply(chat, replace(ANSWER, only_you=True))
    assert (chat.posts, chat.directs) == ([], [("U-ANA", "done")])


def test_what_is_for_one_person_never_falls_back_to_the_room() -> None:
    chat = Whispering(down=ProviderError("not_found", "no such room"))
    with pytest.raises(ProviderError):
        post_reply(chat, replace(ANSWER, only_you=True))
    assert chat.posts == []


def test_a_long_id_of_a_platform_makes_a_short_key() -> None:
    heard = said(event="x" * 400, room=replace(ROOM, id="y" * 400))
    assert len(reply_key(heard, "ana")) < 100
    assert reply_key(heard, "ana") != reply_key(replace(heard, event_id="x" * 399), "ana")
    row = reply_effect(replace(ANSWER, room=heard.room), START)
    assert len(row.lane) < 100


LONG = replace(ANSWER, only_you=True, instead="it is long")


def test_where_nobody_can_be_told_alone_the_room_reads_one_line_instead() -> None:
    chat = ScriptedChat()
    post_reply(chat, LONG)
    assert chat.directs == [("U-ANA", "done")]
    assert chat.posts == [("#incidents", "it is long")]


def test_where_one_can_be_told_alone_the_room_reads_nothing() -> None:
    chat = Whispering()
    post_reply(chat, LONG)
    assert chat.whispers == [("C1", "U-ANA", "done")]
    assert chat.posts == []
