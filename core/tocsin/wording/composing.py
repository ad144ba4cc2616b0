"""Operations on text with or without markup: `say` concatenates, `lines` joins.

What is made of `str` alone is a `str`; as soon as one part is a span it is a `Text`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload

from tocsin.chat import Plain, Text, Words, text
from tocsin.chat import joined as _joined
from tocsin.domain.incident import Incident
from tocsin.domain.titles import DRILL, is_drill

_ENDS = (".", "!", "?", "…")


def say(*parts: Words) -> Text:
    """The parts, one behind the other."""
    return text(*parts)


def as_plain(words: Words) -> str:
    """The words alone, for mails, pages, exports and vendors."""
    return words if isinstance(words, str) else words.as_plain()


@overload
def lines(*texts: str) -> str: ...
@overload
def lines(*texts: Words) -> Words: ...
def lines(*texts: Words) -> Words:
    """The lines that are not empty."""
    return join_nonempty("\n", texts)


@overload
def join_nonempty(between: str, parts: Iterable[str]) -> str: ...
@overload
def join_nonempty(between: str, parts: Iterable[Words]) -> Words: ...
def join_nonempty(between: str, parts: Iterable[Words]) -> Words:
    """The parts that are not empty, with the same words between each two."""
    found = [part for part in parts if part]
    flat = [part for part in found if isinstance(part, str)]
    return between.join(flat) if len(flat) == len(found) else _joined(between, found)


@overload
def comma_list(words: Iterable[str], last: str = "and") -> str: ...
@overload
def comma_list(words: Iterable[Words], last: str = "and") -> Words: ...
def comma_list(words: Iterable[Words], last: str = "and") -> Words:
    """`Ana, Bo and Cy`; "" when there are none."""
    *first, end = list(words) or [""]
    return join_nonempty(f" {last} ", (join_nonempty(", ", first), end))


def capitalized(words: Words) -> Words:
    """The words, their first letter a capital one."""
    if isinstance(words, str):
        return f"{words[:1].upper()}{words[1:]}"
    first, *rest = say(words).spans or (Plain(""),)
    return say(capitalized(first.words) if isinstance(first, Plain) else first, *rest)


@overload
def with_full_stop(words: str) -> str: ...
@overload
def with_full_stop(words: Words) -> Words: ...
def with_full_stop(words: Words) -> Words:
    """The words with one full stop at their end."""
    if as_plain(words).endswith(_ENDS):
        return words
    return f"{words}." if isinstance(words, str) else say(words, ".")


@overload
def with_drill_mark(words: str, incident: Incident) -> str: ...
@overload
def with_drill_mark(words: Words, incident: Incident) -> Words: ...
def with_drill_mark(words: Words, incident: Incident) -> Words:
    """The words; of a drill their first line says so."""
    said = as_plain(words)
    if not said or not is_drill(incident) or DRILL in said.partition("\n")[0]:
        return words
    return f"{DRILL}: {words}" if isinstance(words, str) else say(f"{DRILL}: ", words)
