"""Words the problems of a configuration: key paths, suggestions, advice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_BARE = re.compile(r"[A-Za-z0-9_-]+")
# Words in capitals, joined by _: what has neither may be a secret put where its name belongs.
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]{0,15}|(?=.{1,64}$)_?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_LONGEST = 80
_LISTED = 30


def key_path(parts: Iterable[str | int]) -> str:
    """Return a place in a file as people read it: `oncall.primary.people[1]`."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != "[key]":
            name = part if len(part) <= _LONGEST else f"{part[: _LONGEST - 1]}…"
            path += ("." if path else "") + (name if _BARE.fullmatch(name) else f'"{name}"')
    return path


def is_variable(name: str) -> bool:
    """Return whether a text looks like the name of an environment variable."""
    return _VARIABLE.fullmatch(name) is not None


def same_branch(word: str, other: str) -> bool:
    """Return whether one key path equals or contains the other."""
    inner, outer = sorted((word, other), key=len, reverse=True)
    return inner == outer or not outer or inner.startswith((f"{outer}.", f"{outer}["))


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return `Did you mean "bo"?`, or "" when nothing is near enough."""
    by_lower = {choice.lower(): choice for choice in choices}
    near = get_close_matches(word.lower(), by_lower, n=1)
    return f'Did you mean "{by_lower[near[0]]}"?' if near else ""


def either_of(choices: Iterable[str]) -> str:
    """Return `a, b or c`; `none` for nothing, and only the first ones of very many."""
    names = list(choices)
    if len(names) > _LISTED:
        return f"{', '.join(names[:_LISTED])} … ({len(names)} in all)"
    if len(names) < 2:
        return names[0] if names else "none"
    return f"{', '.join(names[:-1])} or {names[-1]}"


def advice(word: str, choices: Iterable[str], what: str) -> str:
    """Return a near match if there is one, else everything there is to choose from."""
    names = list(choices)
    return did_you_mean(word, names) or f"Known {what}: {either_of(names)}."


def split_advice(text: str) -> tuple[str, str]:
    """Split `x is no y; write z` into the fault and the advice."""
    what, _, fix = text.partition("; ")
    return as_sentence(what), as_sentence(fix)


def as_sentence(text: str) -> str:
    """Return the text with a capital first letter and a full stop; "" stays ""."""
    said = text.strip()
    if not said:
        return ""
    return said[0].upper() + said[1:] + ("" if said[-1] in ".?!" else ".")


def short_repr(value: object) -> str:
    """Return the repr of a value, cut to fit a sentence."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:38]}…'"
