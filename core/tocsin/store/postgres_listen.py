"""Receives notifications of other processes; one is lost when the connection is."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from tocsin.store.database_errors import store_unavailable
from tocsin.store.dialect import CHANNEL
from tocsin.store.postgres_clock import DatabaseClock

log = logging.getLogger(__name__)
LISTEN_S = 0.5
AWAY_S = 1.0
LOOK_AT_CLOCK_S = 60.0


class NotificationListener:
    """A thread that listens on a connection of its own, and measures the clock each minute."""

    def __init__(self, engine: Engine, clock: DatabaseClock) -> None:
        self._engine = engine
        self._clock = clock
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, heard: Callable[[], None]) -> None:
        """Start the thread; call it once."""
        if self._thread is not None:
            raise RuntimeError("This store is listened to already.")
        self._thread = threading.Thread(
            target=self._run, args=(heard,), name="tocsin-listener", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """End the thread; a second call does nothing."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, heard: Callable[[], None]) -> None:
        away = False
        while not self._closing.is_set():
            try:
                with contextlib.closing(self._engine.connect()) as connection:
                    if away:
                        log.warning("the database answers again")
                    away = False
                    self._listen(connection, heard)
            except (SQLAlchemyError, psycopg.Error) as error:
                if not away:
                    log.warning("nothing is heard of other processes: %s", store_unavailable(error))
                away = True
                self._closing.wait(AWAY_S)

    def _listen(self, connection: Connection, heard: Callable[[], None]) -> None:
        """Until the end, or until the connection breaks."""
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        driver = connection.connection.driver_connection
        if not isinstance(driver, psycopg.Connection):
            raise TypeError("LISTEN needs a connection of psycopg")
        heard()  # what was said while nobody listened
        looked = time.monotonic()
        while not self._closing.is_set():
            for _ in driver.notifies(timeout=LISTEN_S, stop_after=1):
                heard()
            if time.monotonic() - looked > LOOK_AT_CLOCK_S:
                looked = time.monotonic()
                self._clock.look(connection)
