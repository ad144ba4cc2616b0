"""`tocsin run` as a process of its own: started, spoken to, ended by its pid."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.e2e.deployment import TOCSIN, Deployment, environment
from tests.e2e.lines import Lines
from tests.patience import COMES_S

READY = r"tocsin runs: .*web on http://127\.0\.0\.1:(\d+)"


class Bot:
    """A running bot: `out` is its stdout, `err` its stderr."""

    def __init__(self, deployment: Deployment, *words: str) -> None:
        self.process = subprocess.Popen(
            [str(TOCSIN), "run", "--config", str(deployment.config), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            bufsize=1,
            env=environment(),
            cwd=deployment.folder,
        )
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.out = Lines(self.process.stdout)
        self.err = Lines(self.process.stderr)

    def ready(self) -> None:
        """Wait until it says that it runs."""
        self.err.wait_for(READY, COMES_S)

    def say(self, line: str) -> None:
        """Write one line to its stdin."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def end_input(self) -> int:
        """Close its stdin and wait for its end; returns the exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.wait()

    def terminate(self, seconds: float = COMES_S) -> int:
        """SIGTERM; returns the exit code, or raises TimeoutExpired."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait(seconds)

    def wait(self, seconds: float = COMES_S) -> int:
        """Wait for its end; returns the exit code."""
        code = self.process.wait(seconds)
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        self.out.join()
        self.err.join()
        return code

    def is_well(self) -> bool:
        """It runs, and no traceback was written."""
        return self.process.poll() is None and "Traceback" not in self.err.text()


@contextmanager
def running(deployment: Deployment, *words: str) -> Iterator[Bot]:
    """A bot that is ready; it is killed at the end if it still runs."""
    bot = Bot(deployment, *words)
    try:
        bot.ready()
        yield bot
    finally:
        if bot.process.poll() is None:
            bot.process.kill()
        bot.wait()
