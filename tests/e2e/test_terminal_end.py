"""SIGTERM while a person sits at the prompt."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import threading

import pytest

from tests.e2e.bot import READY
from tests.e2e.deployment import TOCSIN, Deployment, environment
from tests.e2e.lines import Lines
from tests.patience import COMES_S

pytestmark = pytest.mark.e2e


def test_sigterm_ends_it_at_the_prompt(shop: Deployment) -> None:
    ours, theirs = pty.openpty()
    screen = bytearray()
    process = subprocess.Popen(
        [str(TOCSIN), "run", "--config", str(shop.config)],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        env=environment({"TERM": "xterm"}),
        start_new_session=True,
    )
    os.close(theirs)
    reading = threading.Thread(target=_read, args=(ours, screen), daemon=True)
    reading.start()
    assert process.stderr is not None
    said = Lines(process.stderr)
    try:
        said.wait_for(READY, COMES_S)
        os.write(ours, b"!incident list\r")
        process.send_signal(signal.SIGTERM)
        assert process.wait(COMES_S) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(COMES_S)
        reading.join(COMES_S)
        os.close(ours)
    assert "Traceback" not in said.join() + screen.decode(errors="replace")


def _read(terminal: int, screen: bytearray) -> None:
    try:
        while piece := os.read(terminal, 4096):
            screen += piece
    except OSError:
        return  # the other side is closed
