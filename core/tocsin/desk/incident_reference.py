"""Extracts the incident id from a line, wherever it stands. Pure: nothing is looked up.

An id is obeyed or the line is refused; it is never left standing while another incident is
worked on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from tocsin.desk.argument_shape import ArgumentShape
from tocsin.desk.grammar import (
    CommandLine,
    Word,
    as_number,
    is_before_number,
    key_number,
    option,
    words,
)
from tocsin.desk.normalize import bare, normalized
from tocsin.errors import InvalidValue

# What follows these options is free text.
_WORDY: Final = frozenset({"alone", "override", "reason"})
_LITTLE: Final = frozenset({"for", "on", "of", "in", "to", "into", "with", "about", "the"})
_WITHIN: Final = re.compile(r"(?<![^\W_])#?inc[-_]?(\d{1,9})(?![^\W_])", re.IGNORECASE)

_FOR_NO_INCIDENT: Final = "`{verb}` is for no single incident; nothing was done. See: `{key} show`."
_FOR_NONE: Final = {
    "declare": "`declare` opens a new incident; nothing was done. Leave {key} out, "
    "or look at it: `{key} show`.",
    "report": "`report` opens a new incident; nothing was done. Leave {key} out, "
    "or write it down there: `{key} note <text>`.",
}


@dataclass(frozen=True, kw_only=True)
class _Named:
    """An id that stands in a text: its number, its words, and whether only the number is there."""

    numbers: tuple[int, ...]
    first: int
    last: int
    start: int
    end: int
    only_digits: bool


def extract_reference(line: CommandLine, takes: ArgumentShape) -> CommandLine:
    """The line with the incident it names in `number`, and out of its arguments.

    Raises:
        InvalidValue: It names two, or one where it cannot be told whether it is meant.
    """
    if takes.into:
        return _two(line, takes)
    before, wordy, behind = _parted(line.rest)
    found = _claims(before, takes)
    if line.number is not None and takes.text == "must" and not _is_all(found, before):
        return line
    numbers = [number for place in found for number in place.numbers]
    named = _agreed([*([] if line.number is None else [line.number]), *numbers], line)
    if named is None:
        _refuse_first_of(behind, line)
    rest = _without(before, found) + wordy + behind
    return replace(line, number=named, rest=rest.strip())


def refuse_reference(line: CommandLine) -> None:
    """Refuse a line that names an incident in front of a verb that is for none.

    Raises:
        InvalidValue: It does; the sentence says what to do instead.
    """
    if line.number is not None:
        sentence = _FOR_NONE.get(line.verb, _FOR_NO_INCIDENT)
        raise InvalidValue(sentence.format(key=f"INC-{line.number}", verb=line.verb))


def _two(line: CommandLine, takes: ArgumentShape) -> CommandLine:
    """`merge INC-7`, `merge 7` and `merge INC-3 into INC-7`."""
    found = _named(words(line.rest), takes)
    numbers = [number for place in found for number in place.numbers]
    if len(numbers) > 2:
        _agreed(numbers, line)
    if len(numbers) == 2:
        named = _agreed([*([] if line.number is None else [line.number]), numbers[0]], line)
        left = _without(line.rest, found)
        return replace(line, number=named, rest=f"INC-{numbers[1]} {left}".strip())
    return line


def _agreed(numbers: list[int], line: CommandLine) -> int | None:
    """The one number all of them are; None when there is none."""
    different = list(dict.fromkeys(numbers))
    if len(different) > 1:
        keys = [f"INC-{number}" for number in different]
        listed = f"{', '.join(keys[:-1])} and {keys[-1]}"
        raise InvalidValue(
            f"{listed} are named, and one is worked on at a time; nothing was done. "
            f"As in: `incident {keys[0]} {line.verb}`."
        )
    return different[0] if different else None


def _refuse_first_of(behind: str, line: CommandLine) -> None:
    """An id right behind `--override` may be the incident, or the first word of the reason."""
    found = next(iter(_named(words(behind)[:2], ArgumentShape(text="must", numbers=True))), None)
    if found is not None and found.first == 0:
        key = f"INC-{found.numbers[0]}"
        raise InvalidValue(
            f"Is {key} meant, or does the reason begin with it? Nothing was done. "
            f"Name the incident in front, as in: `incident {key} {line.verb}`."
        )


def _parted(rest: str) -> tuple[str, str, str]:
    """What stands before an option that takes free text, that option, and its text."""
    for word in words(rest):
        found = option(word)
        if found is not None and found[0] in _WORDY:
            return rest[: word.start], rest[word.start : word.end], rest[word.end :]
    return rest, "", ""


def _claims(text: str, takes: ArgumentShape) -> tuple[_Named, ...]:
    """The ids that are meant as the incident, not as part of a text."""
    said = words(text)
    found = _named(said, takes)
    if takes.text == "none":
        return tuple(id for id in found if not id.only_digits or _fills(id, said, takes))
    closed = takes.closed(tuple(normalized(word.text) for word in said))
    for named in found:
        if said[named.first].quoted or named.first > closed:
            return ()
        if not named.only_digits or _fills(named, said, takes):
            return (named,)
    return ()


def _fills(one: _Named, said: tuple[Word, ...], takes: ArgumentShape) -> bool:
    """Whether a bare number stands where the verb takes no number and nothing else is said."""
    if takes.numbers:
        return False
    if len(said) == 1:
        return True
    others = tuple(normalized(word.text) for n, word in enumerate(said) if n != one.first)
    return takes.text != "must" and bool(others) and takes.closed(others) == len(others)


def _named(said: tuple[Word, ...], takes: ArgumentShape) -> tuple[_Named, ...]:
    return tuple(_each(said, takes))


def _each(said: tuple[Word, ...], takes: ArgumentShape) -> Iterator[_Named]:
    at = 0
    while at < len(said):
        here = said[at]
        following = said[at + 1] if at + 1 < len(said) else None
        if following is not None and is_before_number(here.text):
            number = as_number(following.text)
            if number is not None:
                yield _from(said, at, at + 1, (number,), takes)
                at += 2
                continue
        numbers, only_digits = _numbers(here, takes)
        if numbers:
            yield _from(said, at, at, numbers, takes, only_digits=only_digits)
        at += 1


def _numbers(word: Word, takes: ArgumentShape) -> tuple[tuple[int, ...], bool]:
    number = key_number(word.text)
    if number is not None:
        return (number,), False
    if takes.text == "none" and not word.text.startswith("--"):
        within = tuple(int(found) for found in _WITHIN.findall(normalized(word.text)))
        if within:
            return within, False
    digits = as_number(word.text)
    return ((digits,), True) if digits is not None else ((), False)


def _from(
    said: tuple[Word, ...],
    first: int,
    last: int,
    numbers: tuple[int, ...],
    takes: ArgumentShape,
    *,
    only_digits: bool = False,
) -> _Named:
    """The words of an id, with the little words in front of it where no text is taken."""
    begin = first
    while takes.text == "none" and begin and bare(said[begin - 1].text).lower() in _LITTLE:
        begin -= 1
    return _Named(
        numbers=numbers,
        first=begin,
        last=last,
        start=said[begin].start,
        end=said[last].end,
        only_digits=only_digits,
    )


def _is_all(found: tuple[_Named, ...], text: str) -> bool:
    """Whether nothing but an id is there."""
    return bool(found) and not _without(text, found).strip()


def _without(text: str, found: tuple[_Named, ...]) -> str:
    kept, at = [], 0
    for named in found:
        kept.append(text[at : named.start].rstrip())
        at = named.end
    kept.append(text[at:] if not found else text[at:].lstrip())
    return " ".join(part for part in kept if part) if found else text
