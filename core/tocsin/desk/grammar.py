"""From a raw message to words. Pure: knows the shape of a line, not what its verbs mean.

Phones turn `--` into a dash and quotes into curly ones, and shout the first letter; all of that
is read as if it had been typed plainly. Free text is never touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from tocsin.desk.normalize import (
    AROUND,
    HYPHENS,
    bare,
    normalized,
    without_unseen,
    without_unseen_lead,
)

Noun = Literal["incident", "oncall"]

_CURLY: Final = str.maketrans("“”„‟«»", '""""""')
_DASH: Final = re.escape(HYPHENS)
_WORD: Final = re.compile(
    rf'"([^"]+)"(?=\s|$)|(?:[{_DASH}]{{2,}}|[—–―])[A-Za-z{_DASH}]+="[^"]*"(?=\s|$)|\S+'
)
_QUOTED: Final = re.compile(r'"([^"]+)"', re.DOTALL)
_OPTION: Final = re.compile(
    rf"(?:[{_DASH}]{{2,}}|[—–―])([A-Za-z][A-Za-z{_DASH}]*)(?:=(.*))?", re.DOTALL
)
_KEY: Final = re.compile(r"(?:#?inc[-_]?|#)(\d{1,9})", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d{1,9}")
_COUNT: Final = re.compile(r"(\d{1,4})[:,.]?")
_BEFORE_NUMBER: Final = frozenset({"inc", "#inc", "incident"})
POLITE: Final = frozenset({"please", "pls", "plz", "thanks"})
NOUNS: Final[dict[str, Noun]] = {
    "incident": "incident",
    "incidents": "incident",
    "oncall": "oncall",
    "on-call": "oncall",
}
_DROPPED: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


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
class CommandLine:
    """A message taken apart: `incident [INC-42] <verb> <rest>`. `number` None = not named."""

    noun: Noun
    number: int | None
    verb: str
    rest: str


def read_line(body: str, prefix: str) -> CommandLine:
    """Take a raw body apart; the prefix and the word `incident` may be missing."""
    text = strip_controls(body).strip()
    said = after_prefix(text, prefix)
    first, rest = _cut_polite(text if said is None else said)
    noun = NOUNS.get(first.lower())
    if noun is None:
        return _of_incident(first, rest)
    first, after = _cut_polite(rest)
    if noun == "incident" and first.lower() not in ("oncall", "on-call"):
        return _of_incident(first, after)
    return CommandLine(
        noun="oncall", number=None, verb="oncall", rest=rest if noun == "oncall" else after
    )


def after_prefix(text: str, prefix: str) -> str | None:
    """What follows the prefix; None when the text does not begin with it."""
    shown = without_unseen_lead(text)
    if normalized(shown[: len(prefix)]) == normalized(prefix):
        return shown[len(prefix) :].lstrip()
    return None


def _of_incident(first: str, after: str) -> CommandLine:
    """`INC-42 <verb> …`, `INC 42 <verb> …`, `42 <verb> …` or `<verb> …`."""
    number = as_number(first)
    following, behind = split_first_word(after)
    if number is None and is_before_number(first) and as_number(following) is not None:
        number, (following, behind) = as_number(following), split_first_word(behind)
    elif number is None:
        return CommandLine(noun="incident", number=None, verb=_as_verb(first), rest=after)
    if following.lower() in POLITE:
        following, behind = split_first_word(behind)
    return CommandLine(noun="incident", number=number, verb=_as_verb(following), rest=behind)


def _as_verb(word: str) -> str:
    return (word.strip(AROUND) or word).strip().lower()


def key_number(word: str) -> int | None:
    """42 for `INC-42`, `inc42`, `#42`, `(INC-42)`; None for any other word."""
    match = _KEY.fullmatch(bare(word))
    return int(match[1]) if match is not None else None


def as_number(word: str) -> int | None:
    """As `key_number`, and 42 for the number alone."""
    shown = bare(word)
    return int(shown) if _NUMBER.fullmatch(shown) else key_number(word)


def is_before_number(word: str) -> bool:
    """Whether a word only introduces the number of an incident: `INC 42`, `incident 42`."""
    return bare(word).lower() in _BEFORE_NUMBER


def _cut_polite(text: str) -> tuple[str, str]:
    first, rest = split_first_word(text)
    return split_first_word(rest) if bare(first).lower() in POLITE else (first, rest)


def strip_controls(body: str) -> str:
    """Drop what no database and no screen can hold: control characters and lone surrogates."""
    return _DROPPED.sub("", body)


def split_first_word(text: str) -> tuple[str, str]:
    """The first word, plainly, and the rest, which keeps its inner spaces and lines."""
    parts = text.strip().split(maxsplit=1)
    if not parts:
        return "", ""
    rest = parts[1] if len(parts) > 1 else ""
    return (first, rest) if (first := normalized(parts[0])) else split_first_word(rest)


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


def unquoted(text: str) -> str:
    """What stands between quotes, if nothing stands outside of them; any other text as it is."""
    match = _QUOTED.fullmatch(text.strip().translate(_CURLY))
    return text if match is None else text.strip()[1:-1]


def begins_quoted(text: str) -> bool:
    """Whether a text begins with words in quotes: they are text and no keyword."""
    first = next(iter(words(text)), None)
    return first is not None and first.quoted


def option(word: Word) -> tuple[str, str | None] | None:
    """`--team=shop` as ("team", "shop"), `—team` as ("team", None), any other word as None.

    A value in quotes is what stands between them: `--service="Card payments"`.
    """
    match = None if word.quoted else _OPTION.fullmatch(without_unseen(word.raw))
    if match is None:
        return None
    return normalized(match[1]).lower(), None if match[2] is None else unquoted(match[2])


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
    ends = {end for end in (*found[:1], *found[-1:]) if option(end) == (name, None)}
    kept = text
    for word in sorted(ends, key=lambda end: end.start, reverse=True):
        kept = kept[: word.start] + kept[word.end :]
    return kept.strip(), bool(ends)


def first_number(text: str) -> tuple[int | None, str]:
    """`3 because …` as (3, "because …"); a text that begins otherwise as (None, text)."""
    first, after = split_first_word(text)
    match = _COUNT.fullmatch(first)
    return (None, text.strip()) if match is None else (int(match[1]), after.strip())


def joined(found: tuple[Word, ...]) -> str:
    """Free text again: one quoted word loses its quotes, several keep what was typed."""
    if len(found) == 1:
        return found[0].text.strip()
    return " ".join(word.raw for word in found)
