"""What customers read at Statuspage, and what people read about it. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tocsin.providers import StatusEntry, StatusPageState

TOOL: Final = "Statuspage"
MOST_NAME: Final = 255
MOST_BODY: Final = 25_000
_LABEL: Final = re.compile(r"\A\s*\*\*([\w -]{1,20})\*\*:\s*")
_KEPT: Final = frozenset("\n\t\u200d")


def name(state: StatusPageState) -> str:
    """The heading, on one line."""
    return cut(" ".join(plain(state.title).split()), MOST_NAME) or "Incident"


def body(entry: StatusEntry) -> str:
    """An entry without the phase before its words: the page shows that beside them."""
    label = _LABEL.match(entry.text)
    same = label is not None and _bare(label[1]) == entry.phase
    said = entry.text[label.end() :] if label is not None and same else entry.text
    return cut(plain(said).strip(), MOST_BODY) or entry.phase.capitalize()


def postmortem(state: StatusPageState) -> str:
    """What stands below an incident when it is understood, "" while nothing does."""
    told = [body(one) for one in state.entries if one.phase == "postmortem"]
    linked = any(state.postmortem_url in one for one in told)
    more = [state.postmortem_url] if told and not linked else []
    return cut("\n\n".join([*told, *more]), MOST_BODY)


def plain(words: str) -> str:
    """The text without what steers a terminal or turns its direction."""
    return "".join(char for char in words if char in _KEPT or _is_seen(char))


def cut(words: str, most: int) -> str:
    """At most so many characters; the end of a long text is an ellipsis."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs"}


def _bare(label: str) -> str:
    return "".join(char for char in label.lower() if char.isalpha())
