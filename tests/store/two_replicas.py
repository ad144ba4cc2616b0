"""Two processes on one database, played by two stores; and somebody from outside."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import psycopg

SOON = 20.0
Outside = psycopg.Connection[tuple[object, ...]]


def side_by_side(*tasks: Callable[[], object]) -> None:
    """Run these at the same time; the first error is raised here."""
    errors: list[BaseException] = []
    line = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> None:
        line.wait(SOON)
        try:
            task()
        except BaseException as error:  # noqa: BLE001 - raised again below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "somebody waits for ever"
    if errors:
        raise errors[0]


@contextmanager
def holding(url: str, *incident_ids: str) -> Iterator[Outside]:
    """Another process is in the middle of a unit on these incidents."""
    with psycopg.connect(url) as connection:
        for one in incident_ids:
            connection.execute("SELECT 1 FROM incidents WHERE id = %s FOR UPDATE", (one,))
        yield connection
        connection.rollback()


def ask(url: str, statement: str) -> Sequence[tuple[object, ...]]:
    """A statement from outside, committed."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def cut_connections(url: str) -> None:
    """Every other connection to this database is ended by the server."""
    ask(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
