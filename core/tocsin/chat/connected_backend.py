"""A backend that hears over connections: what is heard is kept first, and counts as heard then."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from tocsin.chat.backend import Ears, EventResult, Fitness
from tocsin.chat.connections import ConnectionSupervisor
from tocsin.chat.events import Heard, Reacted, Said
from tocsin.chat.listening import BackgroundWork, DeduplicatingEars, logged
from tocsin.chat.port import Account, MessageRef
from tocsin.chat.readback import History, ReadBack
from tocsin.chat.types import ChatContext
from tocsin.errors import ProviderError, StoreUnavailable

IDLE_S = 1.0


class PlatformEvent(Protocol):
    """One thing that the platform tells, with the platform's name of its kind."""

    @property
    def kind(self) -> str:
        """Such as `message`."""
        ...


T = TypeVar("T", bound=PlatformEvent)
M = TypeVar("M")
A = TypeVar("A")


class ConnectedBackend(ABC, Generic[T, M, A]):
    """Listens in the platform's order, each thing once, and reads back what it did not hear.

    An event that could not be kept is not acknowledged, so that the platform tells it again; before
    the next one of its room is handled, that room is read back. What people do (a command, a press,
    a form) is told once only, so that they are answered: a backend says what.

    Args:
        connections: Its connection.
        history: What was said, to read what nobody listened to.
        at_once: How much goes on aside, in `_aside`.
    """

    _ears: Ears

    def __init__(
        self,
        connections: ConnectionSupervisor[T, Any],
        history: History[M],
        context: ChatContext,
        *,
        at_once: int,
    ) -> None:
        self._who, self._connections, self._context = (who := context.name), connections, context
        file = context.data_dir / f"{who}.read"
        self._gap = ReadBack(file, history, clock=context.clock)
        self._aside = BackgroundWork(at_once, who)

    def listen(self, ears: Ears) -> None:
        """Until `stop`."""
        self._ears = DeduplicatingEars(ears)
        try:
            self._connections.follow(self._handle, self._read_back)
        finally:
            self._aside.end(IDLE_S)

    def fitness(self) -> Fitness:
        """By the age of the last sign of life."""
        return self._connections.fitness()

    def stop(self, seconds: float) -> None:
        """Hear nothing more."""
        self._connections.stop()

    def _handle(self, one: T) -> None:
        """Keep it, and acknowledge it then."""
        answer, is_kept = self._answer(one, None), True
        try:
            with logged(self._who, one.kind):
                if self._is_done(one):
                    answer = self._done(one)
                else:
                    while (here := self._where(one)) and self._read_back(here):
                        if self._connections.stopped:
                            return  # the next start is told of it again, and reads the rest
                    self._event(one)
        except StoreUnavailable as error:
            answer, is_kept = self._answer(one, error), False
        self._acknowledge(one, answer, is_kept=is_kept)

    def _read_back(self, here: str = "") -> bool:
        """Whether some of what was missed in this room was read; "" = in the next such one."""
        return self._gap.some(here, self._missed)

    @abstractmethod
    def _is_done(self, one: T) -> bool:
        """Whether it is what somebody did, and is answered."""

    @abstractmethod
    def _where(self, one: T) -> str:
        """The id of the room an event is of, "" = of none."""

    def _event(self, one: T) -> None:
        """Have kept what an event tells."""
        for heard in self._read(one):
            self._hear(heard)
            if isinstance(heard, Said) and heard.sent_at is not None:
                self._gap.handled(self._where(one), heard.sent_at)

    def _missed(self, room: str, message: M) -> None:
        """Have a message kept that was read back in the room of that id."""
        self._event(self._as_told(room, message))

    def _hear(self, heard: Heard) -> EventResult:
        """Have it kept; of a message that an emoji keeps the words, unless they are not told."""
        with suppress(ProviderError):
            if isinstance(heard, Reacted) and heard.keeps and not heard.text:
                words, author = self._quoted(heard.message)
                heard = replace(heard, text=words, author=author or heard.author)
        return self._ears.hear(heard)

    @abstractmethod
    def _read(self, one: T) -> Iterable[Heard]:
        """What somebody did, of an event; nothing where it is not for us."""

    @abstractmethod
    def _as_told(self, room: str, message: M) -> T:
        """A message that was read back in the room of that id, as an event tells it."""

    @abstractmethod
    def _quoted(self, message: MessageRef) -> tuple[str, Account | None]:
        """What the message under an emoji says, and who wrote it; None = as was told."""

    @abstractmethod
    def _done(self, one: T) -> A:
        """Have kept what somebody did; what is said to them about it."""

    @abstractmethod
    def _answer(self, one: T, error: StoreUnavailable | None) -> A:
        """What is said where it was not understood (None), or not kept."""

    @abstractmethod
    def _acknowledge(self, one: T, answer: A, *, is_kept: bool) -> None:
        """Let the platform know that it is kept, or that it is not and is to be told again."""
