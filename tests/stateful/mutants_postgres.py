"""Broken on PostgreSQL: what only two processes show, and the classic mistakes of a queue."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.stateful.mutants import Break, Mutant
from tests.stateful.mutants_sql import (
    STATEMENTS,
    instead,
    sets_no_timers,
    settles_by_what_the_claim_saw,
)
from tocsin.errors import InvalidValue, StoreUnavailable, VersionConflict
from tocsin.store import sql_write
from tocsin.store.contract import InboxRow
from tocsin.store.sql_keyed_texts import Key, KeyedTexts
from tocsin.store.sql_write import SqlWrite


def nobody_holds_the_incident(patch: pytest.MonkeyPatch) -> None:
    """Commands read it without locking its row."""
    patch.setattr(sql_write, "_END", sql_write._END.with_for_update(skip_locked=True))


def a_busy_incident_counts_as_free(patch: pytest.MonkeyPatch) -> None:
    """Timers fire and lanes are claimed whatever another process is doing to the incident."""

    def busy(_tx: SqlWrite, _incidents: Iterable[str]) -> set[str]:
        return set()

    patch.setattr(SqlWrite, "_busy", busy)


def a_text_is_written_unseen(patch: pytest.MonkeyPatch) -> None:
    """What it was when it was read is not compared."""

    def keep(texts: KeyedTexts, key: Key, value: str) -> None:
        texts._c.execute(texts._put, texts._row(key, value))

    patch.setattr(KeyedTexts, "set", keep)


def a_message_handled_meanwhile_is_handled_again(patch: pytest.MonkeyPatch) -> None:
    """That another process was faster is not noticed when the row is put."""
    honest = SqlWrite.inbox

    def inbox(tx: SqlWrite, source: str, message_id: str) -> InboxRow | None:
        row = honest(tx, source, message_id)
        tx._waiting.clear()
        return row

    patch.setattr(SqlWrite, "inbox", inbox)


BREAKS: dict[str, Break] = {
    "command": nobody_holds_the_incident,
    "replaced timer": a_busy_incident_counts_as_free,
    "stale fact": a_text_is_written_unseen,
    "message": a_message_handled_meanwhile_is_handled_again,
}
# They meet in the tables: a check of its own fails, or the database refuses the second.
TOLD = (AssertionError, InvalidValue, StoreUnavailable, VersionConflict)
# The classic mistakes of a queue in tables, which `mutants_sql` makes on SQLite, made here as well.
CLASSIC: dict[str, tuple[str, Break]] = {
    "no fence": ("takeover", instead(*STATEMENTS["no fence"])),
    "no seq": ("unseen put", settles_by_what_the_claim_saw),
    "the next head is not woken": (
        "more waits",
        instead(*STATEMENTS["the next head is not woken"]),
    ),
    "a failed effect is dropped": ("lanes", instead(*STATEMENTS["a failed effect is dropped"])),
    "timers are not set": ("records", sets_no_timers),
}
MUTANTS = [
    *(
        Mutant(
            name=breaks.__name__.replace("_", " "),
            store="postgres",
            check=check,
            breaks=breaks,
            told=TOLD,
        )
        for check, breaks in BREAKS.items()
    ),
    *(
        Mutant(name=name, store="postgres", check=check, breaks=breaks)
        for name, (check, breaks) in CLASSIC.items()
    ),
]
