"""What a sentence names to type, made ready to be pasted: with prefix, noun and id."""

from __future__ import annotations

import re
from typing import Final

from tocsin.desk.grammar import NOUNS, key_number
from tocsin.desk.verbs import VERBS

ANY_KEY: Final = "INC-n"
_MARKED: Final = re.compile(r"`([^`\n]+)`")


def pasteable(text: str, prefix: str, key: str = "") -> str:
    """The text with every command in backticks as it can be typed anywhere.

    Args:
        text: A sentence; `take ic` in backticks is a command, `pip install` is none.
        prefix: What a command begins with.
        key: The incident it is about, as `INC-7`; "" where there is none.
    """
    return _MARKED.sub(lambda match: f"`{_whole(match[1], prefix, key)}`", text)


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
