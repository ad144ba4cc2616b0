"""A whole Tocsin that remembers every word it said, to whomever."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.engine.given import TEAM, ScriptedChat, SqliteHome, World
from tests.fuzz.hostile import assert_fit_to_say
from tocsin.chat import Card, MessageRef, RoomRef, Text
from tocsin.desk.reply import Reply
from tocsin.providers import RawRequest
from tocsin.web import ReadinessCheck, Services, create_app

TOKEN = "s3cret"
ENV = "TOCSIN_TEST_TOKEN"
TEAM_WITH_PROM = f'{TEAM}[alerts.prom]\ntype = "prometheus"\ntoken = {{ env = "{ENV}" }}\n'
SAY_TOKEN = "local-token"
ROOM_LINES = 6
CARD_LINES = 20
REPLY_LINES = 60


class Loud(ScriptedChat):
    """A chat that keeps topics and cards too."""

    def __init__(self) -> None:
        super().__init__()
        self.topics: list[str] = []
        self.cards: list[str] = []

    def set_topic(self, room: RoomRef, text: Text) -> None:
        super().set_topic(room, text)
        self.topics.append(text.as_plain())

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        self.cards.append(card.as_text())
        return super().put_card(room, card, ref, key=key, again=again)


class Whole(World):
    """A deployment whose words can be judged."""

    @property
    def loud(self) -> Loud:
        found = self.chat
        assert isinstance(found, Loud)
        return found

    def assert_all_fit(self) -> None:
        """Everything said so far by itself: rooms, people, topics, cards."""
        for _, text in self.loud.posts:
            # The policy has the announcement of an incident call the announce room.
            assert_fit_to_say(text.removeprefix("@here "), lines=2 * ROOM_LINES)
        for _, text in self.loud.directs:
            assert_fit_to_say(text, lines=12)
        for text in self.loud.topics:
            assert_fit_to_say(text, lines=1, characters=400)
        for text in self.loud.cards:
            assert_fit_to_say(text, lines=CARD_LINES)

    def hear(self, text: str, by: str = "ana", room: str = "#incidents") -> Reply:
        """Say something; whatever it is, one clear answer comes back."""
        reply = self.say(text, by, room=room)
        assert_fit_to_say(reply.text.as_plain(), lines=REPLY_LINES)
        if not reply.accepted:
            assert reply.text.as_plain().count("\n") == 0, "a refusal is a sentence"
            assert len(reply.text.as_plain()) <= 1500
        return reply

    def post(self, instance: str, body: bytes) -> int:
        """Monitoring posts; the status."""
        request = RawRequest(
            method="POST", path=f"/hooks/shop/{instance}", headers={}, body=body,
            received=self.clock(),
        )  # fmt: skip
        return self.system.hook("shop", instance, request, checked=True).status

    def app(self) -> FastAPI:
        """Its web face."""
        return create_app(
            Services(
                hook=self.system.hook,
                acks=self.system.acks,
                ready=lambda: (ReadinessCheck(name="store", ok=True, detail=""),),
                metrics=lambda: b"",
                say=self._said,
                token=SAY_TOKEN,
                clock=self.clock,
            )
        )

    def _said(self, text: str, person: str) -> tuple[bool, str]:
        if person not in self.teams.people:
            return False, "nobody of that name"
        reply = self.say(text, person, room="")
        return reply.accepted, reply.text.as_plain()

    def close(self) -> None:
        """Let go of the database and its thread."""
        self.store.close()

    def stored(self) -> int:
        """How many events there are."""
        return sum(len(self.events(number=number + 1)) for number in range(self.count()))


def whole(folder: Path, *, sqlite: bool = False) -> Whole:
    """A new deployment in a folder of its own."""
    inner = Path(tempfile.mkdtemp(dir=folder))
    made = Whole.__new__(Whole)
    home = SqliteHome(inner / "tocsin.db") if sqlite else None
    World.__init__(made, inner, home, teams={"shop": TEAM_WITH_PROM})
    made.chats = {"irc": Loud()}
    made.store.close()
    made.home = SqliteHome(inner / "again.db") if sqlite else type(made.home)()
    made.boot()
    return made


@contextmanager
def web_of(world: Whole) -> Iterator[TestClient]:
    """A client of its web face; what it raises would be a traceback."""
    with TestClient(world.app(), raise_server_exceptions=True) as client:
        yield client


def as_body(value: object) -> bytes:
    """JSON as careless senders write it: NaN, lone surrogates and all."""
    return json.dumps(value, ensure_ascii=True).encode()
