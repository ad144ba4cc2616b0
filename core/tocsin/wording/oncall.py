"""Who stands in for whom on call, in words: the reply, and what both people are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.chat import Code, Text, Words
from tocsin.domain.calendar import local_text, relative_text
from tocsin.domain.oncall import Override
from tocsin.domain.people import Person
from tocsin.wording.clean import clean
from tocsin.wording.parts import joined, lines, say


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """An override with what is needed to speak of it."""

    override: Override
    team: str
    timezone: str
    relieved: tuple[str, ...]
    by: str
    now: datetime
    people: Mapping[str, Person]

    def name(self, person: str) -> str:
        """What somebody is called."""
        return clean(self.people[person].name) if person in self.people else f"@{person}"

    @property
    def what(self) -> str:
        """`primary of Shop from now until 18:00 CET (in 4 h)`."""
        return f"{self.override.rotation} of {clean(self.team)} {self.span}"

    @property
    def was(self) -> str:
        """`primary of Shop (it was to end 18:00 CET)`."""
        level, ends = self.override.rotation, self._clock(self.override.end)
        return f"{level} of {clean(self.team)} (it was to end {ends})"

    @property
    def span(self) -> str:
        """`from now until 18:00 CET (in 4 h)`."""
        start = self.override.start
        begins = f"{self._clock(start)}" if start > self.now else "now"
        end = self.override.end
        return f"from {begins} until {self._clock(end)} ({relative_text(end - self.now)})"

    def _clock(self, at: datetime) -> str:
        return local_text(at, self.timezone, now=self.now)

    @property
    def instead(self) -> str:
        """Who is relieved, without the person themselves."""
        others = [self.name(one) for one in self.relieved if one != self.override.person]
        return joined(others)


def made(one: StandIn, both: Sequence[str]) -> str:
    """The reply: who is on call, and what to look at again."""
    who = one.name(one.override.person)
    anyway = one.relieved == (one.override.person,)
    return lines(
        f"{who} is {one.what}.",
        f"Note: {who} is on call there anyway; this changes nothing." if anyway else "",
        twice(who, both),
    )


def twice(who: str, levels: Sequence[str]) -> str:
    """One person on two steps of the ladder, or "" where they are on one."""
    if len(levels) < 2:
        return ""
    return f"Note: {who} is {joined(levels)} at once: the later step calls nobody new."


def to_stand_in(one: StandIn) -> Words:
    """What whoever stands in is told."""
    instead = f", instead of {one.instead}" if one.instead else ""
    return lines(f"You are {one.what}{instead}.", _by(one))


def to_relieved(one: StandIn) -> Words:
    """What whoever is relieved is told."""
    who = one.name(one.override.person)
    return lines(f"{who} is {one.what}, instead of you.", _by(one))


def ended(one: StandIn, now: str) -> str:
    """The reply when it is taken back."""
    level, who = one.override.rotation, one.name(one.override.person)
    return lines(
        f"Taken back: {who} as {one.was}.",
        f"{one.name(now)} is {level} now." if now else f"Nobody is {level} now.",
    )


def ended_for_stand_in(one: StandIn) -> Words:
    """What whoever stood in is told."""
    return lines(f"You no longer stand in as {one.was}.", _by(one))


def ended_for_relieved(one: StandIn) -> Words:
    """What whoever is on call again is told."""
    who = one.name(one.override.person)
    return lines(f"You are on call again: {who} no longer stands in as {one.was}.", _by(one))


def _by(one: StandIn) -> Text:
    return say(f"Changed by {one.name(one.by)}. Who is on call: ", Code("!oncall"))
