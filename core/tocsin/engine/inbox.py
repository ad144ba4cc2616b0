"""Persists each message that comes in with what it caused, once; a repeat gets the same result."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tocsin.engine.ports import Clock
from tocsin.engine.worker_limits import EntryCounter
from tocsin.error_location import error_location
from tocsin.errors import StoreUnavailable, TocsinError
from tocsin.store.contract import InboxRow, Store, Turn, Tx
from tocsin.wording.internal_error import NOT_HANDLED

log = logging.getLogger(__name__)
Handle = Callable[[Tx, str], str]
REPLAY_LIMIT = 100
REPLAY_TRIES = 5


class GivenUp(TocsinError):
    """The message failed as often as it may be tried; its sender must send a new one."""


@dataclass(frozen=True, kw_only=True)
class IncomingMessage:
    """A message: where it came from, the sender's id of it, and its body as text."""

    source: str
    message_id: str
    body: str


class Inbox:
    """Handles each message exactly once. `handlers` maps the source's first word to a function.

    A handler runs inside the transaction that keeps the message; it gets the body and returns
    the result as text.
    """

    def __init__(self, store: Store, clock: Clock, handlers: dict[str, Handle]) -> None:
        """Handlers are handed in by bootstrap."""
        self._store = store
        self._clock = clock
        self._handlers = handlers
        self._senders = EntryCounter()

    @property
    def is_awaited(self) -> bool:
        """Return whether a sender waits for the message to be kept."""
        return not self._senders.passed().over

    def handle(self, incoming: IncomingMessage, turn: Turn = "rest") -> str:
        """Handle the message now and return its result, which is committed; `turn` = its priority.

        Raises:
            Whatever the handler raises, after the message itself was kept for a later replay.
            StoreUnavailable: Nothing was kept; the sender must try again.
        """
        try:
            with self._senders:
                return self._store.write(lambda tx: self._once(tx, incoming), turn=turn)
        except (StoreUnavailable, GivenUp):
            raise
        except Exception as error:
            self._keep_unhandled(incoming, error)
            raise

    def _once(self, tx: Tx, incoming: IncomingMessage) -> str:
        before = tx.inbox(incoming.source, incoming.message_id)
        if before is not None and before.handled is not None:
            if before.error:
                raise GivenUp(NOT_HANDLED)
            return before.result
        result = self._handlers[incoming.source.split("/")[0]](tx, incoming.body)
        now = self._clock()
        received = before.received if before is not None else now
        tx.put_inbox(_row(incoming, received, handled=now, result=result))
        return result

    def _keep_unhandled(self, incoming: IncomingMessage, error: Exception) -> None:
        now = self._clock()

        def unit(tx: Tx) -> None:
            old = tx.inbox(incoming.source, incoming.message_id)
            tries = old.attempts + 1 if old else 1
            gone = now if tries >= REPLAY_TRIES else None
            name = type(error).__name__
            received = old.received if old is not None else now
            tx.put_inbox(_row(incoming, received, handled=gone, attempts=tries, error=name))

        log.error(
            "a message from %s could not be handled: %s", incoming.source, error_location(error)
        )
        self._store.write(unit)

    def replay(self) -> int:
        """Handle kept messages that were not handled, the oldest first; return how many now are."""
        waiting = self._store.read(lambda tx: tx.unhandled(REPLAY_LIMIT))
        done = 0
        for row in waiting:
            incoming = IncomingMessage(source=row.source, message_id=row.message_id, body=row.body)
            try:
                self.handle(incoming)
            except StoreUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - kept for the next start
                log.error(
                    "a kept message from %s failed again: %s", row.source, error_location(error)
                )
                continue
            done += 1
        return done


def _row(
    incoming: IncomingMessage,
    received: datetime,
    *,
    handled: datetime | None,
    result: str = "",
    attempts: int = 1,
    error: str = "",
) -> InboxRow:
    return InboxRow(
        **vars(incoming), received=received, attempts=attempts, handled=handled, result=result,
        error=error,
    )  # fmt: skip


def as_json_text(value: dict[str, object]) -> str:
    """Return a result or body as JSON text; a lone surrogate becomes `?`."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode(errors="replace").decode()
