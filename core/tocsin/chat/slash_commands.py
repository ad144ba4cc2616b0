"""Verbs as slash commands with options, for a platform that has commands of its own. Pure.

A command is a line with holes, as a form is: what is put into an option never leaves its hole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from tocsin.chat.backend import Ears
from tocsin.chat.forms import filled
from tocsin.chat.port import Account, RoomRef
from tocsin.chat.room_names import key_of
from tocsin.errors import StoreUnavailable

MOST_ABOUT: Final = 100
INCIDENT: Final = "incident"
"""The option that names an incident, as `INC-4` or `4`; left empty it is that of the room."""
KEY: Final = "INC-"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to put behind a command.

    Args:
        name: The hole of the line it fills: letters a to z and `_`.
        about: What it is, at most `MOST_ABOUT` characters.
        choices: What it takes, where that is known and never changes; () = anything.
        required: Whether the line cannot be said without it.
        completed: Whether `Ears.complete` knows what may stand there.
        most: Characters at most.
    """

    name: str
    about: str
    choices: tuple[str, ...] = ()
    required: bool = False
    completed: bool = False
    most: int = 300


@dataclass(frozen=True, kw_only=True)
class Command:
    """A verb, as it is typed and with its options.

    Args:
        name: Lower-case letters and `-`; no two have the same.
        about: What it is for, at most `MOST_ABOUT` characters.
        group: The heading it is listed under.
        line: `incident INC-{incident:word} take {role:word}`, without the bot's prefix; its holes
            are those of a `Form`.
        form: The name of the form that asks for what is required and missing, "" = there is none.
            Its fields have the names of the options.
    """

    name: str
    about: str
    group: str
    line: str
    options: tuple[Option, ...] = ()
    form: str = ""

    def said(self, values: Mapping[str, str]) -> str:
        """The line that is said; what is no option of it is left out."""
        return filled(self.line, self._known(values))

    def lacks(self, values: Mapping[str, str]) -> bool:
        """Whether something that is required is not there."""
        return any(
            option.required and not values.get(option.name, "").strip() for option in self.options
        )

    def typed(self, option: str, values: Mapping[str, str], so_far: str) -> str:
        """What `Ears.complete` is asked about an option that so much is typed into."""
        before, lead = self._before(option, values)
        return f"{before}{lead}{self._bare(lead, so_far)}"

    def offered(
        self, option: str, values: Mapping[str, str], lines: Iterable[str]
    ) -> tuple[str, ...]:
        """What may be put into the option, of the lines that `Ears.complete` knows."""
        before, lead = self._before(option, values)
        behind = (line[len(before) :] for line in lines if line.startswith(f"{before}{lead}"))
        return tuple(word for word in behind if word and " " not in word)

    def _before(self, option: str, values: Mapping[str, str]) -> tuple[str, str]:
        """The line as far as the option, and what touches its hole."""
        at = self.line.find(f"{{{option}:word}}")
        start, _, lead = self.line[: max(at, 0)].rpartition(" ")
        return f"{filled(start, self._known(values))} ", lead

    def _known(self, values: Mapping[str, str]) -> dict[str, str]:
        known = {option.name: values.get(option.name, "") for option in self.options}
        number = key_of(known.get(INCIDENT, "")).removeprefix(KEY)
        return known | ({INCIDENT: number} if number else {})

    def _bare(self, lead: str, so_far: str) -> str:
        """What is typed without what stands before it already: `@an` is `an` behind `@`."""
        words = " ".join(so_far.split())
        found = words.lower().startswith(lead.lower())
        return words[len(lead) :] if found else words


@dataclass(frozen=True, kw_only=True)
class Given:
    """A command of a platform with what somebody has put behind it so far.

    Args:
        noun: The first word of the line: `incident` or `oncall`.
        command: The verb; None = a line is typed behind the noun, as an option of any name.
        values: What is put into each option.
        option: The one that is typed into, or that of the line.
    """

    noun: str
    command: Command | None
    values: Mapping[str, str]
    option: str

    @property
    def line(self) -> str:
        """The line it says, without the bot's prefix."""
        typed = f"{self.noun} {self.values.get(self.option, '')}".strip()
        return typed if self.command is None else self.command.said(self.values)

    @property
    def typed(self) -> str:
        """What `Ears.complete` is asked."""
        if self.command is None:
            return f"{self.noun} {self.values.get(self.option, '')}"
        return self.command.typed(self.option, self.values, self.values.get(self.option, ""))

    def offered(self, lines: Iterable[str]) -> tuple[str, ...]:
        """What may be put into the option, of the lines that `Ears.complete` knows."""
        if self.command is None:
            return tuple(line.removeprefix(f"{self.noun} ") for line in lines)
        return self.command.offered(self.option, self.values, lines)

    def completed(self, ears: Ears, account: Account, room: RoomRef | None) -> tuple[str, ...]:
        """What may be put into the option, as the core knows it; () while nothing can be read."""
        with suppress(StoreUnavailable):
            return self.offered(ears.complete(account, room, self.typed))
        return ()

    @property
    def form(self) -> str | None:
        """The form that asks for what is missing, "" = that of the noun alone; None = none does."""
        if self.command is None:
            return "" if self.line == INCIDENT else None
        return (self.command.form or None) if self.command.lacks(self.values) else None

    @property
    def incident(self) -> str:
        """The incident that is named in its option, as `INC-4`, or ""."""
        return key_of(self.values.get(INCIDENT, "")) if self.command is not None else ""
