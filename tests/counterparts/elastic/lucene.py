"""A small part of Lucene's query syntax, evaluated over documents. No HTTP.

Words, "phrases", field:word, prefix*, parentheses, AND, OR, NOT, - and +, and [a TO b]. What it
does not know it refuses, as it does quotes and brackets that do not end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

Document = dict[str, Any]
Test = Callable[[Document], bool]
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<mark>[()+-])|(?P<field>[\w.@]+):|(?P<range>\[\S+ TO \S+\])"
    r'|"(?P<phrase>(?:[^"\\]|\\.)*)"'
    r"|(?P<word>(?:[^\s()\[\]{}\":!^~/\\]|\\.)+))"
)


class Unreadable(Exception):
    """What is answered 400."""


def compiled(query: str, *, default_and: bool, leading_wildcard: bool) -> Test:
    """Whether a document is found. Raises Unreadable."""
    tokens = list(_tokens(query, leading_wildcard))
    reader = _Reader(tokens, default_and)
    test = reader.any()
    if reader.left:
        raise Unreadable(f"Encountered {reader.left[0][1]!r}")
    return test


def flat(document: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value by its path."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from flat(value, f"{path}.{name}" if path else name)
    elif isinstance(document, list):
        for value in document:
            yield from flat(value, path)
    elif document is not None:
        yield path, str(document)


def _tokens(query: str, leading_wildcard: bool) -> Iterator[tuple[str, str]]:
    at = 0
    query = query.rstrip()
    while at < len(query):
        found = _TOKEN.match(query, at)
        if found is None:
            raise Unreadable(f"Cannot parse at column {at}")
        at = found.end()
        kind = found.lastgroup or ""
        text = re.sub(r"\\(.)", r"\1", found[kind])
        if kind == "word" and text[0] in "*?" and not leading_wildcard:
            raise Unreadable("'*' or '?' not allowed as first character in WildcardQuery")
        yield kind, text


class _Reader:
    """Recursive descent: or, and, not, one."""

    def __init__(self, tokens: list[tuple[str, str]], default_and: bool) -> None:
        self.left = tokens
        self._and = default_and

    def any(self) -> Test:
        tests = [self._all()]
        while self.left and self.left[0] == ("word", "OR"):
            self.left.pop(0)
            tests.append(self._all())
        return lambda document: any(test(document) for test in tests)

    def _all(self) -> Test:
        tests = [self._not()]
        while self.left and self.left[0] not in (("word", "OR"), ("mark", ")")):
            if self.left[0] == ("word", "AND"):
                self.left.pop(0)
            tests.append(self._not())
        whole = all if self._and else any
        return lambda document: whole(test(document) for test in tests)

    def _not(self) -> Test:
        if self.left and self.left[0] in (("word", "NOT"), ("mark", "-")):
            self.left.pop(0)
            test = self._not()
            return lambda document: not test(document)
        if self.left and self.left[0] == ("mark", "+"):
            self.left.pop(0)
        return self._one("")

    def _one(self, field: str) -> Test:
        if not self.left:
            raise Unreadable("Encountered '<EOF>'")
        kind, text = self.left.pop(0)
        if kind == "field":
            return self._one(text)
        if (kind, text) == ("mark", "("):
            test = self.any()
            if not self.left or self.left.pop(0) != ("mark", ")"):
                raise Unreadable("Encountered '<EOF>'")
            return test
        if kind == "mark" or (kind, text) in (("word", "AND"), ("word", "OR")):
            raise Unreadable(f"Encountered {text!r}")
        return _held(field, kind, text)


def _held(field: str, kind: str, text: str) -> Test:
    def holds(value: str) -> bool:
        if kind == "range":
            low, high = text[1:-1].split(" TO ")
            return float(low) <= float(value) <= float(high)
        words = re.findall(r"[\w.-]+", value.lower())
        if kind == "phrase":
            wanted = " ".join(re.findall(r"[\w.-]+", text.lower()))
            return f" {wanted} " in f" {' '.join(words)} "
        if text.endswith("*"):
            return any(word.startswith(text[:-1].lower()) for word in words)
        return text.lower() in words or text == value

    def test(document: Document) -> bool:
        return any(holds(value) for path, value in flat(document) if field in ("", path))

    return test
