"""Declaring and reporting, as people type it and as it is shown."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tocsin.desk.ask import Ask, meant
from tocsin.desk.grammar import Word, joined, key_number, option, without_option, words
from tocsin.desk.plain import plain
from tocsin.desk.severity import severity_of, severity_of_two
from tocsin.domain.declare import Declare, Report
from tocsin.domain.severity import Severity
from tocsin.wording.clean import clean

LONGEST_TITLE: Final = 120
Takes = Literal["nothing", "word", "people"]
OPTIONS: Final[Mapping[str, Takes]] = {
    "team": "word",
    "service": "word",
    "security": "nothing",
    "customer-impact": "nothing",
    "private": "nothing",
    "drill": "people",
}


@dataclass(frozen=True, kw_only=True)
class Opening:
    """An incident to be opened. `team` "" = not named; `make(number, policy_hash)`."""

    make: Callable[[int, str], Declare]
    team: str = ""
    service: str = ""


@dataclass(kw_only=True)
class _Reading:
    """Lives only while one line is read."""

    title: list[Word]
    values: dict[str, str]
    flags: list[str]
    people: list[str]


def declare(ask: Ask) -> Opening:
    """`<title> [severity] [options]`; the severity only as first or last word of the title.

    Raises:
        InvalidValue: No title, two severities, or an option that does not exist.
        NotFound: A person named for a drill is in no team file.
    """
    reading = _read(ask)
    severity, title = _severity(ask, tuple(reading.title))
    text = " ".join(joined(title).split())
    if not clean(text):
        raise ask.wrong("Say what is broken in a few words.")
    alone = len(title) == 1 and not title[0].quoted
    if alone and (number := key_number(title[0].text)) is not None:
        raise ask.wrong(f"Say what is broken; to look at INC-{number}: `INC-{number} show`.")
    service = reading.values.get("service", "")

    def make(number: int, policy_hash: str) -> Declare:
        return Declare(
            title=short(text),
            text=text if len(text) > LONGEST_TITLE else "",
            number=number,
            policy_hash=policy_hash,
            severity=severity,
            service=service,
            flags=tuple(dict.fromkeys(reading.flags)),
            pages_only=tuple(dict.fromkeys(reading.people)),
        )

    return Opening(make=make, team=reading.values.get("team", ""), service=service)


def report(ask: Ask) -> Opening:
    """`[--private] <text>`; the first line of the text that shows anything is the title.

    Raises:
        InvalidValue: There is no text.
    """
    text, private = without_option(ask.rest, "private")
    if not clean(text):
        raise ask.wrong("Say what you see.")
    flags = ("private",) if private else ()

    def make(number: int, policy_hash: str) -> Report:
        title = short(next(" ".join(line.split()) for line in text.splitlines() if clean(line)))
        return Report(title=title, text=text, number=number, policy_hash=policy_hash, flags=flags)

    return Opening(make=make)


def short(text: str) -> str:
    """A title of a length that fits a line."""
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"


def _read(ask: Ask) -> _Reading:
    reading = _Reading(title=[], values={}, flags=[], people=[])
    waiting = deque(words(ask.rest))
    while waiting:
        word = waiting.popleft()
        found = option(word)
        if found is None:
            reading.title.append(word)
        else:
            _take(ask, reading, *found, waiting)
    return reading


def _take(ask: Ask, reading: _Reading, name: str, value: str | None, waiting: deque[Word]) -> None:
    takes = OPTIONS.get(name)
    if takes is None:
        known = ", ".join(f"--{one}" for one in OPTIONS)
        raise ask.wrong(f"There is no option --{name}.{meant(name, OPTIONS, lead='--')} {known}.")
    if takes == "word":
        said = plain(value or (waiting.popleft().text if _is_plain(waiting) else "")).strip()
        if not said:
            raise ask.wrong(f"--{name} needs a name behind it.")
        reading.values[name] = said
        return
    if not _says_yes(ask, name, value):
        return
    reading.flags.append(name)
    while takes == "people" and waiting and plain(waiting[0].raw).startswith("@"):
        reading.people.append(ask.person(waiting.popleft().text))


def _says_yes(ask: Ask, name: str, value: str | None) -> bool:
    """`--private` and `--private=yes`, or `--private=no`."""
    said = "yes" if value is None else plain(value).strip().lower()
    if said not in ("yes", "no"):
        raise ask.wrong(f"--{name} takes yes or no.")
    return said == "yes"


def _is_plain(waiting: deque[Word]) -> bool:
    return bool(waiting) and option(waiting[0]) is None


def _severity(ask: Ask, title: tuple[Word, ...]) -> tuple[Severity | None, tuple[Word, ...]]:
    first, begin = _as_severity(title[:2], 0)
    last, left = _as_severity(title[-2:], -1)
    if first and last and first != last:
        raise ask.wrong(f"Two severities, {first} and {last}: leave one out.")
    return first or last, title[begin : len(title) - left]


def _as_severity(words: tuple[Word, ...], at: int) -> tuple[Severity | None, int]:
    """The severity one word or both stand for, and how many words that are."""
    if len(words) == 2 and not any(word.quoted for word in words):
        two = severity_of_two(words[0].text, words[1].text)
        if two is not None:
            return two, 2
    one = severity_of(words[at].text) if words and not words[at].quoted else None
    return one, int(one is not None)
