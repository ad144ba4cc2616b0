"""`SentenceContext`: the incident, people, moment and prefix a sentence is written from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.chat import Code, Mention, Moment, Room, Words
from tocsin.domain.calendar import local_text, relative_text
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.domain.roles import parse_role
from tocsin.domain.time_parsing import parse_time
from tocsin.domain.titles import DRILL, PRIVATE_TITLE, display_title, is_drill
from tocsin.errors import InvalidValue
from tocsin.wording.clean import clean, title
from tocsin.wording.composing import comma_list, say
from tocsin.wording.names import SHORT, names_of, target_text


@dataclass(frozen=True, kw_only=True)
class SentenceContext:
    """Everything a sentence may need, and the small phrases all of them share.

    Args:
        fixed: What is said stays as it is: how far off something is would soon be wrong.
    """

    incident: Incident
    people: Mapping[str, Person]
    now: datetime
    prefix: str = "!"
    fixed: bool = False

    def name(self, actor: str) -> str:
        """The name people know an id by."""
        return names_of(self.people)(actor)

    def when(self, at: datetime) -> Moment:
        """Absolute and relative: `14:30 CET (in 5 min)`."""
        return Moment(at, f"{self.clock(at)}{self.far(at)}")

    def moment(self, at: datetime) -> Moment:
        """Absolute only, in the reader's own zone where the chat can do that."""
        return Moment(at, self.clock(at))

    def typed_moment(self, words: str, at: datetime) -> Words:
        """A moment that somebody typed `at` that time and that is kept in words, else the words."""
        try:
            found = parse_time(words, now=at, timezone=self.incident.timezone)
            kept = local_text(found, self.incident.timezone, now=at)
        except InvalidValue:
            return clean(words)
        return Moment(found, kept) if kept == words else clean(words)

    def clock(self, at: datetime) -> str:
        """Absolute only: `14:30 CET`."""
        return local_text(at, self.incident.timezone, now=self.now)

    def far(self, at: datetime) -> str:
        """` (in 5 min)`; nothing where it would soon be wrong."""
        return "" if self.fixed else f" ({relative_text(at - self.now)})"

    def here(self, words: str) -> Code:
        """A command as it is typed in the incident's room, where the id is implied."""
        return Code(f"{self.prefix}incident {words}")

    def anywhere(self, words: str) -> Code:
        """A command as it is typed anywhere else."""
        return Code(f"{self.prefix}incident {self.incident.key} {words}")

    @property
    def title(self) -> str:
        """The title, safe to quote."""
        return title(display_title(self.incident, "room", mark=False))

    @property
    def drill(self) -> bool:
        """Whether it is for practice: nobody is then asked to do anything outside."""
        return is_drill(self.incident)

    @property
    def severity(self) -> str:
        """`P1`, or that it is not known."""
        return self.incident.severity or "no severity yet"

    @property
    def headline(self) -> str:
        """`P1 · INC-4 checkout returns 500s`."""
        drill = f"{DRILL} · " if self.drill else ""
        return f"{drill}{self.severity} · {self.incident.key} {self.title}"

    @property
    def what(self) -> str:
        """`checkout returns 500s (INC-4)`, `private incident INC-4` where it has no title."""
        key = self.incident.key
        hidden = self.title == PRIVATE_TITLE
        return f"private incident {key}" if hidden else f"{self.title} ({key})"

    @property
    def impact(self) -> str:
        """What is broken, as last said; "" when nobody has said it yet."""
        if self.incident.updates:
            return clean(self.incident.updates[-1].impact)
        return clean(self.incident.text)

    @property
    def room(self) -> Words:
        """The room as people see it, with `#`; "" while there is none."""
        names = [room.name for room in self.incident.rooms.values()]
        named = dict.fromkeys(names or filter(None, (self.incident.room_name,)))
        return comma_list(map(room_span, named), "or")

    def owner(self, owner: str) -> str:
        """Who owes something: `Ana (IC)`, `IC`, `primary`, `Ana`."""
        role = parse_role(owner)
        if owner in self.people or role is None:
            return self.name(owner) if owner in self.people else target_text(owner, self.name)
        holder = self.incident.holder(role)
        return f"{self.name(holder)} ({SHORT[role]})" if holder else target_text(owner, self.name)

    def mention(self, person: str) -> Words:
        """The name of somebody who must act now, so that their chat tells them."""
        return Mention(person, self.name(person)) if person in self.people else self.name(person)

    def asked(self, owner: str) -> Words:
        """The owner as in `owner`, as a mention, so that their chat notifies them."""
        role = parse_role(owner)
        holder = self.incident.holder(role) if role is not None else ""
        if owner in self.people or role is None or not holder:
            return self.mention(owner) if owner in self.people else self.owner(owner)
        return say(self.mention(holder), f" ({SHORT[role]})")

    def phone(self, person: str) -> str:
        """`Ana +49 30 1234`, or that no number is known."""
        known = self.people.get(person)
        number = clean(known.phone, 40) if known else ""
        return f"{self.name(person)} {number or '(no phone number in the team file)'}"


def room_span(name: str) -> Room:
    """A room of ours by its name, with or without `#`."""
    return Room(f"#{clean(name).lstrip('#')}")


def because(reason: str, before: str = ": ") -> str:
    """`: reason`, or nothing where there is none."""
    said = clean(reason)
    return f"{before}{said}" if said else ""


# An entry takes the one event type its key names, which a table cannot say to a checker.
Sentence = Callable[[Any, SentenceContext], Words]
