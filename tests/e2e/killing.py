"""A bot that is killed with SIGKILL at random moments and started again on the same data."""

from __future__ import annotations

import math
import random
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.e2e.deployment import SQLITE, TOCSIN, Deployment, environment
from tests.patience import HANGS_S
from tocsin.errors import NotFound, StoreUnavailable
from tocsin.store.answers_file import FILE as ANSWERS
from tocsin.store.answers_file import read_answers
from tocsin.store.database import open_for_reading

READY = b"tocsin runs: "
START_S = HANGS_S
SOONEST_S, LATEST_S = 0.005, 0.8
DURING_START = 0.2


@dataclass(frozen=True, kw_only=True)
class Kill:
    """From when until it was gone, and nothing of it under way, in monotonic seconds.

    `ready`: whether the bot had said that it runs.

    `open` holds the keys of the calls that were open by all that outlives it: begun, and neither
    settled in the database nor noted as answered.
    """

    at: float
    ended: float
    ready: bool
    open: frozenset[str]


class MortalBot:
    """`tocsin run --no-input`, again and again; what it logs is kept in one file."""

    def __init__(
        self,
        deployment: Deployment,
        chance: random.Random,
        program: Sequence[str] = (str(TOCSIN),),
        drained: Callable[[], None] = lambda: None,
    ) -> None:
        """`drained` waits until those it called have read what it had sent when it was killed."""
        self.log = deployment.folder / "bot.log"
        self.kills: list[Kill] = []
        self._deployment = deployment
        self._chance = chance
        self._program = program
        self._drained = drained
        self._start_s = 1.0
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = threading.Event()

    def start(self) -> None:
        """Start a process; returns at once."""
        self._ready = threading.Event()
        self._process = subprocess.Popen(
            [*self._program, "run", "--no-input", "--config", str(self._deployment.config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd=self._deployment.folder,
        )
        assert self._process.stderr is not None
        copying = (self._process.stderr, self.log, self._ready)
        threading.Thread(target=_copy, args=copying, daemon=True).start()

    def wait_ready(self) -> None:
        """Wait until it says that it runs, or fail with its log."""
        began = time.monotonic()
        if not self._ready.wait(START_S):
            raise AssertionError(f"the bot did not start: {self.log.read_text(errors='replace')}")
        self._start_s = time.monotonic() - began

    def kill_at_random(self) -> None:
        """Kill it some time after it is ready, or in the middle of its start."""
        if self._chance.random() < DURING_START:
            time.sleep(self._chance.uniform(0.3, 1.0) * self._start_s)
        else:
            self.wait_ready()
            spread = self._chance.uniform(math.log(SOONEST_S), math.log(LATEST_S))
            time.sleep(math.exp(spread))
        self.kill()

    def kill(self) -> None:
        """SIGKILL, now. A process that had ended by itself is a failure."""
        assert self._process is not None
        ended = self._process.poll()
        assert ended is None, f"the bot ended by itself with {ended}: see {self.log}"
        at, ready = time.monotonic(), self._ready.is_set()
        self._process.kill()
        self._process.wait(HANGS_S)
        self._drained()
        gone = time.monotonic()
        left = open_calls(self._deployment)
        self.kills.append(Kill(at=at, ended=gone, ready=ready, open=left))

    def close(self) -> None:
        """Make sure that nothing is left running."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(HANGS_S)


def open_calls(deployment: Deployment) -> frozenset[str]:
    """The keys of the calls that are begun and neither settled nor noted, read at rest.

    Where other replicas are at work meanwhile, their calls are among them, and what one noted for
    itself keeps no other from calling.
    """
    try:
        reader = open_for_reading(deployment.database_url, deployment.folder)
    except (NotFound, StoreUnavailable):
        return frozenset()  # it was killed before there was a database
    try:
        rows = reader.read(lambda tx: tx.pending())
    finally:
        reader.close()
    alone = deployment.database_url == SQLITE
    noted = dict(read_answers(deployment.database.with_name(ANSWERS))) if alone else {}
    return frozenset(row.key for row in rows if row.ambiguous and row.key not in noted)


def _copy(stream: IO[bytes], log: Path, ready: threading.Event) -> None:
    with log.open("ab") as kept:
        for line in stream:
            kept.write(line)
            if line.startswith(READY):
                ready.set()
    stream.close()
