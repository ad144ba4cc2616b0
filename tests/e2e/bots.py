"""Bots on a chat, one after another on the same data, each of which may kill itself at a point."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.e2e.chat_place import ChatPlace
from tests.e2e.deployment import environment
from tests.patience import COMES_S


class Bots:
    """Started by a process that has loaded all a bot needs; see `dying` for the points."""

    def __init__(self, place: ChatPlace, dying: str) -> None:
        """`dying`: the module that has the points of the platform."""
        self._place = place
        self._starter = subprocess.Popen(
            [sys.executable, "-m", dying],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
            env=environment(),
        )
        self._pid = 0

    def start(self, point: str = "", mark: str = "") -> None:
        """Another one that listens; it lives where there is no point."""
        argv = ["run", "--no-input", "--config", str(self._place.deployment.config)]
        print(json.dumps({"point": point, "mark": mark, "argv": argv}), file=self._starter.stdin)
        self._pid = int(self._line())
        self._place.connected()

    def end(self) -> int:
        """End the one that lives; its exit code."""
        os.kill(self._pid, signal.SIGTERM)
        return self._ended()

    def dies(self) -> None:
        """Wait until it has killed itself, and the platform has read all that it had sent."""
        assert self._ended() == -signal.SIGKILL

    def _ended(self) -> int:
        code, self._pid = int(self._line()), 0
        self._place.gone()
        return code

    def close(self) -> None:
        """Leave nothing behind."""
        with suppress(ProcessLookupError):
            if self._pid:
                os.kill(self._pid, signal.SIGKILL)
        with self._starter:
            pass  # its stdin is closed then, and it ends

    def _line(self) -> str:
        assert self._starter.stdout is not None
        came, *_ = select.select([self._starter.stdout], [], [], COMES_S)
        assert came, "the bot neither began nor ended"
        return self._starter.stdout.readline()


@contextmanager
def bots(place: ChatPlace, dying: str) -> Iterator[Bots]:
    """Until the end none is left."""
    made = Bots(place, dying)
    try:
        yield made
    finally:
        made.close()
