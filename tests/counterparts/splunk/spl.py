"""A small part of SPL, evaluated over events; what writes there, writes here. No HTTP.

search (words, phrases, field=value, NOT, OR), head, stats count by, timechart span= count by,
table, makeresults, append with a subsearch; macros and comments; and, to be seen by tests, delete,
collect, outputlookup and sendemail. What it does not know it refuses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Event = dict[str, Any]
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[^"|\[\]]+|[|\[\]]')


class Fatal(Exception):
    """What is answered 400, as a message of type FATAL."""


@dataclass(kw_only=True)
class Store:
    """What a search head has, and what searches have done to it."""

    events: list[Event] = field(default_factory=list)
    macros: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)


def run(text: str, store: Store, since: float, until: float) -> list[Event]:
    """The results of a search. Raises Fatal."""
    plain = re.sub(r"```.*?```", " ", text, flags=re.DOTALL)
    whole = re.sub(r"`(\w+)`", lambda found: store.macros.get(found[1], ""), plain)
    rows: list[Event] = []
    for number, command in enumerate(_split(whole.strip().removeprefix("|"))):
        name, _, rest = command.strip().partition(" ")
        if number and name == "search":
            rows = [row for row in rows if _finds(rest, row)]
        else:
            rows = _command(name.lower())(rest.strip(), rows, store, (since, until))
    return rows


def _split(text: str) -> list[str]:
    """The commands between the pipes; those in brackets belong to the one around them."""
    found, depth = [""], 0
    for piece in _PIECE.findall(text):
        depth += (piece == "[") - (piece == "]")
        if piece == "|" and not depth:
            found.append("")
        else:
            found[-1] += piece
    if depth or text.replace('\\"', "").count('"') % 2:
        raise Fatal("Unbalanced quotes or brackets.")
    return found


Span = tuple[float, float]
Does = Callable[[str, list[Event], Store, Span], list[Event]]


def _command(name: str) -> Does:
    if name not in _COMMANDS:
        raise Fatal(f"Unknown search command '{name}'.")
    return _COMMANDS[name]


def _search(rest: str, _rows: list[Event], store: Store, span: Span) -> list[Event]:
    found = [one for one in store.events if span[0] <= one["at"] < span[1] and _finds(rest, one)]
    return sorted(found, key=lambda one: -one["at"])


def _finds(rest: str, event: Event) -> bool:
    options = re.split(r"\s+OR\s+", rest)
    return any(_has_all(option, event) for option in options)


def _has_all(words: str, event: Event) -> bool:
    wanted = True
    for quoted, word in re.findall(r'((?:[\w.]+=)?"(?:[^"\\]|\\.)*")|(\S+)', words):
        if word == "NOT":
            wanted = False
            continue
        if _has((quoted or word).replace('"', ""), event) is not wanted:
            return False
        wanted = True
    return True


def _has(word: str, event: Event) -> bool:
    name, equals, value = word.partition("=")
    if equals:
        return value == "*" or str(event.get(name, "")) == value
    return word == "*" or word.lower() in event["_raw"].lower()


def _head(rest: str, rows: list[Event], _store: Store, _span: Span) -> list[Event]:
    return rows[: int(rest or 10)]


def _stats(rest: str, rows: list[Event], _store: Store, _span: Span) -> list[Event]:
    found = re.fullmatch(r"count(?: by (\w+))?", rest)
    if found is None:
        raise Fatal("Error in 'stats' command.")
    if found[1] is None:
        return [{"count": str(len(rows))}]
    counted = Counter(str(row.get(found[1], "")) for row in rows)
    return [{found[1]: value, "count": str(count)} for value, count in sorted(counted.items())]


def _timechart(rest: str, rows: list[Event], _store: Store, span: Span) -> list[Event]:
    found = re.fullmatch(r"span=(\d+)s count(?: by (\w+))?", rest)
    if found is None:
        raise Fatal("Error in 'timechart' command.")
    step, by = int(found[1]), found[2]
    names = sorted({str(row.get(by, "")) for row in rows}) if by else ["count"]
    told = []
    for start in range(int(span[0]) // step * step, int(span[1]), step):
        inside = [row for row in rows if start <= row["at"] < start + step]
        counted = Counter(str(row.get(by, "")) if by else "count" for row in inside)
        columns = {name: str(counted[name]) for name in names}
        told.append({"_time": written(start), **columns, "_span": str(step)})
    return told


def _table(rest: str, rows: list[Event], _store: Store, _span: Span) -> list[Event]:
    names = rest.replace(",", " ").split()
    return [{name: row[name] for name in names if name in row} for row in rows]


def _makeresults(_rest: str, _rows: list[Event], _store: Store, span: Span) -> list[Event]:
    return [{"_time": written(span[1])}]


def _append(rest: str, rows: list[Event], store: Store, span: Span) -> list[Event]:
    return rows + run(rest.strip("[] "), store, *span)


def _writes(name: str) -> Does:
    def does(_rest: str, rows: list[Event], store: Store, _span: Span) -> list[Event]:
        store.done.append(name)
        if name == "delete":
            store.events = [one for one in store.events if one not in rows]
        return rows

    return does


def written(at: float) -> str:
    """A moment as Splunk writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


_COMMANDS: dict[str, Does] = {
    "search": _search,
    "head": _head,
    "stats": _stats,
    "timechart": _timechart,
    "table": _table,
    "makeresults": _makeresults,
    "append": _append,
    **{name: _writes(name) for name in ("delete", "collect", "outputlookup", "sendemail")},
}
