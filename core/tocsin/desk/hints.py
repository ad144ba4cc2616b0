"""What a sentence names to type, made ready to be pasted: with prefix, noun and id."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

from tocsin.chat import Code, Text
from tocsin.desk.grammar import NOUNS, key_number
from tocsin.desk.verbs import VERBS
from tocsin.wording.parts import say

ANY_KEY: Final = "INC-n"
_MARKED: Final = re.compile(r"`([^`\n]+)`")


def pasteable(sentence: str, prefix: str, key: str = "", *, typed: str = "") -> Text:
    """The sentence with every command in backticks as it can be typed anywhere.

    A refusal of the domain is one `str`, in which backticks stand around what is ours to type;
    whoever quotes somebody else's words in one takes theirs out.

    Args:
        sentence: `take ic` in backticks is a command, `pip install` is none.
        prefix: What a command begins with.
        key: The incident it is about, as `INC-7`; "" where there is none.
        typed: What the sentence answers: the backticks of it that it quotes are not ours.
    """
    parts = _MARKED.split(_unticked(sentence, typed))
    return say(*(Code(_whole(one, prefix, key)) if n % 2 else one for n, one in enumerate(parts)))


def _unticked(sentence: str, typed: str) -> str:
    """The sentence with the backticks that stand in it as in `typed` made single quotes."""
    said = f" {_low(typed)} {_low(unicodedata.normalize('NFKC', typed))} "
    if "`" not in said:
        return sentence
    theirs = {pair for pair in map("".join, pairwise(said)) if "`" in pair}
    low = f" {_low(sentence)} "
    return "".join(
        "'" if char == "`" and _is_one_of(theirs, low[at], low[at + 2]) else char
        for at, char in enumerate(sentence)
    )


def _low(words: str) -> str:
    """In lower case, each character in its place: of some `lower` makes two."""
    return "".join(char.lower()[:1] for char in words)


def _is_one_of(theirs: set[str], before: str, behind: str) -> bool:
    """Whether a backtick between these two is quoted; a blank beside one of ours says nothing."""
    beside = {f"{before}`", f"`{behind}"} & theirs
    ours = before.isalnum() or behind.isalnum()
    return bool(beside - {" `", "` "}) or (bool(beside) and not ours)


def _whole(words: str, prefix: str, key: str) -> str:
    first, *more = words.split()
    if NOUNS.get(first) == "incident" and more:
        return _whole(" ".join(more), prefix, key)
    if NOUNS.get(first) == "oncall":
        return f"{prefix}{words}"
    if first in VERBS:
        if VERBS[first].asks and not key:
            return f"{prefix}{words}"
        about_one = VERBS[first].of_incident or VERBS[first].asks
        named = f"{key} " if key and about_one else ""
        return f"{prefix}incident {named}{words}"
    is_key = key_number(first) is not None or first == ANY_KEY
    return f"{prefix}incident {words}" if is_key else words
