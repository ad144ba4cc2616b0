"""Whether what a tool answered is what its Protocol says, looked at within the call's deadline.

A list that is only made while it is read may never end, so none is taken; and what is wrong with
one tool is found here, where it is that tool's failure and nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Final, TypeVar, get_args

from tocsin.chat.port import Account
from tocsin.domain.severity import SEVERITIES
from tocsin.providers import (
    MOST_FIRING,
    Change,
    ChangeWhat,
    FiringAlert,
    Graph,
    LogResult,
    LogRow,
)
from tocsin.providers.changes import MOST_CHANGES

T = TypeVar("T")
MOST_ROWS: Final = 100
MOST_ID: Final = 100
_TIMES: Final = frozenset({"at", "since"})
_OTHER: Final = frozenset({"labels", "fields", "png", "rows", "severity", "what"})


def checked_result(method: str, found: object) -> object:
    """Return a result if it is what its Protocol says, cut to what anybody reads.

    Raises:
        TypeError: It is something else.
    """
    check = _CHECKS.get(method)
    return check(found) if check is not None else found


def _rows(found: object) -> LogResult:
    """The newest rows; whether there are more is said."""
    if not isinstance(found, LogResult):
        raise TypeError("search() returns a LogResult")
    _words(found)
    every = _list(found.rows, LogRow)
    for row in every[-MOST_ROWS:]:
        _words(row)
        if not _all_text(row.fields):
            raise TypeError("fields are texts by name")
    more = found.truncated is True or len(every) > MOST_ROWS
    return replace(found, rows=every[-MOST_ROWS:], truncated=more)


def _graph(found: object) -> Graph:
    if not isinstance(found, Graph) or not isinstance(found.png, bytes):
        raise TypeError("graph() returns a Graph")
    _words(found)
    return found


def _changes(found: object) -> tuple[Change, ...]:
    changes = _list(found, Change)[:MOST_CHANGES]
    for change in changes:
        _words(change)
        if change.what not in get_args(ChangeWhat):
            raise TypeError("nobody knows this kind of change")
        _aware(change.at)
    return changes


def _firing(found: object) -> tuple[FiringAlert, ...]:
    alerts = _list(found, FiringAlert)[:MOST_FIRING]
    for alert in alerts:
        _words(alert)
        if alert.severity is not None and alert.severity not in SEVERITIES:
            raise TypeError("nobody knows this severity")
        _aware(alert.since)
    return alerts


def _account(found: object) -> Account | None:
    """Whose an address is: an id that a person can type, or nobody's."""
    if found is None:
        return None
    if not isinstance(found, Account) or not _is_id(found.id):
        raise TypeError("account_of() returns an Account with an id, or None")
    return found


def _is_id(found: object) -> bool:
    short = isinstance(found, str) and 0 < len(found) <= MOST_ID
    return short and str(found).isprintable() and not any(map(str.isspace, str(found)))


def _list(found: object, kind: type[T]) -> tuple[T, ...]:
    """All of it is looked at: that costs little beside the call."""
    if not isinstance(found, tuple | list) or not all(isinstance(row, kind) for row in found):
        raise TypeError(f"a tuple of {kind.__name__} is returned")
    return tuple(found)


def _words(checked: LogResult | LogRow | Graph | Change | FiringAlert) -> None:
    """Every field that is a text is one, and every time is one."""
    for field in fields(checked):
        value: object = getattr(checked, field.name)
        if field.name in _TIMES:
            fits = value is None or isinstance(value, datetime)
        elif field.name in {"truncated", "silenced"}:
            fits = isinstance(value, bool)
        else:
            fits = field.name in _OTHER or isinstance(value, str)
        if not fits:
            raise TypeError(f"{field.name} is of another type")


def _aware(at: datetime | None) -> None:
    if at is None or at.tzinfo is None:
        raise TypeError("it has a time with its zone")


def _all_text(found: object) -> bool:
    return isinstance(found, Mapping) and all(
        isinstance(name, str) and isinstance(value, str) for name, value in found.items()
    )


_CHECKS: Final[Mapping[str, Callable[[object], object]]] = {
    "search": _rows,
    "graph": _graph,
    "changes": _changes,
    "firing": _firing,
    "account_of": _account,
}
