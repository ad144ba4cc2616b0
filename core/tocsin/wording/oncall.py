"""Who stands in for whom on call, in words: the reply, and what both people are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tocsin.chat import Code, Text, Words
from tocsin.domain.calendar import local_text, relative_text
from tocsin.domain.oncall import Override
from tocsin.domain.people import Person
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list, lines, say


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
        others = [self.name(person) for person in self.relieved if person != self.override.person]
        return comma_list(others)


def override_reply(stand_in: StandIn, both: Sequence[str]) -> str:
    """The reply: who is on call, and what to look at again."""
    who = stand_in.name(stand_in.override.person)
    anyway = stand_in.relieved == (stand_in.override.person,)
    return lines(
        f"{who} is {stand_in.what}.",
        f"Note: {who} is on call there anyway; this changes nothing." if anyway else "",
        two_steps_note(who, both),
    )


def two_steps_note(who: str, levels: Sequence[str]) -> str:
    """One person on two steps of the ladder, or "" where they are on one."""
    if len(levels) < 2:
        return ""
    return f"Note: {who} is {comma_list(levels)} at once: the later step calls nobody new."


def stand_in_message(stand_in: StandIn) -> Words:
    """The direct message to whoever stands in."""
    instead = f", instead of {stand_in.instead}" if stand_in.instead else ""
    return lines(f"You are {stand_in.what}{instead}.", _by(stand_in))


def relieved_message(stand_in: StandIn) -> Words:
    """The direct message to whoever is relieved."""
    who = stand_in.name(stand_in.override.person)
    return lines(f"{who} is {stand_in.what}, instead of you.", _by(stand_in))


def override_ended_reply(stand_in: StandIn, now: str) -> str:
    """The reply when it is taken back."""
    level, who = stand_in.override.rotation, stand_in.name(stand_in.override.person)
    return lines(
        f"Taken back: {who} as {stand_in.was}.",
        f"{stand_in.name(now)} is {level} now." if now else f"Nobody is {level} now.",
    )


def stand_in_ended_message(stand_in: StandIn) -> Words:
    """The direct message to whoever stood in."""
    return lines(f"You no longer stand in as {stand_in.was}.", _by(stand_in))


def relieved_ended_message(stand_in: StandIn) -> Words:
    """The direct message to whoever is on call again."""
    who = stand_in.name(stand_in.override.person)
    return lines(
        f"You are on call again: {who} no longer stands in as {stand_in.was}.", _by(stand_in)
    )


def _by(stand_in: StandIn) -> Text:
    return say(f"Changed by {stand_in.name(stand_in.by)}. Who is on call: ", Code("!oncall"))


NOBODY: Final = "nobody"
NO_ROTATION: Final = "nobody: no rotation yet"
NOT_READ: Final = "not known; its schedule could not be read yet"
STANDING_IN: Final = ", standing in"


def heading(team: str) -> str:
    """The line above the levels of a team."""
    return f"On call, {clean(team)}:"


def until(when: str) -> str:
    """Until when somebody is on call, behind their name."""
    return f", until {when}"


def planned_line(who: str, begins: str, ends: str) -> str:
    """Who will stand in."""
    return f"{who} from {begins} until {ends}"


def unknown_person(name: str) -> str:
    """The name of somebody whom a tool names and no team file knows."""
    return f"{clean(name, 60)} there, who is in no team file; add the account or email"


def no_effect_note(person: str, rotation: str) -> str:
    """The note that an override counts for nothing."""
    return (
        f"Note: the override of @{clean(person, 40)} as {rotation} counts for "
        "nothing: nobody of that name is in a team file."
    )


def stale_level_note(when: str) -> str:
    """The age of a level whose schedule cannot be read any more."""
    return f"; as of {when}, its schedule cannot be read since"


def stale_note(as_of: str) -> str:
    """The age of all schedules, where none can be read."""
    return f"The schedules could not be read; this is as of {as_of}."
