"""A whole chat platform: the port that the core speaks through, and what the platform hears."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tocsin.chat.events import Heard
from tocsin.chat.forms import Action, Form
from tocsin.chat.port import Account, Card, Chat, RoomRef
from tocsin.chat.text import EMPTY, Text
from tocsin.providers.examining import Finding


@dataclass(frozen=True, kw_only=True)
class EventResult:
    """The result of an event that a backend handed on. Its reply goes out by itself.

    Args:
        taken: Whether it was for us at all; talk among people is not.
        accepted: False when a command was refused and nothing changed.
        reply: What is said about it, for a platform that shows it in place: in a form that was
            refused it stands beside what was filled in (see `Submitted.in_place`), and what is
            for one person alone, there to them (see `Event.whispered`).
        actions: The buttons under it, where it is not posted.
        key: The key the reply is posted with; "" = it is not posted.
        only_you: Whether nobody but who asked may read the reply.
    """

    taken: bool = True
    accepted: bool = True
    reply: Text = EMPTY
    actions: tuple[Action, ...] = ()
    key: str = ""
    only_you: bool = False


class Ears(Protocol):
    """What a backend is given to tell what it hears. Every method may be called by any thread.

    Raises:
        StoreUnavailable: By every method: nothing was kept, or nothing can be read now.
    """

    def hear(self, heard: Heard) -> EventResult:
        """Take it in. It is durable when this returns: only then the platform gets its ack.

        Raises:
            StoreUnavailable: Nothing was kept. The backend does not acknowledge, and tries again.
        """
        ...

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        """A form with what is known filled in; None = there is none of that name here.

        Reads only. `incident` is `INC-4`, or "" for that of the room. `name` "" is the form that
        a command without a verb opens: `declare`, or `report` for who is in no team file. In an
        incident's room there is none: there it is handed on as typed, and shows the card.
        """
        ...

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        """Whole lines that what is typed so far may become, the likeliest first. Reads only."""
        ...

    def home(self, account: Account) -> tuple[Card, ...]:
        """The cards of a page that one person alone sees: what they owe, late ones first.

        Reads only, at once. There is always a card: it says so where nothing is owed, and to an
        account that is nobody's how it is linked. At most 10 incidents, each with at most 5 lines
        and 5 buttons, and a last card that says how many more there are. As is typed: `next`.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Fitness:
    """The health of a platform's connection.

    Args:
        ok: Whether it hears and can be posted to, as far as it knows.
        detail: In one line what is wrong, and since when; no secret.
        heard_at: When the platform gave the last sign of life, pings included; None = never.
    """

    ok: bool
    detail: str = ""
    heard_at: datetime | None = None


class Backend(Protocol):
    """A chat platform, made from its settings. The core starts and ends it."""

    @property
    def chat(self) -> Chat:
        """The port: usable without `listen`, from any thread."""
        ...

    def listen(self, ears: Ears) -> None:
        """Hear, and hand on in the platform's order, until `stop`; nothing else runs in its thread.

        Returns when it was stopped; one that is `seated`, also when there will be nothing more to
        hear. Whatever it raises, and that it returned by itself, is logged, and it is called
        again, after a growing pause.
        """
        ...

    def fitness(self) -> Fitness:
        """How it fares, at once and without asking the platform."""
        ...

    def doctor(self) -> tuple[Finding, ...]:
        """Ask the platform whether everything is set up as the README says; within 30 seconds."""
        ...

    def stop(self, seconds: float) -> None:
        """Have `listen` return within that time. May be called twice, and before `listen`.

        A later `listen` hears again: what was stopped here may be taken up here once more.
        """
        ...
