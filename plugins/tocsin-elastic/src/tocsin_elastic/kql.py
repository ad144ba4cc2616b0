"""KQL of Kibana (DQL in OpenSearch Dashboards) as a query of `_search`. Pure.

Written from Elastic's documentation of the language. What it makes are `bool`, `exists`, `match`,
`match_all`, `match_phrase`, `multi_match`, `nested`, `query_string` and `range`: no clause can name
another index, run a script or hold a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from tocsin.providers.http import Object

LONGEST: Final = 2000
DEEPEST: Final = 8
"""Brackets within brackets. A cluster takes queries 30 deep, and one of ours may add three."""
MOST: Final = 200
BETWEEN: Final = 'write "and" or "or" before this'
RANGES: Final = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
WORDS: Final = frozenset({"and", "or", "not"})
_TOKEN: Final = re.compile(
    r'(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<mark>[<>]=?|[():{}])|(?P<text>(?:[^\s\\():<>"{}]|\\.)+)',
    re.DOTALL,
)
_PART: Final = re.compile(r"\\(?:u[0-9a-f]{4}|(?:and|or|not)\b|.)|\*|[^\\*]+", re.DOTALL | re.I)
_BLANKS: Final = {"t": "\t", "r": "\r", "n": "\n"}
_IN_QUOTES: Final = frozenset('\\"')
_ELSEWHERE: Final = frozenset('\\():<>"*{}') | WORDS
_BEHIND_A_FIELD: Final = (":", *RANGES)
_RESERVED: Final = re.compile(r'[+\-=&|!(){}\[\]^"~?:\\/]|\b(?:AND|OR|NOT)\b')
_KQL: Final = re.compile(r"(?:^|[\s(])(?:and|or|not)[\s(]|[\w.@]\s*[<>]=?")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_LUCENE: Final = (
    (r"\[.* TO .*\]", "a range of KQL is code >= 500 and code < 600"),
    (r"(?:.*\s)?(?:&&|\|\|)(?:\s.*)?", "KQL says and, or, not"),
    (r"_exists_", "in KQL trace.id: * finds where the field trace.id is there"),
    (
        r"(?:.*\s)?[-+!][A-Za-z_@].*",
        "KQL says not before what is not wanted; quote a word with -, + or ! in front",
    ),
)


class KqlFault(Exception):
    """A text that is no KQL: a sentence that says where, and what to write."""


@dataclass(frozen=True, kw_only=True)
class Token:
    """A `text`, a `quoted` one, a mark, `and`, `or`, `not`, or the `end`; and where it begins."""

    kind: str
    raw: str
    at: int


@dataclass(frozen=True, kw_only=True)
class Name:
    """A field or a value: what stands between its wildcards; where it and its last word begin."""

    pieces: tuple[str, ...]
    quoted: bool
    at: int
    last: int

    @property
    def text(self) -> str:
        """With its wildcards."""
        return "*".join(self.pieces)

    @property
    def is_pattern(self) -> bool:
        """Whether it has a wildcard."""
        return len(self.pieces) > 1


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What stands around: the field of a list of values, the path of nested fields, how deep."""

    field: Name | None = None
    path: str = ""
    depth: int = 0


def kql_query(text: str) -> Object:
    """The query that a text asks.

    Raises:
        KqlFault: It cannot be read, or is longer or deeper than anybody types.
    """
    if len(text) > LONGEST:
        raise KqlFault(f"A query has at most {LONGEST} characters.")
    return _Reader(text).whole()


def kql_fault(text: str) -> str:
    """Why a text cannot be read, or ""."""
    try:
        kql_query(text)
    except KqlFault as fault:
        return str(fault)
    return ""


def lucene_fault(text: str) -> str:
    """What a query of Lucene has that would mean something else there than in KQL, or ""."""
    found = _KQL.search(_QUOTED.sub('""', text))
    said = f"Lucene reads {found[0].strip(' (')} as a word: write" if found else ""
    return said and f"{said} AND, OR, NOT, code:>=500; or ask in KQL: kql: and then the query."


class _Reader:
    """Recursive descent: any, all, not, one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = list(_tokens(text))[::-1]
        if len(self._left) > MOST:
            raise KqlFault(f"A query has at most {MOST} words and marks.")

    def whole(self) -> Object:
        if self._next.kind == "end":
            return {"match_all": {}}
        found = self._any(Scope())
        self._end("end")
        return found

    @property
    def _next(self) -> Token:
        return self._left[-1]

    def _took(self, kind: str) -> bool:
        return self._next.kind == kind and bool(self._left.pop())

    def _any(self, scope: Scope) -> Object:
        found = [self._all(scope)]
        while self._took("or"):
            found.append(self._all(scope))
        either: Object = {"bool": {"should": [*found], "minimum_should_match": 1}}
        return either if found[1:] else found[0]

    def _all(self, scope: Scope) -> Object:
        found = [self._not(scope)]
        while self._took("and"):
            found.append(self._not(scope))
        return {"bool": {"filter": [*found]}} if found[1:] else found[0]

    def _not(self, scope: Scope) -> Object:
        if self._took("not"):
            return {"bool": {"must_not": [self._one(scope)]}}
        return self._one(scope)

    def _one(self, scope: Scope) -> Object:
        if self._next.kind == "(":
            return self._within(scope)
        if scope.field is not None:
            return _is(scope, self._value())
        name, mark = self._name(), self._next
        if mark.kind not in _BEHIND_A_FIELD:
            return _is(scope, name)
        if name.last > name.at:
            raise _fault(name.last, BETWEEN)
        self._left.pop()
        if mark.kind != ":":
            return _range(scope, name, RANGES[mark.kind], self._value())
        if self._next.kind == "{":
            return self._nested(scope, name)
        if self._next.kind == "(":
            return self._within(replace(scope, field=name))
        return _is(replace(scope, field=name), self._value())

    def _nested(self, scope: Scope, name: Name) -> Object:
        path = scope.path + name.text
        inner = self._within(replace(scope, path=f"{path}."))
        return {"nested": {"path": path, "query": inner, "score_mode": "none"}}

    def _within(self, scope: Scope) -> Object:
        """What stands in the brackets that begin here."""
        opened = self._left.pop()
        if scope.depth == DEEPEST:
            raise _fault(opened.at, f"brackets stand at most {DEEPEST} deep")
        found = self._any(replace(scope, depth=scope.depth + 1))
        self._end(")" if opened.kind == "(" else "}")
        return found

    def _end(self, kind: str) -> None:
        """Take what ends a query or brackets."""
        here = self._next
        if not self._took(kind):
            amiss = "no bracket is open" if kind == "end" else f"{kind} is missing"
            raise _fault(here.at, amiss if here.kind in ("end", ")", "}") else BETWEEN)

    def _value(self) -> Name:
        value = self._name()
        if (mark := self._next.kind) in _BEHIND_A_FIELD:
            if value.last > value.at:
                raise _fault(value.last, BETWEEN)
            raise _fault(self._next.at, f"quote a value that has a {mark}, or write \\{mark} in it")
        return value

    def _name(self) -> Name:
        """One quotation, or all the words up to a mark: they are one field or value."""
        last = first = self._left.pop()
        if first.kind not in ("text", "quoted"):
            raise _fault(first.at, 'a field or a value is missing; words such as "or" are quoted')
        while first.kind == self._next.kind == "text":
            last = self._left.pop()
        raw = self._text[first.at : last.at + len(last.raw)]
        advised = (said for pattern, said in _LUCENE if re.fullmatch(pattern, raw, re.DOTALL))
        if first.kind == "text" and (advice := next(advised, "")):
            raise _fault(first.at, f"{advice}; or ask in Lucene: lucene: and then the query")
        quoted = first.kind == "quoted"
        return Name(pieces=_pieces(raw, quoted), quoted=quoted, at=first.at, last=last.at)


def _tokens(text: str) -> Iterator[Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        if text[at].isspace():
            at += 1
            continue
        found = _TOKEN.match(text, at)
        if found is None:
            amiss = (
                "the quotation does not end" if text[at] == '"' else "a \\ stands before nothing"
            )
            raise _fault(at, amiss)
        raw, kind = found[0], found.lastgroup or ""
        is_word = raw.lower() in WORDS
        yield Token(kind=raw.lower() if is_word or kind == "mark" else kind, raw=raw, at=at)
        at = found.end()
    yield Token(kind="end", raw="", at=end)


def _pieces(raw: str, quoted: bool) -> tuple[str, ...]:
    """The texts between wildcards, nothing escaped any more, and no half of a character."""
    pieces = [""]
    for part in _PART.findall(raw[1:-1] if quoted else raw):
        if part == "*" and not quoted:
            pieces.append("")
        else:
            pieces[-1] += _plain(part, _IN_QUOTES if quoted else _ELSEWHERE)
    whole = (piece.encode("utf-16", "surrogatepass") for piece in pieces)
    return tuple(piece.decode("utf-16", "replace") for piece in whole)


def _plain(part: str, special: frozenset[str]) -> str:
    """A part of a text as it is meant; a backslash that escapes nothing is one."""
    code = part[1:]
    if part[0] != "\\" or not code:
        return part
    if len(code) == 5:
        return chr(int(code[1:], 16))
    return _BLANKS.get(code) or (code if code.lower() in special else part)


def _is(scope: Scope, value: Name) -> Object:
    """That a field has a value; without a field, that any has."""
    field = scope.field
    if field is None and scope.path:
        raise _fault(value.at, "between { and } each value has a field: name: value")
    is_any = value.is_pattern and not any(value.pieces)
    if is_any and (field is None or field.text == "*"):
        return {"match_all": {}}
    name = scope.path + field.text if field else ""
    if is_any:
        return {"exists": {"field": name}}
    fields: Object = {"fields": [name]} if name else {}
    if value.is_pattern:
        return {"query_string": {**fields, "query": _pattern(value)}}
    if field is None or field.is_pattern:
        how = "phrase" if value.quoted else "best_fields"
        return {"multi_match": {**fields, "query": value.text, "type": how, "lenient": True}}
    return {"match_phrase" if value.quoted else "match": {name: {"query": value.text}}}


def _range(scope: Scope, field: Name, how: str, value: Name) -> Object:
    if field.is_pattern or value.is_pattern:
        raise _fault(field.at, "a comparison is of one field with one value, without *")
    return {"range": {scope.path + field.text: {how: value.text}}}


def _pattern(value: Name) -> str:
    """As `query_string` has it, which cannot write < and >: any character may stand there."""
    escaped = (_RESERVED.sub(r"\\\g<0>", piece) for piece in value.pieces)
    return "*".join(re.sub("[<>]", "?", piece) for piece in escaped)


def _fault(at: int, advice: str) -> KqlFault:
    return KqlFault(f"Character {at + 1} of this KQL: {advice}.")
