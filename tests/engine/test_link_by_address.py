"""`link-me` alone asks the chats that know e-mail addresses which account is the speaker's."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.engine.given import ScriptedChat
from tests.engine.test_link_me import ANA, BO, NEW, SHOP, START, Linked
from tests.patience import COMES_S, until
from tocsin.chat import Account, RoomRef, Said
from tocsin.errors import ProviderError

WITH_EMAIL = SHOP.replace('phone = "+49 2"', 'phone = "+49 2"\nemail = "bo@example.org"')
BOUND_S = COMES_S


@dataclass
class Directory(ScriptedChat):
    """A chat that knows people by their addresses."""

    emails: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    gate: threading.Event | None = None

    def account_of(self, email: str) -> Account | None:
        self._touch()
        self.asked.append(email)
        if self.gate is not None:
            assert self.gate.wait(BOUND_S)
        found = self.emails.get(email)
        return Account(platform=self.platform, id=found) if found else None


@pytest.fixture
def mesh() -> Directory:
    chat = Directory("mesh", emails={"bo@example.org": "M-BO"})
    chat.able = frozenset({"topic", "pin", "edit", "invite", "emails"})
    return chat


@pytest.fixture
def world(tmp_path: Path, mesh: Directory) -> Linked:
    made = Linked(tmp_path, teams={"shop": WITH_EMAIL}, chats=("irc", "mesh"))
    made.chats["irc"].able -= {"person-ids"}
    made.chats["mesh"] = mesh
    made.restart()
    return made


def told(world: Linked, account: str = "U-BO") -> list[str]:
    return [text for who, text in world.chats["irc"].directs if who == account]


def test_whoever_is_known_is_offered_the_account_with_their_address(world: Linked) -> None:
    world.hear(BO, START)
    how, offer = told(world)
    assert how.startswith("You are bo here.")
    assert offer == (
        "With your e-mail address there is an account that is not linked yet.\n"
        "Is it yours? Type `!incident link-me mesh:M-BO`"
    )
    assert world.hear(NEW, world.code()).accepted


def test_whoever_shows_the_reply_themselves_has_both_in_one(world: Linked) -> None:
    words = world.say("!incident link-me", "bo", room="").text.as_plain()
    assert words.startswith("You are bo here.")
    assert words.endswith("`!incident link-me mesh:M-BO`")


def test_it_is_for_the_speaker_alone(world: Linked) -> None:
    world.hear(BO, START, aside=False)
    assert world.chats["irc"].posts == []
    assert len(told(world)) == 2


def test_what_is_linked_or_somebodys_is_not_offered(world: Linked, mesh: Directory) -> None:
    mesh.emails["bo@example.org"] = "M-ANA"
    world.hear(BO, START)
    assert len(told(world)) == 1
    mesh.emails["bo@example.org"] = "M-BO"
    world.hear(NEW, world.code())
    mesh.asked.clear()
    world.hear(BO, START)
    assert mesh.asked == []


def test_who_has_no_address_or_is_not_known_is_asked_for_nowhere(
    world: Linked, mesh: Directory
) -> None:
    world.hear(ANA, START)
    world.hear(NEW, START)
    assert mesh.asked == []


def test_a_chat_that_cannot_tell_now_keeps_the_reply_from_nobody(
    world: Linked, mesh: Directory
) -> None:
    mesh.down = ProviderError("unavailable", "away, token=SECRET123")
    world.hear(BO, START)
    assert len(told(world)) == 1


def test_nobody_waits_for_the_chat(world: Linked, mesh: Directory) -> None:
    mesh.gate = threading.Event()
    world.system.read_replies.start()
    room = RoomRef(platform="irc", id="C1", name="#incidents")
    result = world.system.hear(Said(event_id="x", account=BO, room=room, text=START))
    assert result.reply.as_plain().startswith("You are bo here.")
    mesh.gate.set()
    until(lambda: len(told(world)) == 2)
