"""What the checks of chat platforms share: the fixtures, and what people see there."""

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
    """What a platform gives to be looked at.

    Attributes:
        accounts: The ids that `ana` and `bo` have there, where they are not these.
    """

    accounts: ClassVar[Mapping[str, str]] = MappingProxyType({})

    @pytest.fixture
    def chat(self) -> Chat:
        """A chat without rooms of incidents, in which `ana` and `bo` can be written to.

        With `emails`, `ana` has the address ana@example.org.
        """
        raise NotImplementedError("override the fixture `chat`")

    @pytest.fixture
    def down(self, request: pytest.FixtureRequest) -> Chat:
        """A chat that cannot be reached."""
        self.lacking(request, "down")

    @pytest.fixture
    def sees(self, request: pytest.FixtureRequest) -> Sees:
        """A function that gives what an account sees at the far end, in a room or written to it."""
        self.lacking(request, "sees")

    @pytest.fixture
    def stranger(self, request: pytest.FixtureRequest) -> Callable[[str], str]:
        """Somebody else makes a room of that name (without `#`); the id of it."""
        self.lacking(request, "stranger")

    @pytest.fixture
    def deleted(self, request: pytest.FixtureRequest) -> Callable[[RoomRef], object]:
        """Somebody else takes a room away."""
        self.lacking(request, "deleted")

    @pytest.fixture
    def linked(self, request: pytest.FixtureRequest) -> Callable[[RoomRef], Sequence[Link]]:
        """A function that gives what stands beside a room at the far end. Needed for `links`."""
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
        """The account of somebody of the values on this platform."""
        known = cls.accounts.get(person.id, person.id)
        return Account(platform=chat.platform, id=known, name=person.name)


def able(chat: Chat, what: ChatCapability, work: Callable[[], object]) -> bool:
    """Whether the platform can do it; what it cannot do is refused as `unsupported`."""
    if what in chat.capabilities:
        return True
    assert refusal(work).code == "unsupported", f"{what} is no capability, and is not refused"
    return False
