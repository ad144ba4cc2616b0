"""So much of NRQL as the tests ask, answered from the tables of an account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Final

from tests.counterparts.newrelic.account import Account

Json = dict[str, Any]
Test = Callable[[Mapping[str, Any]], bool]
BUCKET_MS: Final = 60_000
STRING: Final = r"'(?:[^'\\]|\\.)*'"
CLAUSES: Final = {
    "select": r"SELECT\s+(?P<select>.+?)",
    "from": r"FROM\s+(?P<from>\w+(?:\s*,\s*\w+)*)",
    "rest": (
        rf"(?:\s+WHERE\s+(?P<where>(?:{STRING}|[^'])+?))?(?:\s+FACET\s+(?P<facet>[\w.]+))?"
        r"\s+SINCE\s+(?P<since>\d{13})\s+UNTIL\s+(?P<until>\d{13})"
        r"(?P<series>\s+TIMESERIES)?(?:\s+LIMIT\s+(?P<limit>\d+))?"
    ),
}
ORDERS: Final = tuple(
    re.compile(rf"\s*{CLAUSES[one]}\s+{CLAUSES[other]}{CLAUSES['rest']}\s*", re.DOTALL | re.I)
    for one, other in (("select", "from"), ("from", "select"))
)
TOKEN: Final = re.compile(
    rf"\s*(?:(?P<name>[\w.]+)(?:\(\))?\s*(?P<way>=|LIKE|IS\s+NOT)\s*(?P<value>{STRING}|NULL\b)"
    r"|(?P<word>AND\b|OR\b|[()]))",
    re.DOTALL | re.I,
)
FUNCTION: Final = re.compile(r"(?P<name>count|average)\((?P<of>[\w.*]+)\)")


class CannotRead(Exception):
    """What New Relic would say of a query that is none."""

    def __init__(self, word: str) -> None:
        said = f"NRQL Syntax Error: Error at line 1 position 1, unexpected '{word[:40]}'"
        super().__init__(said)


@dataclass(frozen=True, kw_only=True)
class Found:
    """The rows, and by what they are grouped."""

    results: list[Json]
    facets: list[str] | None


def answer(nrql: str, account: Account) -> Found:
    """What a query gives: it has to have SINCE and UNTIL in milliseconds.

    Raises:
        CannotRead: It is none that the tests ask.
    """
    parts = next((found for order in ORDERS if (found := order.fullmatch(nrql))), None)
    if parts is None:
        raise CannotRead(nrql.strip())
    rows = _rows(parts, account)
    facet = parts["facet"]
    limit = int(parts["limit"] or 100)
    made = FUNCTION.fullmatch(parts["select"].strip())
    if made is None:
        if facet or parts["series"]:
            raise CannotRead("FACET cannot be used when selecting on event fields")
        shown = [_shown(parts["select"], row) for row in rows[::-1]]
        return Found(results=shown[:limit], facets=None)
    groups = _by(rows, facet)
    counted = [
        {**({"facet": key, facet: key} if facet else {}), **one}
        for key, of in list(groups.items())[:limit]
        for one in _values(made, of, parts)
    ]
    return Found(results=counted, facets=[facet] if facet else None)


def _rows(parts: re.Match[str], account: Account) -> list[Json]:
    """Those of the tables within the span that fulfil the conditions, the oldest first."""
    since, until = int(parts["since"]), int(parts["until"])
    if since >= until:
        raise CannotRead("SINCE must be before UNTIL")
    test = _holds(parts["where"]) if parts["where"] else bool  # every row has fields
    named = [name.strip() for name in parts["from"].split(",")]
    rows = [{"eventType": name, **row} for name in named for row in account.tables.get(name, [])]
    kept = [row for row in rows if since <= row["timestamp"] < until and test(row)]
    return sorted(kept, key=lambda row: int(row["timestamp"]))


def _holds(where: str) -> Test:
    """What a condition holds of a row; AND binds closer than OR."""
    tokens = list(_tokens(where))
    test = _any(tokens)
    if tokens:
        raise CannotRead(tokens[0][0].strip())
    return test


def _tokens(where: str) -> Iterator[re.Match[str]]:
    at = 0
    while where[at:].strip():
        found = TOKEN.match(where, at)
        if found is None:
            raise CannotRead(where[at:].strip())
        yield found
        at = found.end()


def _any(tokens: list[re.Match[str]]) -> Test:
    tests = [_all(tokens)]
    while _took(tokens, "OR"):
        tests.append(_all(tokens))
    return lambda row: any(test(row) for test in tests)


def _all(tokens: list[re.Match[str]]) -> Test:
    tests = [_single(tokens)]
    while _took(tokens, "AND"):
        tests.append(_single(tokens))
    return lambda row: all(test(row) for test in tests)


def _single(tokens: list[re.Match[str]]) -> Test:
    if _took(tokens, "("):
        test = _any(tokens)
        if not _took(tokens, ")"):
            raise CannotRead(tokens[0][0].strip() if tokens else "the end")
        return test
    if not tokens or tokens[0]["name"] is None:
        raise CannotRead(tokens[0][0].strip() if tokens else "the end")
    return _condition(tokens.pop(0))


def _took(tokens: list[re.Match[str]], word: str) -> bool:
    """Whether this word comes next; it is taken."""
    comes = bool(tokens) and (tokens[0]["word"] or "").upper() == word
    if comes:
        tokens.pop(0)
    return comes


def _condition(found: re.Match[str]) -> Test:
    if found["value"].upper() == "NULL":
        return lambda row: row.get(found["name"]) is not None
    name, value = found["name"], re.sub(r"\\(.)", r"\1", found["value"][1:-1], flags=re.DOTALL)
    if found["way"].upper() == "LIKE":
        return lambda row: value.strip("%") in str(row.get(name, ""))
    return lambda row: row.get(name) == value


def _by(rows: list[Json], facet: str | None) -> dict[str, list[Json]]:
    if not facet:
        return {"": rows}
    groups: dict[str, list[Json]] = {}
    for row in rows:
        groups.setdefault(str(row.get(facet)), []).append(row)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def _values(made: re.Match[str], rows: list[Json], parts: re.Match[str]) -> Iterator[Json]:
    if not parts["series"]:
        yield _value(made, rows)
        return
    first, last = int(parts["since"]), int(parts["until"])
    for began in range(first, last, BUCKET_MS):
        within = [row for row in rows if began <= row["timestamp"] < began + BUCKET_MS]
        span = {"beginTimeSeconds": began // 1000, "endTimeSeconds": (began + BUCKET_MS) // 1000}
        if rows:
            yield {**span, **_value(made, within)}


def _value(made: re.Match[str], rows: list[Json]) -> Json:
    if made["name"] == "count":
        return {"count": len(rows)}
    numbers = [row[made["of"]] for row in rows if made["of"] in row]
    return {f"average.{made['of']}": fmean(numbers) if numbers else None}


def _shown(select: str, row: Json) -> Json:
    """The attributes of `*`, and what is asked besides."""
    told = dict(row)
    kind = told.pop("eventType")
    if "eventType()" in select:
        told["eventType()"] = kind
        told["id"] = row.get("deploymentId") or row.get("changeTrackingId")
    return told
