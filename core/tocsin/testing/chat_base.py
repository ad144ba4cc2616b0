"""Fixtures of the chat contracts, and messages as people see them on the platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import pytest

from tocsin.chat.port import Account, Chat, ChatCapability, RoomRef
from tocsin.chat.text import Link
from tocsin.domain.people import Person
from tocsin.testing.checks import refusal
from tocsin.testing.contract import Contract

NAME = "incident-2026-11-23-checkout-returns-500s"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A message as somebody sees it on the platform.

    Args:
        text: What they read.
        does: What it does besides being read, one for each: `mention`, `link`, `strong`,
            `command` ... in whatever words the far end has for them.
        buttons: What stands on its buttons.
        ours: Whether the bot said it.
    """

    text: str
    does: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    pinned: bool = False
    ours: bool = True


Sees = Callable[[RoomRef | None, Account], Sequence[Seen]]
"""Every message that an account sees in a room, the oldest first; None = its direct messages."""


class ChatFixtures(Contract):
    """The fixtures that a chat platform's tests give.

    Attributes:
        accounts: The ids that `ana` and `bo` have there, where they are not these.
    """

    accounts: ClassVar[Mapping[str, str]] = MappingProxyType({})

    @pytest.fixture
    def chat(self) -> Chat:
        """A fixture: a chat without incidents' rooms, in which `ana` and `bo` can be reached.

        With `emails`, `ana` has the address ana@example.org.
        """
        raise NotImplementedError("override the fixture `chat`")

    @pytest.fixture
    def down(self, request: pytest.FixtureRequest) -> Chat:
        """A fixture: a chat that cannot be reached."""
        self.lacking(request, "down")

    @pytest.fixture
    def sees(self, request: pytest.FixtureRequest) -> Sees:
        """A fixture: a function that returns what an account sees in a room or directly."""
        self.lacking(request, "sees")

    @pytest.fixture
    def stranger(self, request: pytest.FixtureRequest) -> Callable[[str], str]:
        """A fixture: a function with which another user makes a room; returns its id."""
        self.lacking(request, "stranger")

    @pytest.fixture
    def deleted(self, request: pytest.FixtureRequest) -> Callable[[RoomRef], object]:
        """A fixture: a function with which another user deletes a room."""
        self.lacking(request, "deleted")

    @pytest.fixture
    def linked(self, request: pytest.FixtureRequest) -> Callable[[RoomRef], Sequence[Link]]:
        """A fixture: a function that returns the links beside a room. Needed for `links`."""
        self.lacking(request, "linked")

    @pytest.fixture
    def subject(self, chat: Chat) -> Chat:
        """The chat; a call of it that hangs fails its test."""
        return self.kept(chat)

    @pytest.fixture
    def room(self, subject: Chat) -> RoomRef:
        """The room of an incident."""
        return subject.open_room(NAME, "uuid-42", private=False)

    @classmethod
    def account(cls, chat: Chat, person: Person) -> Account:
        """Return the account of a person of the test values on this platform."""
        known = cls.accounts.get(person.id, person.id)
        return Account(platform=chat.platform, id=known, name=person.name)


def able(chat: Chat, what: ChatCapability, work: Callable[[], object]) -> bool:
    """Return whether the platform has the capability; without it a call is refused."""
    if what in chat.capabilities:
        return True
    assert refusal(work).code == "unsupported", f"{what} is no capability, and is not refused"
    return False
