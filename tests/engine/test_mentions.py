"""Who is mentioned: by the account they have on the platform the text goes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, ScriptedChat, World
from tests.engine.test_rate_limited_chat import ANA, ROOM, Hand
from tocsin.chat import (
    Account,
    Action,
    Card,
    Chat,
    Mention,
    MessageRef,
    Plain,
    Room,
    RoomRef,
    Text,
    text,
)
from tocsin.engine.accounts import card_with_platform_ids, with_platform_ids
from tocsin.engine.rate_limited_chat import rate_limited

ACCOUNTS = {"ana": "U-77"}
SAID = text(Mention("ana", "Ana"), ": please answer, or ", Mention("bo", "Bo"))


def test_a_person_is_mentioned_by_their_account_there() -> None:
    first, *_ = with_platform_ids(SAID, ACCOUNTS.get).spans
    assert first == Mention("ana", "Ana", "U-77")


def test_somebody_without_an_account_there_is_named_and_no_more() -> None:
    assert with_platform_ids(SAID, ACCOUNTS.get).spans[1:] == (Plain(": please answer, or Bo"),)


ROOMS = {"#incident-1": "R-1"}


def test_a_room_is_named_by_its_id_there_and_by_its_name_where_it_is_not_known() -> None:
    said = with_platform_ids(
        text("in ", Room("#incident-1"), " or ", Room("#other")),
        ACCOUNTS.get,
        lambda name: ROOMS.get(name, ""),
    )
    assert [span for span in said.spans if isinstance(span, Room)] == [
        Room("#incident-1", "R-1"),
        Room("#other"),
    ]


def test_the_words_stay_the_same() -> None:
    assert with_platform_ids(SAID, ACCOUNTS.get).as_plain() == SAID.as_plain()


def test_a_card_is_addressed_too() -> None:
    card = card_with_platform_ids(Card(heading=text("P1"), lines=(SAID,)), ACCOUNTS.get)
    assert card.lines[0].spans[0] == Mention("ana", "Ana", "U-77")


@dataclass
class Listening(ScriptedChat):
    """Remembers who is mentioned in whatever it is given."""

    mentioned: list[str] = field(default_factory=list)
    rooms_named: dict[str, str] = field(default_factory=dict)

    def _hear(self, *told: Text) -> None:
        spans = (span for one in told for span in one.spans)
        for span in spans:
            if isinstance(span, Mention):
                self.mentioned.append(span.account)
            elif isinstance(span, Room):
                self.rooms_named[span.name] = span.id

    def set_topic(self, room: RoomRef, text: Text) -> None:
        self._hear(text)

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
        self._hear(text)
        return super().post(room, text, key=key, thread=thread, actions=actions, again=again)

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        self._hear(card.heading, *card.lines)
        return super().put_card(room, card, ref, key=key, again=again)

    def direct(
        self,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> None:
        self._hear(text)
        super().direct(account, text, key=key, actions=actions, again=again)


CALLS: dict[str, Callable[[Chat], object]] = {
    "post": lambda port: port.post(ROOM, SAID, key="k"),
    "direct": lambda port: port.direct(ANA, SAID, key="k"),
    "topic": lambda port: port.set_topic(ROOM, SAID),
    "card": lambda port: port.put_card(ROOM, Card(heading=SAID, lines=()), None, key="k"),
}


@pytest.mark.parametrize("how", sorted(CALLS))
def test_no_port_is_given_a_mention_without_an_account(how: str) -> None:
    chat = Listening()
    CALLS[how](rate_limited(chat, Hand(), ACCOUNTS.get))
    assert chat.mentioned == ["U-77"]


def test_whoever_is_called_is_mentioned_by_the_account_of_the_team_file(tmp_path: Path) -> None:
    """Through a whole system, whose platform calls people by ids of its own."""
    team = TEAM.replace('name = "Ana"\n', 'name = "Ana"\naccounts = { irc = "U-77" }\n')
    world = World(tmp_path, teams={"shop": team})
    chat = Listening(platform="irc", able=world.chat.able - {"person-ids"})
    world.chats["irc"] = chat
    world.boot()
    world.tell(P1, by="ana")
    world.run(minutes=10)
    assert set(chat.mentioned) == {"U-77"}


def test_the_room_of_an_incident_is_linked_by_the_id_it_has_on_the_platform(tmp_path: Path) -> None:
    world = World(tmp_path)
    chat = Listening(platform="irc", able=world.chat.able)
    world.chats["irc"] = chat
    world.boot()
    world.tell(P1, by="ana")
    world.tell("INC-1 ack", by="ana")
    world.tell("INC-1 take tl", by="bo")
    world.run(minutes=1)
    (own,) = (room for room in world.incident().rooms.values())
    assert chat.rooms_named[f"#{own.name.lstrip('#')}"] == own.id != ""
