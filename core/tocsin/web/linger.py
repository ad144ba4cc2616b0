"""Closes a connection so that a sender that is still sending can read the answer first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class LingeringTransport(asyncio.Transport):
    """A transport whose `close` waits, for a bounded time, for a sender that is not done.

    To close a socket with unread bytes resets it, and the sender may lose the answer it was just
    given. So we end our side, the protocol drops what still comes, and the socket is closed when
    the sender ends its side, or after `linger_s`.
    """

    def __init__(
        self, inner: asyncio.Transport, *, linger_s: float, still_sending: Callable[[], bool]
    ) -> None:
        """`still_sending` says whether the request's end has not been seen."""
        super().__init__()
        self._inner = inner
        self._linger_s = linger_s
        self._still_sending = still_sending
        self._until: asyncio.TimerHandle | None = None

    @property
    def lingering(self) -> bool:
        """Whether our side is ended and what comes in is to be dropped."""
        return self._until is not None

    def close(self) -> None:
        if self.lingering or self._inner.is_closing() or not self._still_sending():
            self.close_now()
            return
        loop = asyncio.get_running_loop()
        self._until = loop.call_later(self._linger_s, self._inner.abort)
        self._inner.write_eof()
        self._inner.resume_reading()

    def close_now(self) -> None:
        """Close without waiting for the sender; what is not fetched in time is dropped."""
        if self._until is not None:
            self._until.cancel()
        self._inner.close()
        if self._inner.get_write_buffer_size():
            self._until = asyncio.get_running_loop().call_later(self._linger_s, self._inner.abort)

    def is_closing(self) -> bool:
        return self.lingering or self._inner.is_closing()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._inner.write(data)

    def pause_reading(self) -> None:
        self._inner.pause_reading()

    def resume_reading(self) -> None:
        self._inner.resume_reading()

    def get_extra_info(self, name: str, default: object = None) -> object:
        return self._inner.get_extra_info(name, default)

    def abort(self) -> None:
        self._inner.abort()
