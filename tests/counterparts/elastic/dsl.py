"""A small part of the query DSL, evaluated over documents. No HTTP.

bool, match, match_phrase, multi_match, range, term, exists, nested, query_string and match_all.
Each value is a text of words, and a number where it looks like one. The rest is refused.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

from tests.counterparts.elastic.lucene import Document, Test, Unreadable, compiled, flat

Json = dict[str, Any]
Holds = Callable[[str], bool]
DEEPEST: Final = 30
"""How deep a query may be: `indices.query.bool.max_nested_depth`."""
COMPARED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge
}  # fmt: skip


def evaluated(query: Json, depth: int = 0) -> Test:
    """Whether a document is found. Raises Unreadable."""
    ((kind, told),) = query.items()
    if kind not in KINDS or depth > DEEPEST:
        raise Unreadable(f"unknown query [{kind}], or one that is too deep")
    return KINDS[kind](told, depth + 1)


def _bool(told: Json, depth: int) -> Test:
    parts = {name: [evaluated(one, depth) for one in queries] for name, queries in told.items()
             if name != "minimum_should_match"}  # fmt: skip
    needed = told.get("minimum_should_match", 0)

    def test(document: Document) -> bool:
        wanted = [*parts.get("must", ()), *parts.get("filter", ())]
        return (
            all(one(document) for one in wanted)
            and not any(one(document) for one in parts.get("must_not", ()))
            and sum(one(document) for one in parts.get("should", ())) >= needed
        )

    return test


def _match(told: Json, _depth: int) -> Test:
    ((field, how),) = told.items()
    return _in_fields([field], _has_any(how["query"]))


def _phrase(told: Json, _depth: int) -> Test:
    ((field, how),) = told.items()
    return _in_fields([field], _has_all(how["query"]))


def _multi(told: Json, _depth: int) -> Test:
    holds = _has_all if told["type"] == "phrase" else _has_any
    return _in_fields(told.get("fields", ["*"]), holds(told["query"]))


def _term(told: Json, _depth: int) -> Test:
    ((field, how),) = told.items()
    return _in_fields([field], lambda value: value == how["value"])


def _exists(told: Json, _depth: int) -> Test:
    return _in_fields([told["field"]], lambda value: True)


def _range(told: Json, _depth: int) -> Test:
    ((field, span),) = told.items()
    bounds = [(COMPARED[how], bound) for how, bound in span.items() if how in COMPARED]
    return _in_fields([field], lambda value: all(_compared(*one, value) for one in bounds))


def _compared(how: Callable[[Any, Any], bool], bound: str, value: str) -> bool:
    try:
        return how(float(value), float(bound))
    except ValueError:
        return how(value, bound)


def _nested(told: Json, depth: int) -> Test:
    inner, path = evaluated(told["query"], depth), told["path"]

    def test(document: Document) -> bool:
        found: Any = document
        for name in path.split("."):
            found = found.get(name, {}) if isinstance(found, dict) else {}
        each = found if isinstance(found, list) else [found]
        return any(inner({path: one}) for one in each)

    return test


def _query_string(told: Json, _depth: int) -> Test:
    if "default_operator" in told:
        return compiled(
            told["query"],
            default_and=told["default_operator"] == "AND",
            leading_wildcard=told.get("allow_leading_wildcard", True),
        )
    patterns = [_pattern(word) for word in told["query"].split()]
    return _in_fields(
        told.get("fields", ["*"]),
        lambda value: any(
            pattern.fullmatch(word) for pattern in patterns for word in [value, *_words(value)]
        ),
    )


def _pattern(word: str) -> re.Pattern[str]:
    """`*` and `?`, unless a backslash stands before them; nothing else may stand for more."""
    parts = re.findall(r"\\.|.", word)
    if any(part in set('+-=&|><!(){}[]^"~:/') for part in parts):
        raise Unreadable(f"Cannot parse {word!r}")
    known = {"*": ".*", "?": "."}
    return re.compile("".join(known.get(part) or re.escape(part[-1]) for part in parts), re.I)


def _has_any(text: str) -> Holds:
    wanted = set(_words(text))
    return lambda value: text == value or bool(wanted & set(_words(value)))


def _has_all(text: str) -> Holds:
    wanted = " ".join(_words(text))
    return lambda value: text == value or f" {wanted} " in f" {' '.join(_words(value))} "


def _words(text: str) -> list[str]:
    return re.findall(r"[\w.-]+", text.lower())


def _in_fields(fields: Sequence[str], holds: Holds) -> Test:
    def test(document: Document) -> bool:
        return any(holds(value) for value in _values(document, fields))

    return test


def _values(document: Document, fields: Sequence[str]) -> Iterable[str]:
    """A truth value is written as JSON has it."""
    for path, value in flat(document):
        if any(fnmatchcase(path, field) for field in fields):
            yield value.lower() if value in ("True", "False") else value


KINDS: Final[Mapping[str, Callable[[Json, int], Test]]] = {
    "bool": _bool,
    "exists": _exists,
    "match": _match,
    "match_all": lambda told, depth: lambda document: True,
    "match_phrase": _phrase,
    "multi_match": _multi,
    "nested": _nested,
    "query_string": _query_string,
    "range": _range,
    "term": _term,
}
