"""A severity as people type it: `p1`, `(P1)`, `p1:`, `P-1`, `sev1`, `SEV-1`, `sev 1`."""

from __future__ import annotations

import re
from typing import Final

from tocsin.desk.plain import bare, plain
from tocsin.domain.severity import Severity, parse_severity

_TYPED: Final = re.compile(r"(?:p|sev|severity|prio|priority)[-_]?([0-3])", re.IGNORECASE)
_LETTERS: Final = frozenset({"p", "sev"})


def severity_of(word: str) -> Severity | None:
    """The severity a word stands for; None for any other word."""
    match = _TYPED.fullmatch(bare(word))
    return None if match is None else parse_severity(f"P{int(match[1])}")


def severity_of_two(first: str, second: str) -> Severity | None:
    """The severity of `P 1` and `sev 1`; None for any other two words."""
    if plain(first).strip("([").lower() not in _LETTERS or not bare(second).isdigit():
        return None
    return severity_of(f"p{bare(second)}")


def leading_severity(text: str) -> tuple[Severity | None, str]:
    """The severity a text begins with, and what follows it."""
    first, *rest = text.split(maxsplit=1) or [""]
    after = "".join(rest)
    second, *more = after.split(maxsplit=1) or [""]
    two = severity_of_two(first, second)
    if two is not None:
        return two, "".join(more)
    return severity_of(first), after
