"""The shape of a verb's arguments, so that an incident id in front is told from one inside a text.

A verb takes closed words first (a role, a flag, a number), then perhaps free text. An id in front
of the text, or between the closed words, is the incident that is meant; within free text it is
text: `note same as INC-7` is about the incident of the room.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, Literal

from tocsin.desk.normalize import bare

TextRule = Literal["none", "may", "must"]
WordCounter = Callable[[tuple[str, ...]], int]


def no_word(words: tuple[str, ...]) -> int:
    """No closed word: text begins at once."""
    return 0


def count(most: int) -> WordCounter:
    """So many closed words, whatever they are."""
    return lambda words: min(most, len(words))


def one_of(known: Collection[str]) -> WordCounter:
    """One closed word if it is one of these."""
    return lambda words: int(bool(words) and bare(words[0]).lower() in known)


def a_number(words: tuple[str, ...]) -> int:
    """A number, if there is one."""
    return int(bool(words) and bare(words[0]).isdigit())


def people_or_one(words: tuple[str, ...]) -> int:
    """All the people in front, or the one word that stands for them."""
    people = next((n for n, word in enumerate(words) if "@" not in word[:2]), len(words))
    return people or min(1, len(words))


def add_or_done(words: tuple[str, ...]) -> int:
    """`add`, or `done` and its number."""
    first = one_of(("add", "done"))(words)
    return first + (a_number(words[1:]) if first and bare(words[0]).lower() == "done" else 0)


@dataclass(frozen=True, kw_only=True)
class ArgumentShape:
    """The closed words and the free text that a verb takes.

    Args:
        closed: How many words in front are not free text.
        text: Whether free text follows them.
        numbers: Whether a bare number means something else than an incident.
        into: Whether an id behind it is what it takes (`merge INC-7`), and two are from and into.
    """

    closed: WordCounter = no_word
    text: TextRule = "none"
    numbers: bool = False
    into: bool = False


NOTHING: Final = ArgumentShape()
MAY_SAY: Final = ArgumentShape(text="may")
MUST_SAY: Final = ArgumentShape(text="must")
ONE_WORD: Final = ArgumentShape(closed=count(1))
TWO_WORDS: Final = ArgumentShape(closed=count(2))
NUMBERED: Final = ArgumentShape(closed=count(1), numbers=True)
SOUGHT: Final = ArgumentShape(text="must", numbers=True)
TIMED: Final = ArgumentShape(closed=count(2), numbers=True)
