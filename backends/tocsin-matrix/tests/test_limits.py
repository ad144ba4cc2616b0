"""What the chat port does when a homeserver wants it to be slower, or somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.counterparts.matrix import Person, Synapse
from tocsin.chat import Account, Answer, RoomRef, text
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin_matrix.chat import MatrixChat
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.errors import fault

pytestmark = pytest.mark.e2e
ANA = Account(platform="matrix", id="@ana:localhost", name="Ana")
BO = Account(platform="matrix", id="@bo:localhost", name="Bo")
CY = Account(platform="matrix", id="@cy:localhost", name="Cy")
MEMBER = "PUT state/m.room.member/"
MAKE = "POST createRoom"
Process = Callable[..., MatrixChat]


def refused(work: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        work()
    return caught.value


@dataclass
class Meddling:
    """What happens on the homeserver just before it is asked something for the next time."""

    before: dict[str, Callable[[], object]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def sees(self, method: str, path: str) -> None:
        call = f"{method} {path}"
        self.asked.append(call)
        for words in [one for one in self.before if _fits(one, call)]:
            self.before.pop(words)()


def _fits(words: str, call: str) -> bool:
    method, path = words.split(" ")
    return call.startswith(method) and path in call


@pytest.fixture
def meddling() -> Meddling:
    return Meddling()


@pytest.fixture
def chat(synapse: Synapse, meddling: Meddling) -> MatrixChat:
    class Client(MatrixClient):
        def call(self, method: str, path: str, /, *more: Any, **query: Any) -> Answer:
            meddling.sees(method, path)
            return super().call(method, path, *more, **query)

    config = MatrixConfig.model_validate(
        {
            "homeserver": synapse.url, "encryption": "never",
            "access_token": Secret("MATRIX_TEST_TOKEN"),
        }
    )  # fmt: skip
    return MatrixChat("matrix", Client(config), config)


@pytest.fixture
def room(chat: MatrixChat) -> RoomRef:
    return chat.open_room("incident-4", "uuid-4", private=False)


@pytest.fixture
def ana(synapse: Synapse) -> Person:
    return synapse.person("ana")


# ------------------------------------------------------------------- who was faster by themselves
def test_who_comes_in_while_they_are_invited_is_in(
    synapse: Synapse, chat: MatrixChat, room: RoomRef, ana: Person, meddling: Meddling
) -> None:
    """They read the room's name in #incidents, and were faster than the bot."""
    meddling.before[MEMBER] = lambda: synapse.join(ana, room.id)
    chat.invite(room, (ANA, BO))
    assert chat.members(room) == {ANA.id, BO.id}


def test_who_leaves_while_they_are_shown_out_is_out(
    synapse: Synapse, chat: MatrixChat, room: RoomRef, ana: Person, meddling: Meddling
) -> None:
    synapse.join(ana, room.id)
    meddling.before[MEMBER] = lambda: synapse.leave(ana, room.id)
    chat.remove(room, (ANA,))
    assert chat.members(room) == set()


def test_who_comes_back_to_the_direct_room_while_they_are_asked_back_is_written_to(
    synapse: Synapse, chat: MatrixChat, ana: Person, meddling: Meddling
) -> None:
    chat.direct(ANA, text("one"), key="k1")
    (place,) = chat._client.joined()
    synapse.join(ana, place)
    synapse.leave(ana, place)

    def back() -> None:
        synapse.invite(synapse.bot, place, ana)
        synapse.join(ana, place)

    meddling.before[MEMBER] = back
    chat.direct(ANA, text("two"), key="k2")
    assert chat._direct(ANA.id) == place


def test_who_may_not_come_in_is_refused_all_the_same(
    synapse: Synapse, chat: MatrixChat, room: RoomRef
) -> None:
    path = f"/rooms/{room.id}/ban"
    synapse.ask(synapse.bot, "POST", path, {"user_id": ANA.id})
    assert refused(lambda: chat.invite(room, (ANA, BO))).code == "forbidden"
    assert chat.members(room) == {BO.id}


# ----------------------------------------------------------------------------------- limits
def test_who_is_invited_too_often_keeps_nobody_else_out(
    synapse: Synapse, chat: MatrixChat, room: RoomRef, meddling: Meddling
) -> None:
    """It is tried again, and holds up no other room."""

    def limited() -> None:
        raise fault("M_LIMIT_EXCEEDED", 333.0)

    meddling.before[MEMBER] = limited
    strange = Account(platform="matrix", id="@eve:elsewhere.example")
    error = refused(lambda: chat.invite(room, (ANA, strange, BO, CY)))
    assert (error.code, error.retry_after) == ("unavailable", 333.0)
    assert len(chat.members(room)) == 2


def test_while_no_room_may_be_made_nobody_asks_and_who_is_called_is_first(
    chat: MatrixChat, meddling: Meddling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit of making rooms holds up no other message."""
    now = [1000.0]
    monkeypatch.setattr("tocsin_matrix.people.monotonic", lambda: now[0])

    def limited() -> None:
        raise fault("M_LIMIT_EXCEEDED", 62.0)

    def made() -> int:
        return sum(one.endswith("createRoom") for one in meddling.asked)

    def opens() -> object:
        return chat.open_room("incident-5", "uuid-5", private=False)

    def pages() -> None:
        chat.direct(ANA, text("You are paged."), key="k1")

    meddling.before[MAKE] = limited
    for work, wait in ((opens, 62.0), (pages, 62.0)):
        error = refused(work)
        assert (error.code, error.retryable, error.retry_after) == ("unavailable", True, wait)
    assert made() == 1
    now[0] += 62.0
    assert refused(opens).retry_after == 15.0
    pages()
    opens()
    assert made() == 3


def test_a_room_is_given_its_name_when_it_is_made(chat: MatrixChat, meddling: Meddling) -> None:
    """Each change counts for one message: what is so already is not said once more."""
    room = chat.open_room("incident-6", "uuid-6", private=False)
    named = [one for one in meddling.asked if one.startswith("PUT") and "m.room.name" in one]
    assert (room.name, named) == ("#incident-6", [])
    chat.rename(room, "incident-7")
    assert chat._client.state(room.id, "m.room.name") == {"name": "incident-7"}


def test_whom_no_more_invitations_may_reach_is_paged_in_a_room_of_their_own(
    monkeypatch: pytest.MonkeyPatch, process: Process
) -> None:
    """By default a homeserver lets somebody be invited five times, then once in five minutes."""
    with Synapse(limits=True) as strict:
        bo, ana = strict.person("bo"), strict.person("ana")
        room = strict.room("busy", bo, strict.bot, power_level_content_override={"invite": 0})
        strict.join(strict.bot, room)
        monkeypatch.setenv("MATRIX_TEST_TOKEN", strict.bot.token)
        chat = process(homeserver=strict.url)
        busy = RoomRef(platform="matrix", id=room, name="#busy")
        for _ in range(5):
            strict.invite(strict.bot, room, ana)
            strict.leave(ana, room)
        error = refused(lambda: chat.invite(busy, (ANA,)))
        assert (error.code, (error.retry_after or 0) > 100) == ("unavailable", True)
        chat.direct(ANA, text("You are paged."), key="k1")
        assert len(chat._client.joined()) == 2


def test_under_the_limits_of_a_server_it_says_how_long_to_wait(
    monkeypatch: pytest.MonkeyPatch, process: Process
) -> None:
    with Synapse(limits=True) as strict:
        monkeypatch.setenv("MATRIX_TEST_TOKEN", strict.bot.token)
        chat = process(homeserver=strict.url)
        room = chat.open_room("incident-4", "uuid-4", private=False)

        def talk() -> None:
            for number in range(30):
                chat.post(room, text(f"{number}"), key=f"k{number}")

        error = refused(talk)
    assert error.code == "rate_limited"
    assert error.retry_after is not None
    assert 0 < error.retry_after < 60
    assert not error.ambiguous
