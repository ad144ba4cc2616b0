"""`Request`, the text behind a verb with the facts its parser may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from tocsin.chat import Words
from tocsin.desk.grammar import POLITE, split_first_word, unquoted, words
from tocsin.desk.normalize import bare, normalized
from tocsin.domain.people import Person, Roster
from tocsin.domain.quoting import quoted, without_backticks
from tocsin.errors import InvalidValue, NotFound, RejectedCommand
from tocsin.wording.clean import clean
from tocsin.wording.composing import as_plain

_IDLE: Final = POLITE | {"", "now"}


@dataclass(frozen=True, kw_only=True)
class Request:
    """The text behind a verb, with the facts its parser may look at.

    Args:
        rest: What was typed behind the verb, untouched.
        usage: How the verb is used, with the prefix; part of every complaint.
        speaker: Person id, or `guest-<name>`.
        timezone: The zone in which times are typed.
        roster: The roster of the incident's team, read only when it is asked for.
        rosters: Those of every team, by its id.
        ladders: Names of the escalation policies the incident may call.
    """

    rest: str
    usage: str
    speaker: str
    platform: str
    now: datetime
    timezone: str
    people: Mapping[str, Person]
    roster: Callable[[], Roster]
    rosters: Mapping[str, Callable[[], Roster]] = field(default_factory=dict)
    ladders: tuple[str, ...] = ()

    def wrong(self, sentence: str) -> InvalidValue:
        """Return an `InvalidValue` with this sentence, followed by the usage of the verb."""
        return InvalidValue(f"{sentence} Usage: {self.usage}")

    def text(self, missing: str) -> str:
        """All of the rest as free text; of a text in quotes what stands between them.

        Raises:
            InvalidValue: There is none; `missing` is the sentence.
        """
        if not clean(unquoted(self.rest)):
            raise self.wrong(missing)
        return unquoted(self.rest).strip()

    def nothing(self) -> None:
        """Refuse any argument.

        Raises:
            InvalidValue: There is one.
        """
        if any(bare(word).lower() not in _IDLE for word in self.rest.split()):
            raise self.wrong("This takes no arguments.")

    def split(self) -> tuple[str, str]:
        """The first word and the rest."""
        return split_first_word(self.rest)

    def tokens(self) -> tuple[str, ...]:
        """The words, without their quotes."""
        return tuple(shown for word in words(self.rest) if (shown := normalized(word.text).strip()))

    def choose(self, said: str, known: Iterable[str], what: str, *, near: bool = True) -> str:
        """One of a closed list of words, in any case.

        Args:
            near: Whether the nearest word is suggested; not where one of them publishes.

        Raises:
            InvalidValue: It is none of them; the sentence lists them.
        """
        options = tuple(known)
        wanted = bare(said).lower()
        if wanted in options:
            return wanted
        problem = f"{quoted(said)} is no {what}." if wanted else f"Say which {what}."
        hint = meant(wanted, options) if near else ""
        raise self.wrong(f"{problem}{hint} Choose from: {', '.join(options)}.")

    def person(self, said: str) -> str:
        """The id behind `@bo`, `me`, a full name or an account of this platform.

        Raises:
            InvalidValue: Nobody was named.
            NotFound: Nobody in the team files is called that.
        """
        name = bare(said).lstrip("@!")
        if not name:
            raise self.wrong("Say who, as @person.")
        found = self._speaker(name) or find_person(name, self.people, self.platform)
        if found is None:
            hint = meant(name.lower(), self.people, lead="@")
            raise NotFound(f"@{without_backticks(name)} is in no team file.{hint}")
        return found

    def _speaker(self, name: str) -> str | None:
        return self.speaker if name.lower() == "me" and self.speaker in self.people else None


class FormattedRefusal(RejectedCommand):
    """A refusal whose words have structure, such as other people's and a command in one."""

    def __init__(self, words: Words, *, kind: str = "RejectedCommand") -> None:
        """`kind` is what the log calls it."""
        super().__init__(as_plain(words))
        self.words = words
        self.kind = kind


def find_person(bare: str, people: Mapping[str, Person], platform: str) -> str | None:
    """The id of a person named by id, full name or account, without `@`; None when nobody is."""
    wanted = bare.lower()
    if wanted in people or not wanted:
        return wanted or None
    for person in people.values():
        names = (person.id.lower(), person.name.lower())
        if wanted in names or person.accounts.get(platform, "").lstrip("@!") == bare:
            return person.id
    return None


def stripped_text(text: str) -> str:
    """Free text without the blanks and quotes around it; "" when nothing of it can be seen."""
    said = unquoted(text).strip()
    return said if clean(said) else ""


def readable(text: str) -> str:
    """Text for outsiders as it is shown before it goes out: nothing in it that cannot be seen."""
    rows = (clean(row, 2 * len(row) + 1) for row in text.strip().split("\n"))
    return "\n".join(rows).strip()


def meant(said: str, known: Iterable[str], *, lead: str = "") -> str:
    """` Did you mean x?`, or nothing when no known word is near."""
    near = nearest(said, known)
    return f" Did you mean {lead}{near}?" if near else ""


def nearest(said: str, known: Iterable[str]) -> str:
    """The known word that is most like the one that was typed, or ""."""
    return next(iter(get_close_matches(said, tuple(known), n=1, cutoff=0.6)), "")
