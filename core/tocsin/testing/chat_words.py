"""The contract of how a chat platform renders text: foreign text has no effect."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

import pytest

from tocsin.chat.forms import Action
from tocsin.chat.port import Card, Chat, RoomRef
from tocsin.chat.text import (
    Block,
    Code,
    Everyone,
    Link,
    Mention,
    Moment,
    Plain,
    Room,
    Span,
    Strong,
    Text,
    text,
)
from tocsin.testing.chat_base import ChatFixtures, Seen, Sees, able
from tocsin.testing.checks import HOSTILE_TEXTS
from tocsin.testing.values import ANA, BO

AT: Final = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
FOREIGN: Final = (
    *HOSTILE_TEXTS[:-1],
    "<@ana> <@U1> <#C1> <!here> <!everyone> <https://evil.example|pay here> @ana @all @room",
    "[pay](https://evil.example) https://evil.example ![x](https://evil.example/x.png)",
    "/topic gone",
    "**bold** __under__ ~~gone~~ ||hidden|| > quoted",
    "```\nblock\n``` `` ` `` \\` \\* \\\\",
    "# heading\n- item\n1. item",
    "&lt;b&gt; &#42;x&#42; &amp;",
    "<a href='https://evil.example'>x</a><script>alert(1)</script>",
)
MANY_LINES: Final = ("plain", "block")
SPANS: Final[Mapping[str, Callable[[str], Span]]] = MappingProxyType(
    {
        "plain": Plain,
        "code": Code,
        "strong": Strong,
        "mention": lambda words: Mention(ANA.id, words, ANA.id),
        "link": lambda words: Link("https://tocsin.example.org/ack/abc", words),
        "moment": lambda words: Moment(AT, words),
        "room": lambda words: Room(words),
        "block": lambda words: Block(tuple(words.split("\n"))),
        "everyone": lambda words: Everyone(),
    }
)
ACTIONS: Final = (
    Action(label="Acknowledge", command="incident INC-42 ack"),
    Action(label="Take IC", command="incident INC-42 take ic", style="main"),
)


class ChatWordsContract(ChatFixtures):
    """Words on a chat platform."""

    @pytest.mark.parametrize("span", sorted(SPANS))
    def test_foreign_words_do_nothing_in_any_span(
        self, subject: Chat, room: RoomRef, sees: Sees, span: str
    ) -> None:
        """The far end makes of them what it makes of harmless words, and they can be read."""
        harmless = self._seen(subject, room, sees, text(SPANS[span]("checkout")), "k")
        for number, foreign in enumerate(FOREIGN):
            words = foreign if span in MANY_LINES else " ".join(foreign.split())
            told = text("It says: ", SPANS[span](words), " (that is all)")
            seen = self._seen(subject, room, sees, told, f"k{number}")
            assert seen.does == harmless.does, f"{words!r} as {span} does {seen.does}"
            read = "It says (that is all) " + _read(SPANS[span](words))
            assert not _lost(read, seen.text), f"{words!r} is not read"

    def test_foreign_words_do_nothing_where_they_begin_a_message(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        for number, words in enumerate(FOREIGN):
            assert not self._seen(subject, room, sees, text(words), f"k{number}").does, words

    def test_foreign_words_do_nothing_on_a_card(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        for number, words in enumerate(FOREIGN):
            card = Card(heading=text("P1 · ", words), lines=(text("IC: ", words),))
            subject.put_card(room, card, None, key=f"c{number}")
            seen = sees(room, self.account(subject, ANA))[-1]
            bare = Card(heading=text("P1 · x"), lines=(text("IC: x"),))
            subject.put_card(room, bare, None, key=f"d{number}")
            assert seen.does == sees(room, self.account(subject, ANA))[-1].does, words

    def test_a_message_as_long_as_the_limit_is_read_to_its_end(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        for number, filling in enumerate("x*<"):
            words = filling * (subject.limits.characters - 4) + "\nend"
            seen = self._seen(subject, room, sees, text(words), f"k{number}")
            assert not _lost(words, seen.text)

    def test_buttons_stand_under_their_message(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        """Where there are none they are left out: what they do can be typed."""
        subject.post(room, text("You are paged."), key="k1", actions=ACTIONS)
        subject.direct(
            self.account(subject, ANA), text("You are paged."), key="k2", actions=ACTIONS
        )
        labels = tuple(action.label for action in ACTIONS if "buttons" in subject.capabilities)
        for place in (room, None):
            assert sees(place, self.account(subject, ANA))[-1].buttons == labels

    def test_a_card_is_there_once_for_its_key(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        """One whose answer was lost is found again, and shows what it was given last."""
        first = Card(heading=text("P1 · INC-42"), lines=(text("IC: nobody"),), actions=ACTIONS)
        later = Card(heading=text("P1 · INC-42"), lines=(text("IC: Ana"),))
        ref = subject.put_card(room, first, None, key="k1")
        found = subject.put_card(room, later, None, key="k1", again=True)
        assert found == ref, "two cards of one key"
        if "edit" in subject.capabilities and len(sees(room, self.account(subject, ANA))):
            (seen,) = sees(room, self.account(subject, ANA))
            assert "IC: Ana" in seen.text
            assert not seen.buttons

    def test_a_message_is_pinned_and_pinned_again(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        ref = subject.post(room, text("P1 · INC-42"), key="k1")
        if able(subject, "pin", lambda: subject.pin(ref)):
            subject.pin(ref)
            subject.pin(ref)
            assert [seen.pinned for seen in sees(room, self.account(subject, ANA))] == [True]

    def test_what_is_whispered_is_seen_by_one_alone(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        ana, bo = self.account(subject, ANA), self.account(subject, BO)

        def whisper() -> None:
            subject.whisper(room, ana, text("only you"), key="k1", actions=ACTIONS)

        if able(subject, "whisper", whisper):
            if "invite" in subject.capabilities:
                subject.invite(room, (ana, bo))
            whisper()
            whisper()
            assert [seen.text for seen in sees(room, ana)] == ["only you"]
            assert not list(sees(room, bo))

    def _seen(self, chat: Chat, room: RoomRef, sees: Sees, words: Text, key: str) -> Seen:
        before = len(sees(room, self.account(chat, ANA)))
        chat.post(room, words, key=key)
        found: Sequence[Seen] = sees(room, self.account(chat, ANA))[before:]
        assert found, "what was posted is not seen"
        return Seen(
            text="\n".join(seen.text for seen in found),
            does=tuple(what for seen in found for what in seen.does),
        )


def _read(span: Span) -> str:
    """What is read of it on every platform.

    A person may be named otherwise, a moment told in the reader's time zone, and an address stand
    behind its words.
    """
    if isinstance(span, Mention | Moment):
        return ""
    return span.words if isinstance(span, Link) and span.words else span.as_plain()


def _lost(told: str, seen: str) -> list[str]:
    """The words that cannot be read any more."""
    shown = "".join(seen.split())
    coloured = re.compile(r"\x1b\[\d*m")
    return [
        word for word in re.findall(r"[^\W_]{2,}", coloured.sub(" ", told)) if word not in shown
    ]
