"""Reads back what was said while nobody listened, and hands it on in its order."""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar, Final, Generic, Protocol, TypeVar

from tocsin.chat.listening import MALFORMED
from tocsin.errors import ProviderError, StoreUnavailable

log = logging.getLogger(__name__)
MINUTE_S, PAUSE_S = 60.0, 10.0
ANYWHERE: Final = "*"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
M = TypeVar("M")
_T = TypeVar("_T")


class History(Protocol[M]):
    """The part of a platform's API that reads old messages."""

    @property
    def calls(self) -> int:
        """How many requests for pages it takes in a minute."""
        ...

    def listed(self, kept: tuple[str, ...]) -> Iterable[str]:
        """The ids of every room that is heard, in the order in which they are read.

        Args:
            kept: Rooms in which something was handled, for who is told no list of them.
        """
        ...

    def said(self, room: str, after: datetime, cursor: str) -> tuple[Sequence[M], str]:
        """A page of what was said there after that moment, the newest first: one request.

        Returns:
            It, and the cursor of the page before it, "" = there is none. The first cursor is "".
        """
        ...

    def moment(self, message: M) -> datetime:
        """When it was sent, aware, as the platform says."""
        ...


class ReadBack(Generic[M]):
    """Used by the thread that listens.

    A file holds the moment of the last message handled in each room, and in any (`*`). What is
    behind it is read after every `begin`. The first start reads nothing back.

    Args:
        file: Where the moments are kept, in the data folder.
        clock: Returns the present moment, aware, UTC.
        monotonic: Seconds that no change of the host's clock moves.
    """

    PAGES: ClassVar = 5
    """Requests for what was said in a room; what is older is left out."""
    AT_ONCE: ClassVar = 50
    """How many messages are handed on at once."""

    def __init__(
        self,
        file: Path,
        history: History[M],
        *,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file, self._history = file, history
        self._clock, self._monotonic = clock, monotonic
        self._at: dict[str, datetime] = {}
        self._due: dict[str, None] = {}
        self._left: dict[str, list[M]] = {}
        self._calls: deque[float] = deque(maxlen=history.calls)
        self._unlisted, self._not_before = False, float("-inf")

    def begin(self) -> None:
        """All rooms are to be read again; at the first start none."""
        with suppress(OSError, *MALFORMED):
            found = json.loads(self._file.read_text())
            self._at = self._at or {room: _moment(at) for room, at in found.items()}
        self._left.clear()
        self._unlisted = ANYWHERE in self._at
        if not self._unlisted:
            self._move(ANYWHERE, self._clock())

    def kept(self) -> tuple[str, ...]:
        """The ids of the rooms in which something was handled."""
        return tuple(room for room in self._at if room != ANYWHERE)

    def missed(self, room: str) -> None:
        """Something there was not handled: what comes behind it does not count as read.

        Where nothing was handled yet, it is read from the second of the last one anywhere.
        """
        self._at.setdefault(room, self._at.get(ANYWHERE, self._clock()).replace(microsecond=0))
        self._due[room] = None

    def handled(self, room: str, at: datetime) -> None:
        """A message of that moment was, and all before it."""
        if room not in self._due and self._at:
            self._move(room, at)

    def some(self, here: str, take: Callable[[str, M], object]) -> bool:
        """Whether there was something to read, in that room or ("") in any, and it was read.

        What fails is logged, and read again later.
        """
        try:
            if room := self.next(here):
                self.read(room, take)
        except (ProviderError, StoreUnavailable, *MALFORMED) as error:
            log.warning("%s: what was missed is read later: %s", self._file.stem, error)
            return False
        return bool(room)

    def next(self, here: str = "") -> str:
        """The room that is to be read now, "" = none; of `here` alone where it is given.

        Raises:
            ProviderError: It is not told which rooms there are. It is asked again in a while.
        """
        calls, now = self._calls, self._monotonic()
        if now < self._not_before or (len(calls) == calls.maxlen and now - calls[0] < MINUTE_S):
            return ""
        if self._unlisted:
            for room in self._later(lambda: self._history.listed(self.kept())):
                self.missed(room)
            self._unlisted = False
        return next((room for room in self._due if room == (here or room)), "")

    def read(self, room: str, take: Callable[[str, M], object]) -> None:
        """Hand on some of what was said there, the oldest first; it is due until all was.

        What fails leaves it to be read again. `take` gets the id of the room and a message.

        Raises:
            ProviderError: It is not told. It is asked again in a while.
            StoreUnavailable: One was not kept.
        """
        at, again = self._at[room], False
        try:
            said = self._left.pop(room, []) or self._later(lambda: self._said(room))
            for message in said[: self.AT_ONCE]:
                with suppress(*MALFORMED):  # those behind it can be read
                    take(room, message)
                    at = max(at, self._history.moment(message))
            self._left[room], again = said[self.AT_ONCE :], len(said) > self.AT_ONCE
        except (ProviderError, StoreUnavailable) as error:
            again = isinstance(error, StoreUnavailable) or error.retryable
            raise
        finally:
            del self._due[room]
            self._move(room, at)
            if again:
                self.missed(room)  # behind all others

    def _later(self, ask: Callable[[], Iterable[_T]]) -> list[_T]:
        """The answer; after a failure nothing is asked for a while."""
        try:
            return [*ask()]
        except ProviderError as error:
            self._not_before = self._monotonic() + (error.retry_after or PAUSE_S)
            raise

    def _said(self, room: str) -> list[M]:
        """What was said there, the oldest first; of very much the oldest is left out."""
        said: list[M] = []
        cursor = ""
        for _ in range(self.PAGES):
            self._calls.append(self._monotonic())
            page, cursor = self._history.said(room, self._at[room], cursor)
            said += page
            if not cursor:
                return said[::-1]
        who, most = self._file.stem, len(said)
        log.warning("%s: %s: only the last %d missed messages are read", who, room, most)
        return said[::-1]

    def _move(self, room: str, at: datetime) -> None:
        """Never beyond now: whatever a platform tells, what comes later is to be read."""
        at = min(at, self._clock())
        after = self._at | {id: max(self._at.get(id, _EPOCH), at) for id in (room, ANYWHERE)}
        if after != self._at:
            self._at, new = after, self._file.with_suffix(".new")
            with suppress(OSError):  # a full disk: the next start reads more, and finds it done
                new.write_text(json.dumps({id: _kept(when) for id, when in after.items()}))
                new.replace(self._file)


def _kept(at: datetime) -> str:
    return f"{(at - _EPOCH) / timedelta(seconds=1):.6f}"


def _moment(kept: str) -> datetime:
    return _EPOCH + timedelta(seconds=float(kept))
