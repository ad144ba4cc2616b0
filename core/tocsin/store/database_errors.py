"""Tells faults of the database from faults of one unit, and words them.

A driver of PostgreSQL gives each error a code of five characters (SQLSTATE); SQLite only a text.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    PendingRollbackError,
    ProgrammingError,
    ResourceClosedError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tocsin.errors import InvalidValue, StoreUnavailable

# What any use of the database may raise; a driver's own errors come from setting a connection up.
DATABASE_ERRORS = (SQLAlchemyError, sqlite3.Error, OSError)

# A statement of one unit was wrong; every other error of the driver concerns everybody.
_OF_A_UNIT = (DataError, IntegrityError, ProgrammingError)
# No right, no table, no column: whatever anybody asks will fail alike.
_OF_EVERYBODY = ("42501", "42P01", "42703")
# A value is too long for an index: one unit's, though the driver calls it operational.
_TOO_LONG = "54000"
# Somebody else holds a row, or two wait for each other.
_PASSING = ("40001", "40P01", "55P03")
# The server goes, is not there yet, has cut an idle transaction, or is a standby now.
_LOST = ("57P01", "57P02", "57P03", "57P05", "25P03", "25006")

# code -> what to tell people
_CODES = {
    "25006": "The database is read-only, perhaps a standby; nothing was accepted.",
    "53100": "The disk of the database is full: free some space; nothing was accepted.",
    "53300": "The database takes no more connections: raise its max_connections.",
    "57014": "The database took too long; nothing was accepted.",
} | dict.fromkeys(_PASSING, "The database is busy with the same incident; nothing was accepted.")

_DAMAGED = (
    "The database file is damaged or none ({text}): keep it, and put the last backup in its place "
    '(docs/operating.md, "Back up and restore"); nothing was accepted.'
)

# part of the driver's message -> what to tell people
_SENTENCES = {
    "disk is full": "The disk of the database is full: free some space; nothing was accepted.",
    "locked": "Another process is writing to the database; nothing was accepted.",
    "readonly": "The database is read-only: check its file and folder; nothing was accepted.",
    "disk i/o": "The disk of the database fails (I/O error); nothing was accepted.",
    "malformed": _DAMAGED,
    "not a database": _DAMAGED,
    "unable to open": "The database file cannot be opened: check its folder.",
}


class RunAgain(Exception):
    """Raised where something the unit read was changed by another process: it is run again."""


def code_of(error: BaseException) -> str:
    """Return the SQLSTATE of a PostgreSQL error, or ""."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", None) or "")


def is_of_database(error: BaseException) -> bool:
    """Return whether the database failed, not the unit."""
    if isinstance(error, PoolTimeout | PendingRollbackError | ResourceClosedError | sqlite3.Error):
        return True
    code = code_of(error)
    if code in _OF_EVERYBODY:
        return True
    return isinstance(error, DBAPIError) and not isinstance(error, _OF_A_UNIT) and code != _TOO_LONG


def is_passing(error: BaseException) -> bool:
    """Return whether the unit may succeed if it is run again."""
    return isinstance(error, RunAgain) or code_of(error) in _PASSING


def is_lost(error: BaseException) -> bool:
    """Return whether the connection is gone; a new one may work."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, ResourceClosedError | PendingRollbackError)
    code = code_of(error)
    silent = isinstance(error, OperationalError) and hasattr(error.orig, "sqlstate") and not code
    return error.connection_invalidated or silent or code in _LOST or code.startswith("08")


def unit_refused(error: DBAPIError) -> InvalidValue:
    """Return the error for a faulty unit, without the driver's text, which may hold values."""
    kind = f"{type(error.orig).__name__} {code_of(error)}".strip()
    return InvalidValue(f"The database refused a value ({kind}).")


def store_unavailable(error: Exception) -> StoreUnavailable:
    """Return the error for callers, without the statement or its values."""
    if isinstance(error, RunAgain):
        return StoreUnavailable(_CODES["40001"])
    if code_of(error) in _CODES:
        return StoreUnavailable(_CODES[code_of(error)])
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = isinstance(error, DBAPIError | sqlite3.Error | OSError)
    text = str(cause).splitlines()[0] if said and str(cause) else type(error).__name__
    for part, sentence in _SENTENCES.items():
        if part in text.lower():
            return StoreUnavailable(sentence.replace("{text}", text))
    return StoreUnavailable(f"The database cannot be used ({text}); nothing was accepted.")


def commit_in_doubt() -> StoreUnavailable:
    """Return the error for a connection that broke while the commit was under way."""
    return StoreUnavailable(
        "The connection to the database broke at the commit: it may have been accepted or not. "
        "Look before you repeat it."
    )
