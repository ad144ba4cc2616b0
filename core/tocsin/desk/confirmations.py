"""Commands that wait for a `yes`: previewed first, done only as previewed.

A question belongs to one person and one incident; a new one takes the place of the one before. It
is a fact in the store, so it outlives a restart.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from tocsin.desk.grammar import CommandLine
from tocsin.desk.request import Request
from tocsin.desk.verb import Verb
from tocsin.domain.incident import Incident
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import InvalidValue, NotFound
from tocsin.store.contract import ReadTx, Tx

WITHIN: Final = timedelta(minutes=5)
NO_INCIDENT: Final = "-"
ANSWERS: Final = ("yes", "no")
_MARK: Final = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, kw_only=True)
class PendingConfirmation:
    """A line somebody typed that waits for their yes.

    Args:
        number: The incident's number, None where the line belongs to none.
        verb, rest: The line, to be done when the answer is yes.
        platform, room, room_id: Where it was asked.
        asked: When; words that hold a time are filled for this moment.
        seen: A digest of what was shown.
    """

    number: int | None
    verb: str
    rest: str
    platform: str
    room: str
    asked: datetime
    seen: str = ""
    room_id: str = ""

    @property
    def key(self) -> str:
        """The name the confirmation is stored under for its person."""
        return NO_INCIDENT if self.number is None else f"INC-{self.number}"

    @property
    def line(self) -> CommandLine:
        """The line as if it had been typed again."""
        return CommandLine(noun="incident", number=self.number, verb=self.verb, rest=self.rest)

    @property
    def place(self) -> tuple[str, str, str]:
        """Platform, room and the room's id where it was asked."""
        return self.platform, self.room, self.room_id

    @property
    def typed(self) -> str:
        """The line as it can be typed again, without prefix and noun."""
        named = "" if self.number is None else f"{self.key} "
        return f"{named}{self.verb} {self.rest}".strip()

    @property
    def mark(self) -> str:
        """The mark its buttons carry, so that they answer this confirmation and no other."""
        return self.seen[:8]

    def over(self, now: datetime) -> bool:
        """Whether the time for an answer has run out."""
        return now - self.asked > WITHIN

    def showed(self, text: str) -> bool:
        """Whether exactly this was shown."""
        return self.seen == _digest(text)

    def showing(self, text: str) -> PendingConfirmation:
        """The question with this as what is shown."""
        return replace(self, seen=_digest(text))


def asked(
    line: CommandLine, said: SpokenLine, number: int | None, now: datetime
) -> PendingConfirmation:
    """The question whether a line that was just typed is meant."""
    return PendingConfirmation(
        number=number,
        verb=line.verb,
        rest=line.rest,
        platform=said.platform,
        room=said.room,
        room_id=said.room_id,
        asked=now,
    )


def keep(tx: Tx, person: str, question: PendingConfirmation) -> None:
    """Keep it until it is answered, in the place of an earlier one of this person and incident."""
    body = {**asdict(question), "asked": question.asked.isoformat()}
    tx.set_fact(_space(person), question.key, json.dumps(body, ensure_ascii=False))


def drop(tx: Tx, person: str, question: PendingConfirmation) -> None:
    """Forget the pending confirmation: it was answered."""
    tx.set_fact(_space(person), question.key, None)


def mark_of(request: Request) -> str:
    """The mark in a button's answer; "" where somebody typed theirs.

    Raises:
        InvalidValue: There is something else behind it.
    """
    if _MARK.fullmatch(request.rest.strip()):
        return request.rest.strip()
    request.nothing()
    return ""


def mark_for(tx: ReadTx, person: str, incident: Incident) -> str:
    """The mark of what waits for this person's answer about this incident; "" = nothing does."""
    waiting = (_read(text) for text in tx.facts(_space(person)).values())
    return next((question.mark for question in waiting if question.number == incident.number), "")


def answered(
    tx: ReadTx, said: SpokenLine, number: int | None, room: Incident | None, mark: str = ""
) -> PendingConfirmation:
    """The question that a yes or no means: of this incident, else asked here, else the only one.

    Args:
        number: The incident that was named.
        room: The incident in whose room it was said: there no other one is meant.
        mark: That of the button which was pressed.

    Raises:
        NotFound: Nothing waits for an answer of this person.
        InvalidValue: Several do, and none was named.
    """
    waiting = [_read(text) for text in tx.facts(_space(said.speaker)).values()]
    if number is not None:
        waiting = [question for question in waiting if question.number == number]
    if mark and mark not in [question.mark for question in waiting]:
        raise NotFound(
            "That was answered, or something else was shown to you since: this button does "
            "nothing any more."
        )
    return _only_one(_meant(waiting, said, number, room), number)


def _meant(
    waiting: list[PendingConfirmation], said: SpokenLine, number: int | None, room: Incident | None
) -> list[PendingConfirmation]:
    """Those that were asked where the answer was said; in a room those of its incident alone."""
    in_room = [
        question
        for question in waiting
        if question.place == (said.platform, said.room, said.room_id)
    ]
    if len(in_room) == 1:
        return in_room
    if number is not None or room is None:
        return waiting
    of_room = [question for question in waiting if question.number == room.number]
    if waiting and not of_room:
        raise NotFound(
            f"Nothing of {room.key} waits for a yes or no of yours. Of another one, with its "
            "number: `incident INC-n yes`."
        )
    return of_room


def _only_one(meant: list[PendingConfirmation], number: int | None) -> PendingConfirmation:
    if not meant:
        of = "" if number is None else f" of INC-{number}"
        raise NotFound(f"Nothing{of} waits for a yes or no of yours.")
    if len(meant) > 1:
        named = ", ".join(f"{question.key} ({question.verb})" for question in meant)
        raise InvalidValue(f"Which one? Waiting for you: {named}. As in: `{meant[0].key} yes`.")
    return meant[0]


def _space(person: str) -> str:
    return f"question/{person}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _read(text: str) -> PendingConfirmation:
    body = json.loads(text)
    return PendingConfirmation(**{**body, "asked": datetime.fromisoformat(body["asked"])})


ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage="yes",
        help="send what you were just shown, as it was shown",
        group="Tell",
        final=True,
        any_incident=True,
    ),
    Verb(usage="no", help="drop it; nothing goes out", group="Tell", final=True, any_incident=True),
)
BY_NAME: Final[Mapping[str, Verb]] = {verb.name: verb for verb in ROWS}
