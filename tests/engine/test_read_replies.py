"""What only asks is answered by a chat that is slow, down or flooded, and nobody waits for it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from tests.engine.given import ScriptedChat, unavailable
from tests.patience import COMES_S, until
from tocsin.bootstrap import read_replies
from tocsin.bootstrap.read_replies import MOST_ASKING, MOST_WAITING, ReadReplies
from tocsin.chat import Account, RoomRef, Said
from tocsin.engine.replies import QueuedReply
from tocsin.errors import NotFound
from tocsin.wording.internal_error import NOT_ANSWERED

LONGEST_S = COMES_S
ANA = Account(platform="irc", id="U-ANA")
ROOM = RoomRef(platform="irc", id="C1", name="#incidents")
HEARD = Said(event_id="1", account=ANA, room=ROOM, text="!logs x")


def answer(words: str = "it is so") -> QueuedReply:
    return QueuedReply(key=f"reply:irc:{words}", account=ANA, room=ROOM, words=words)


@dataclass
class Gate:
    """A chat that holds every post until it is opened."""

    opened: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)

    def hold(self) -> None:
        self.begun.set()
        assert self.opened.wait(LONGEST_S)


def held() -> tuple[ScriptedChat, Gate, ReadReplies]:
    gate = Gate()
    chat = ScriptedChat(post_hook=gate.hold)
    made = ReadReplies({"irc": chat}, pause=lambda _seconds: None)
    made.start()
    return chat, gate, made


def test_who_asked_does_not_wait_for_the_chat_and_the_order_stays() -> None:
    chat, gate, made = held()
    for number in range(5):
        made.say(answer(str(number)))
    assert gate.begun.wait(LONGEST_S)
    assert made.waiting == 5
    gate.opened.set()
    until(lambda: made.waiting == 0)
    assert [text for _, text in chat.posts] == list("01234")


def test_a_chat_that_takes_nothing_for_a_while_is_tried_again() -> None:
    chat = ScriptedChat(down=unavailable())
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            chat.down = None

    ReadReplies({"irc": chat}, pause=pause).say(answer())
    assert len(chat.posts) == 1
    assert pauses == list(read_replies.PAUSES_S[:3])


def test_a_chat_that_stays_down_or_is_gone_stops_nothing() -> None:
    chat = ScriptedChat(down=unavailable())
    ReadReplies({"irc": chat}, pause=lambda _seconds: None).say(answer())
    ReadReplies({}, pause=lambda _seconds: None).say(answer())
    assert chat.posts == []


def test_a_flood_is_bounded() -> None:
    chat, gate, made = held()
    for number in range(MOST_WAITING + 50):
        made.say(answer(str(number)))
    assert made.waiting == MOST_WAITING
    gate.opened.set()
    until(lambda: made.waiting == 0)
    assert len(chat.posts) == MOST_WAITING


def test_a_question_that_takes_its_time_keeps_no_other_waiting() -> None:
    chat = ScriptedChat()
    made = ReadReplies({"irc": chat}, pause=lambda _seconds: None)
    made.start()
    gate = threading.Event()

    def slow() -> str:
        assert gate.wait(LONGEST_S)
        return "slow"

    made.later(HEARD, "ana", slow)
    made.say(answer("quick"))
    until(lambda: [text for _, text in chat.posts] == ["quick"])
    assert made.waiting == 1
    gate.set()
    until(lambda: made.waiting == 0)
    assert [text for _, text in chat.posts] == ["quick", "slow"]


def test_what_breaks_while_it_is_asked_is_said() -> None:
    chat = ScriptedChat()
    made = ReadReplies({"irc": chat}, pause=lambda _seconds: None)

    def not_found() -> str:
        raise NotFound("There is no such thing.")

    def broken() -> str:
        raise ZeroDivisionError("secret")

    for make in (not_found, broken, lambda: ""):
        made.later(HEARD, "ana", make)
    assert [text for _, text in chat.posts] == ["There is no such thing.", NOT_ANSWERED]
    assert MOST_ASKING > 1
