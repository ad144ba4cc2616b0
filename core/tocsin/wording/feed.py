"""The messages of a room's feed: what waits goes out together, six lines at most at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from tocsin.chat import EMPTY, Text, Words
from tocsin.chat.forms import Action
from tocsin.domain.event import Event
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.domain.reminders import Reminded
from tocsin.domain.rooms.events import RoomOpened
from tocsin.wording import reminders, room_message
from tocsin.wording.buttons import MOST, room_message_buttons
from tocsin.wording.composing import as_plain, join_nonempty, lines, say
from tocsin.wording.sentence_context import SentenceContext

LONGEST: Final = 6
FeedRow = tuple[int, Event | None]


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """One event, the state after it, and what the room is told of it alone."""

    seq: int
    event: Event
    context: SentenceContext
    words: Text


@dataclass(frozen=True, kw_only=True)
class Post:
    """One message: what it says (empty = nothing), the last event that it says, and its buttons."""

    last: int
    words: Text
    actions: tuple[Action, ...] = ()


def posts(
    rows: Iterable[FeedRow],
    start: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str = "!",
    skip: Collection[int] = (),
    planned: int = 0,
    most: int = LONGEST,
    platform: str = "",
) -> tuple[Post, ...]:
    """The posts that tell a room of events, in as few short messages as they fit into.

    Args:
        rows: The number of each event and the event, in order; None = it was redacted.
        start: The state before the first of them.
        skip: Events the room needs not be told: it has heard them.
        planned: The last event of a message that may be out already: that one stays as it was,
            and what has happened since goes into the next. 0 = there is none.
        most: How many lines a message has at most, where it says more than one thing.
        platform: Whose room it is: that another one's room is there is no news in it. "" = any.
    """
    rows = tuple(rows)
    skip = {*skip, *(seq for seq, event in rows if _is_elsewhere(event, platform))}
    heard = _each(rows, start, people, now, prefix=prefix, skip=skip)
    return tuple(_packed(heard, planned, most))


def _is_elsewhere(event: Event | None, platform: str) -> bool:
    return bool(platform) and isinstance(event, RoomOpened) and event.platform != platform


def _each(
    rows: Iterable[FeedRow],
    start: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str,
    skip: Collection[int],
) -> Iterator[_Heard]:
    state = start
    for seq, event in rows:
        if event is None:
            continue
        state = evolve(state, event)
        told = None if seq in skip else room_message.text(event, state, people, now, prefix=prefix)
        context = SentenceContext(incident=state, people=people, now=now, prefix=prefix)
        yield _Heard(seq=seq, event=event, context=context, words=told or EMPTY)


def _packed(heard: Iterable[_Heard], planned: int, most: int) -> Iterator[Post]:
    """What does not fit into one message any more goes into the next one."""
    full: list[_Heard] = []
    for row in heard:
        says = row.words and any(before.words for before in full)
        over = says and height(_words([*full, row])) > most
        if full and (over or full[-1].seq == planned):
            yield _post(full)
            full = []
        full.append(row)
    if full:
        yield _post(full)


def _post(heard: Sequence[_Heard]) -> Post:
    """One post of these events, with the buttons of each that still hold after all of them."""
    after = heard[-1].context.incident
    found = (room_message_buttons(row.event, after) for row in heard if row.words)
    actions = dict.fromkeys(action for several in found for action in several)
    return Post(last=heard[-1].seq, words=_words(heard), actions=tuple(actions)[:MOST])


def _words(heard: Iterable[_Heard]) -> Text:
    """The words of several events; those of one kind behind each other are said together."""
    told = (row for row in heard if row.words)
    runs = (list(run) for _, run in groupby(told, key=lambda row: row.event.type))
    return say(lines(*(_together(run) for run in runs)))


def _together(run: Sequence[_Heard]) -> Words:
    joins = _TOGETHER.get(run[0].event.type, _below) if len(run) > 1 else _below
    return joins(run)


def _below(run: Sequence[_Heard]) -> Words:
    return lines(*(row.words for row in run))


def _beside(run: Sequence[_Heard]) -> Words:
    return join_nonempty(" ", (row.words for row in run))


def _late(run: Sequence[_Heard]) -> Words:
    """One nudge for all that is owed at one time."""
    reminded = [row.event for row in run if isinstance(row.event, Reminded)]
    return reminders.nudge(reminded, run[-1].context)


# Event type -> how the words of several of them are said in one breath.
_TOGETHER: Final[Mapping[str, Callable[[Sequence[_Heard]], Words]]] = {
    "role-assigned": _beside,
    "reminded": _late,
}


def height(words: Words) -> int:
    """The number of lines of a text."""
    return as_plain(words).count("\n") + 1 if words else 0
