"""NRQL of people and presets, bounded: our time, and a limit of rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tocsin.errors import ProviderError
from tocsin_newrelic.times import milliseconds

LONGEST: Final = 4000
"""No query is longer, in characters; New Relic takes little more."""
MOST_ROWS: Final = 1000
MOST_FACETS: Final = 10
EXAMPLE: Final = "FROM Log SELECT * WHERE level = 'ERROR'"
_TOKEN: Final = re.compile(
    r"""(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)"""
    r"|(?P<comment>--|//|/\*)"
    r"|(?P<word>[A-Za-z_][\w.]*)"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<other>\S)",
    re.DOTALL,
)
_BEGINS: Final = re.compile(
    r"\s*(?:(?:FROM|SELECT)\b|WITH\b.+\bSELECT\b)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class _Token:
    """A piece of a query; words in upper case. `depth`: within how many parentheses."""

    kind: str
    text: str
    depth: int


def is_nrql(text: str) -> bool:
    """Whether a text is meant as NRQL, and not as words that are looked for."""
    return _BEGINS.match(text) is not None


def containing(words: str) -> str:
    """The query for entries of logs whose message contains the words."""
    return f"FROM Log SELECT * WHERE message LIKE {quoted(f'%{words}%')}"


def quoted(text: str) -> str:
    """A text as it stands in NRQL: in quotes, in which nothing ends it early."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def spanned(query: str, since: datetime, until: datetime, *, most: int) -> str:
    """The query with its time and its limit; its own LIMIT stays, if it is no larger than `most`.

    Raises:
        ProviderError: `invalid`: it cannot be bounded; the sentence says what to change.
    """
    tokens = _sound(query)
    span = f"SINCE {milliseconds(since)} UNTIL {milliseconds(until)}"
    limit = "" if _has(tokens, "LIMIT") else f" LIMIT {most}"
    return f"{query.strip()} {span}{limit}"


def series(query: str, since: datetime, until: datetime) -> str:
    """The query as values over time, of at most `MOST_FACETS` facets unless it has a LIMIT.

    Raises:
        ProviderError: As `spanned`.
    """
    tokens = _sound(query)
    parts = [query.strip(), f"SINCE {milliseconds(since)} UNTIL {milliseconds(until)}"]
    if not _has(tokens, "TIMESERIES"):
        parts.append("TIMESERIES")
    if _has(tokens, "FACET") and not _has(tokens, "LIMIT"):
        parts.append(f"LIMIT {MOST_FACETS}")
    return " ".join(parts)


def query_fault(query: str) -> str:
    """What keeps a query from being bounded, as a sentence; "" = nothing."""
    if len(query) > LONGEST:
        return f"A query has at most {LONGEST} characters."
    tokens = list(_tokens(query))
    if fault := _own_bounds(tokens):
        return fault
    is_whole = _has(tokens, "FROM") and _has(tokens, "SELECT")
    return "" if is_whole else f"A query has FROM and SELECT: {EXAMPLE}"


def condition_fault(condition: str) -> str:
    """What is wrong with a condition that is put in parentheses; "" = nothing."""
    tokens = list(_tokens(condition))
    others = ("SELECT", "FROM", "WHERE", "LIMIT")
    if any(_has(tokens, word) for word in others):
        return "Write the condition alone: category = 'Deployment'."
    return _own_bounds(tokens)


def _sound(query: str) -> Sequence[_Token]:
    if fault := query_fault(query):
        raise ProviderError("invalid", fault)
    return list(_tokens(query))


def _own_bounds(tokens: Sequence[_Token]) -> str:
    """Comments and quotes may swallow what is added; a time of its own contradicts it."""
    if any(token.kind == "comment" for token in tokens):
        return "Leave out comments."
    if any(token.text in "'\"`" for token in tokens if token.kind == "other"):
        return "A quote is not closed."
    if any(token.depth < 0 for token in tokens) or (tokens and _left_open(tokens)):
        return "The parentheses do not match."
    if any(_is(token, "SINCE", "UNTIL") for token in tokens):
        return "Leave out SINCE and UNTIL: the time stands behind the query, such as 2h."
    if any(_is(token, "COMPARE") for token in tokens):
        return "Leave out COMPARE WITH: one span of time is shown."
    if not all(_is_small(tokens, place) for place, one in enumerate(tokens) if _is(one, "LIMIT")):
        return f"LIMIT is a number here, of at most {MOST_ROWS}."
    return ""


def _left_open(tokens: Sequence[_Token]) -> bool:
    return tokens[-1].depth + (tokens[-1].text == "(") != 0


def _is_small(tokens: Sequence[_Token], place: int) -> bool:
    following = tokens[place + 1].text if place + 1 < len(tokens) else ""
    return following.isascii() and following.isdigit() and 0 < int(following[:9]) <= MOST_ROWS


def _is(token: _Token, *words: str) -> bool:
    return token.kind == "word" and token.text in words


def _has(tokens: Sequence[_Token], word: str) -> bool:
    return any(_is(token, word) and token.depth == 0 for token in tokens)


def _tokens(query: str) -> Iterator[_Token]:
    depth = 0
    for found in _TOKEN.finditer(query):
        text, kind = found[0], found.lastgroup or "other"
        depth -= text == ")"
        yield _Token(kind=kind, text=text.upper() if kind == "word" else text, depth=depth)
        depth += text == "("
