"""The severity, as people type it and as it is shown."""

from __future__ import annotations

import re
from typing import Final

from tocsin.desk.ask import Ask, seen
from tocsin.desk.plain import bare, plain
from tocsin.domain.quoting import quoted
from tocsin.domain.severity import Severity, parse_severity
from tocsin.domain.severity.decide import SetSeverity

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


def severity(ask: Ask) -> SetSeverity:
    """`<p0|p1|p2|p3> [reason]`."""
    found, reason = leading_severity(ask.rest)
    if found is None:
        first, _ = ask.split()
        problem = f"{quoted(first)} is no severity." if first else "Say which severity."
        raise ask.wrong(f"{problem} Choose from: p0, p1, p2, p3.")
    return SetSeverity(severity=found, reason=seen(reason))
