"""Name lookups with a deadline, in threads that may be abandoned."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from concurrent.futures import Future
from threading import BoundedSemaphore, Thread
from typing import Final

MOST_AT_ONCE: Final = 16
MOST_ADDRESSES: Final = 4


class Lookups:
    """Looks up addresses of hosts; at most 16 lookups hang at a time."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        """`most` lookups may run at once, those that hang included."""
        self._free = BoundedSemaphore(most)

    def find(self, host: str, port: int, seconds: float) -> Sequence[str]:
        """Return the first few addresses of a host, in the order the system prefers.

        Raises:
            TimeoutError: Not found in time.
            OSError, UnicodeError: There is no such host, or no such name.
        """
        if _is_address(host):
            return (host,)
        if not self._free.acquire(timeout=max(seconds, 0.0)):
            raise TimeoutError
        found: Future[Sequence[str]] = Future()
        Thread(
            target=self._run, args=(host, port, found), name="tocsin-lookup", daemon=True
        ).start()
        return found.result(timeout=seconds)

    def _run(self, host: str, port: int, found: Future[Sequence[str]]) -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.set_result(tuple(dict.fromkeys(str(row[4][0]) for row in rows))[:MOST_ADDRESSES])
        except Exception as error:  # noqa: BLE001 - whatever it is, the waiting caller must hear
            found.set_exception(error)
        finally:
            self._free.release()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
