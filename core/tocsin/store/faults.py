"""Telling a fault of the database from a fault of one unit, and saying it in a sentence."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    PendingRollbackError,
    ProgrammingError,
    ResourceClosedError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tocsin.errors import StoreUnavailable

# What any use of the database may raise; a driver's own errors come from setting a connection up.
DATABASE_ERRORS = (SQLAlchemyError, sqlite3.Error, OSError)

# A statement of one unit was wrong; every other error of the driver concerns everybody.
_OF_A_UNIT = (DataError, IntegrityError, ProgrammingError)

# part of the driver's message -> what to tell people
_SENTENCES = {
    "disk is full": "The disk of the database is full: free some space; nothing was accepted.",
    "locked": "Another process is writing to the database; nothing was accepted.",
    "readonly": "The database is read-only: check its file and folder; nothing was accepted.",
    "disk i/o": "The disk of the database fails (I/O error); nothing was accepted.",
    "unable to open": "The database file cannot be opened: check its folder.",
}


def is_of_database(error: BaseException) -> bool:
    """Whether the database failed, not the unit that met it."""
    if isinstance(error, PoolTimeout | PendingRollbackError | ResourceClosedError | sqlite3.Error):
        return True
    return isinstance(error, DBAPIError) and not isinstance(error, _OF_A_UNIT)


def unavailable(error: Exception) -> StoreUnavailable:
    """The sentence for callers; never the statement or its values."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = isinstance(error, DBAPIError | sqlite3.Error | OSError)
    text = str(cause).splitlines()[0] if said else type(error).__name__
    for part, sentence in _SENTENCES.items():
        if part in text.lower():
            return StoreUnavailable(sentence)
    return StoreUnavailable(f"The database cannot be used ({text}); nothing was accepted.")
