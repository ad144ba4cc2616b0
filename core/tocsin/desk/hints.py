"""What a sentence names to type, made ready to be pasted: with prefix, noun and id."""

from __future__ import annotations

import re
from typing import Final

from tocsin.chat import Code, Text
from tocsin.desk.grammar import NOUNS, key_number
from tocsin.desk.verbs import VERBS
from tocsin.wording.parts import say

ANY_KEY: Final = "INC-n"
_MARKED: Final = re.compile(r"`([^`\n]+)`")


def pasteable(sentence: str, prefix: str, key: str = "") -> Text:
    """The sentence with every command in backticks as it can be typed anywhere.

    A refusal of the domain is one `str`, in which backticks stand around what is ours to type;
    whoever puts somebody else's words into one takes theirs out (`domain/quoting`).

    Args:
        sentence: `take ic` in backticks is a command, `pip install` is none.
        prefix: What a command begins with.
        key: The incident it is about, as `INC-7`; "" where there is none.
    """
    parts = _MARKED.split(sentence)
    return say(*(Code(_whole(one, prefix, key)) if n % 2 else one for n, one in enumerate(parts)))


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
