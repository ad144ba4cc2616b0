"""The lease that says which of several processes listens to a chat platform.

Two that listened would both answer, and an encrypted device must not run twice.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from tocsin.errors import StoreUnavailable
from tocsin.store.contract import ReadTx, Store, Tx

log = logging.getLogger(__name__)
SPACE: Final = "listening"
LEASE: Final = timedelta(seconds=15)


@dataclass(frozen=True, kw_only=True)
class ListenerLease:
    """Who listens to a platform, until when (seconds of the database's clock), and the fence.

    `fence` grows whenever another process takes over.
    """

    owner: str
    until: float
    fence: int


class ListenerLeases:
    """The chat platforms that this process, of all that share the database, listens to.

    Any thread may use it.
    """

    def __init__(self, store: Store, owner: str, *, alone: bool | None = None) -> None:
        """It holds none yet.

        Args:
            owner: Names this process, and no other that ever ran.
            alone: Whether nobody else can use this database; None = as the store says.
        """
        self._store = store
        self._owner = owner
        self._alone = store.clock_offset() is None if alone is None else alone
        self._lock = threading.Lock()
        self._mine: dict[str, ListenerLease] = {}

    def hold(self, platform: str, now: datetime) -> bool:
        """Take or renew the lease; return whether this process has it. Called every few seconds.

        While the database is away it is as before, until the lease has run out.
        """
        at = now.timestamp() + (self._store.clock_offset() or 0.0)
        if self._alone:
            self._note(platform, ListenerLease(owner=self._owner, until=at, fence=0))
            return True
        try:
            found = self._store.write(lambda tx: self._held(tx, platform, at))
        except StoreUnavailable:
            return self._unlapsed(platform, at)
        self._note(platform, found)
        return found.owner == self._owner

    def release(self, platform: str) -> None:
        """Give the lease up, so that another process may take it at once. Never raises."""
        with self._lock:
            held = self._mine.pop(platform, None)
        if self._alone or held is None or held.owner != self._owner:
            return
        try:
            self._store.write(lambda tx: self._give_up(tx, platform))
        except StoreUnavailable:
            log.warning("chat.%s: its lease runs out by itself", platform)

    def holders(self) -> dict[str, ListenerLease]:
        """Return the holder of each platform that was asked about here."""
        with self._lock:
            return dict(self._mine)

    def _note(self, platform: str, found: ListenerLease) -> None:
        with self._lock:
            self._mine[platform] = found

    def _held(self, tx: Tx, platform: str, at: float) -> ListenerLease:
        """The lease as it is after this: ours where it was ours, had run out, or nobody's."""
        old = _kept(tx, platform)
        until = at + LEASE.total_seconds()
        if old is None:
            new = ListenerLease(owner=self._owner, until=until, fence=1)
        elif old.owner == self._owner:
            new = ListenerLease(owner=self._owner, until=until, fence=old.fence)
        elif old.until <= at:
            new = ListenerLease(owner=self._owner, until=until, fence=old.fence + 1)
        else:
            return old
        tx.set_fact(SPACE, platform, json.dumps(asdict(new), sort_keys=True))
        return new

    def _give_up(self, tx: Tx, platform: str) -> None:
        old = _kept(tx, platform)
        if old is not None and old.owner == self._owner:
            over = ListenerLease(owner="", until=0.0, fence=old.fence)
            tx.set_fact(SPACE, platform, json.dumps(asdict(over), sort_keys=True))

    def _unlapsed(self, platform: str, at: float) -> bool:
        with self._lock:
            known = self._mine.get(platform)
        return known is not None and known.owner == self._owner and at < known.until


def _kept(tx: ReadTx, platform: str) -> ListenerLease | None:
    """The lease of a platform; one that cannot be read was nobody's."""
    kept = tx.fact(SPACE, platform)
    if kept is None:
        return None
    try:
        found = json.loads(kept)
        return ListenerLease(
            owner=str(found["owner"]), until=float(found["until"]), fence=int(found["fence"])
        )
    except (ValueError, KeyError, TypeError):
        return ListenerLease(owner="", until=0.0, fence=0)
