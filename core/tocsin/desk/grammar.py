"""From a raw message to words. Pure: knows the shape of a line, not what its verbs mean.

Phones turn `--` into a dash and quotes into curly ones, and shout the first letter; all of that
is read as if it had been typed plainly. Free text is never touched.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

Noun = Literal["incident", "oncall"]

_CURLY: Final = str.maketrans("“”„‟«»", '""""""')
_WORD: Final = re.compile(r'"([^"]+)"(?=\s|$)|\S+')
_OPTION: Final = re.compile(r"(?:--|[—–―])([A-Za-z][A-Za-z-]*)(?:=(.*))?", re.DOTALL)
_KEY: Final = re.compile(r"#?inc-?([0-9]{1,9})[:,]?", re.IGNORECASE)
_NUMBER: Final = re.compile(r"#?([0-9]{1,4})[:,.]?")
_NOUNS: Final[dict[str, Noun]] = {
    "incident": "incident",
    "incidents": "incident",
    "oncall": "oncall",
    "on-call": "oncall",
}
_KEPT_CONTROLS: Final = "\n\t"


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word. `text` is what it means, `raw` what was typed (with its quotes)."""

    text: str
    raw: str
    start: int
    end: int

    @property
    def quoted(self) -> bool:
        """Whether it stood in quotes, so that it is text and nothing else."""
        return self.raw != self.text


@dataclass(frozen=True, kw_only=True)
class Line:
    """A message taken apart: `incident [INC-42] <verb> <rest>`. `number` None = not named."""

    noun: Noun
    number: int | None
    verb: str
    rest: str


def read_line(body: str, prefix: str) -> Line:
    """Take a raw body apart; the prefix and the word `incident` may be missing."""
    text = tidy(body).strip().removeprefix(prefix).lstrip()
    first, after = cut(text)
    noun = _NOUNS.get(first.lower())
    if noun is not None:
        text = after
        first, after = cut(text)
    if noun == "oncall":
        return Line(noun=noun, number=None, verb="oncall", rest=text)
    key = _KEY.fullmatch(first)
    if key is not None:
        first, after = cut(after)
    number = int(key[1]) if key is not None else None
    return Line(noun="incident", number=number, verb=first.lower(), rest=after)


def tidy(body: str) -> str:
    """Drop what no database and no screen can hold: control characters and lone surrogates."""
    return "".join(char for char in body.replace("\r\n", "\n") if _is_kept(char))


def _is_kept(char: str) -> bool:
    return char in _KEPT_CONTROLS or unicodedata.category(char) not in ("Cc", "Cs")


def cut(text: str) -> tuple[str, str]:
    """The first word and the rest, which keeps its inner spaces and lines."""
    parts = text.strip().split(maxsplit=1)
    return (parts[0] if parts else ""), (parts[1] if len(parts) > 1 else "")


def words(text: str) -> tuple[Word, ...]:
    """Words in order; what stands in quotes, straight or curly, is one word."""
    plain = text.translate(_CURLY)
    return tuple(
        Word(
            text=match[1] if match[1] is not None else text[match.start() : match.end()],
            raw=text[match.start() : match.end()],
            start=match.start(),
            end=match.end(),
        )
        for match in _WORD.finditer(plain)
    )


def option(word: Word) -> tuple[str, str | None] | None:
    """`--team=shop` as ("team", "shop"), `—team` as ("team", None), any other word as None."""
    match = None if word.quoted else _OPTION.fullmatch(word.raw)
    return None if match is None else (match[1].lower(), match[2])


def split_option(text: str, name: str) -> tuple[str, str | None]:
    """The text before `--name`, and all that follows it; None when the option is not there."""
    for word in words(text):
        found = option(word)
        if found is not None and found[0] == name:
            said = (found[1] or "") + text[word.end :]
            return text[: word.start].strip(), said.strip()
    return text.strip(), None


def without_option(text: str, name: str) -> tuple[str, bool]:
    """Free text without `--name` before or behind it, and whether that was there."""
    found = words(text)
    ends = {one for one in (*found[:1], *found[-1:]) if option(one) == (name, None)}
    kept = text
    for word in sorted(ends, key=lambda one: one.start, reverse=True):
        kept = kept[: word.start] + kept[word.end :]
    return kept.strip(), bool(ends)


def first_number(text: str) -> tuple[int | None, str]:
    """`3 because …` as (3, "because …"); a text that begins otherwise as (None, text)."""
    first, after = cut(text)
    match = _NUMBER.fullmatch(first)
    return (None, text.strip()) if match is None else (int(match[1]), after.strip())


def joined(found: tuple[Word, ...]) -> str:
    """Free text again: one quoted word loses its quotes, several keep what was typed."""
    if len(found) == 1:
        return found[0].text.strip()
    return " ".join(word.raw for word in found)
