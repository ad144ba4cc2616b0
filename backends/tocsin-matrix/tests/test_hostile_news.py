"""What a homeserver, or a stranger through it, tells in bad faith: the rest is heard."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from tests.patience import HANGS_S
from tocsin.chat import Account, Card, ChatContext, EventResult, Form, Heard, RoomRef, Said
from tocsin.providers import Secret
from tocsin.testing import Answer, Arrived, FarEnd, json_answer
from tocsin_matrix.backend import INVITED, OF_ONE, MatrixBackend
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.encryption import Encryption

ENV: Final = "MATRIX_TEST_TOKEN"
ME: Final = "@tocsin:x"


class Ears:
    """A core that knows Ana, and remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []

    def hear(self, heard: Heard) -> EventResult:
        self.heard.append(heard)
        return EventResult(taken=False)

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        named = "declare" if account.id == "@ana:x" else "report"
        return Form(name=named, title=named, command=named, fields=())

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        return ()

    def home(self, account: Account) -> tuple[Card, ...]:
        return ()

    def said(self) -> list[str]:
        return [one.text for one in self.heard if isinstance(one, Said)]


class Homeserver:
    """Answers what it is told to; `news` are the next answers to /sync, the first one at once."""

    def __init__(self, far_end: FarEnd) -> None:
        self.news: list[dict[str, Any]] = []
        self.joined: list[str] = []
        self.state: dict[str, Any] = {}
        self.lets_in = threading.Event()
        self.lets_in.set()
        refused = json_answer({"errcode": "M_NOT_FOUND"}, status=404)
        far_end.on("*", "*", lambda _: json_answer({}))
        far_end.on("GET", "*/state/*", lambda one: self._told(one) or refused)
        far_end.on("GET", "*/whoami", lambda _: json_answer({"user_id": ME}))
        far_end.on("POST", "*/join", self._join)
        far_end.on("GET", "*/sync*", lambda _: self._sync())

    def say(self, *words: str, room: str = "!incidents", by: str = "@ana:x") -> None:
        """Somebody says something there, in clear."""
        events = [
            {"type": "m.room.message", "event_id": f"${room}{text}", "sender": by,
             "origin_server_ts": time.time() * 1000, "content": {"msgtype": "m.text", "body": text}}
            for text in words
        ]  # fmt: skip
        self.news.append({"join": {room: {"timeline": {"events": events}}}})

    def invite(self, *rooms: str, by: Callable[[str], str]) -> None:
        told = {
            room: {"invite_state": {"events": [
                {"type": "m.room.member", "state_key": ME, "sender": by(room),
                 "content": {"membership": "invite"}}]}}
            for room in rooms
        }  # fmt: skip
        self.news.append({"invite": told})

    def _told(self, asked: Arrived) -> Answer | None:
        found = next((one for path, one in self.state.items() if path in asked.path), None)
        return json_answer(found) if found is not None else None

    def _join(self, asked: Arrived) -> Answer:
        self.joined.append(asked.path.split("/")[-2])
        return json_answer({"room_id": "!a"})

    def _sync(self) -> Answer:
        rooms = self.news.pop(0) if self.news else {}
        if not rooms:
            time.sleep(0.05)
        return json_answer({"next_batch": f"s{time.monotonic_ns()}", "rooms": rooms})


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as made:
        yield made


@pytest.fixture
def server(far_end: FarEnd) -> Homeserver:
    return Homeserver(far_end)


@pytest.fixture
def backend(
    far_end: FarEnd, server: Homeserver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> MatrixBackend:
    plain = MatrixClient.call

    def slow(self: MatrixClient, method: str, path: str, *more: Any, **query: Any) -> Any:
        if path.endswith("/join"):
            server.lets_in.wait(HANGS_S)
        return plain(self, method, path, *more, **query)

    monkeypatch.setattr(MatrixClient, "call", slow)
    monkeypatch.setenv(ENV, "syt_1")
    (tmp_path / "matrix.sync").write_text(json.dumps({"user": ME, "since": "s1"}))
    config = MatrixConfig(homeserver=far_end.url, access_token=Secret(ENV), encryption="never")
    context = ChatContext(
        name="matrix", data_dir=tmp_path, clock=lambda: datetime.now(UTC), write_line=print
    )
    return MatrixBackend(config, context)


@pytest.fixture
def ears(backend: MatrixBackend, server: Homeserver) -> Iterator[Ears]:
    """Of a process that listens."""
    made = Ears()
    thread = threading.Thread(target=backend.listen, args=(made,), daemon=True)
    thread.start()
    yield made
    server.lets_in.set()
    backend.stop(2)
    thread.join(HANGS_S)
    assert not thread.is_alive()


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_thousands_of_invitations_hold_up_nothing_that_is_said(
    server: Homeserver, ears: Ears, caplog: pytest.LogCaptureFixture
) -> None:
    server.lets_in.clear()
    server.invite("!hers", by=lambda _: "@ana:x")
    server.invite(*(f"!evil{n}" for n in range(3_000)), by=lambda room: f"@eve{room[5:]}:evil.x")
    server.say("!incident list")
    until(lambda: ears.said() == ["!incident list"])
    assert server.joined == []
    assert caplog.text.count("too many wait") >= 3_000 - INVITED
    server.lets_in.set()
    until(lambda: len(server.joined) == 1)


def test_one_person_takes_no_place_from_others(server: Homeserver, ears: Ears) -> None:
    server.lets_in.clear()
    server.invite("!first", by=lambda _: "@ana:x")
    server.invite(*(f"!more{n}" for n in range(OF_ONE * 3)), by=lambda _: "@ana:x")
    server.say("now")
    until(lambda: ears.said() == ["now"])
    server.lets_in.set()
    until(lambda: len(server.joined) >= OF_ONE)
    server.say("later")
    until(lambda: "later" in ears.said())
    assert len(server.joined) <= OF_ONE + 1


def test_what_is_written_in_clear_in_an_encrypted_room_is_not_taken_and_a_command_is_answered(
    backend: MatrixBackend, server: Homeserver, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(
        Encryption,
        "warn_sender",
        lambda _, word, room, event: told.append((word, event["content"]["body"])),
    )
    server.state["sealed/state/m.room.encryption"] = {"algorithm": "m.megolm.v1.aes-sha2"}
    server.say("lunch?", "!incident resolve", room="!sealed")
    server.say("!incident list", room="!open")
    until(lambda: ears.said() == ["!incident list"])
    assert told == [("IN_CLEAR", "!incident resolve")]


def test_an_event_that_nests_without_end_takes_nothing_of_the_same_news_with_it(
    far_end: FarEnd, server: Homeserver, ears: Ears
) -> None:
    server.say("one")
    events = server.news[0]["join"]["!incidents"]["timeline"]["events"]
    deep = b'{"type": "m.room.message", "content": %b' % (b'{"a":' * 5_000 + b"1" + b"}" * 5_001)
    timeline = b'{"timeline": {"events": [%b, %b]}}' % (deep, json.dumps(events[0]).encode())
    whole = b'{"next_batch": "s7", "rooms": {"join": {"!incidents": %b}}}' % timeline
    server.news.clear()
    answers = [Answer(body=whole)]
    far_end.on("GET", "*/sync*", lambda _: answers.pop() if answers else server._sync())
    until(lambda: ears.said() == ["one"])
