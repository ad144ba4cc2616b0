"""A signal ends a wait, whenever it comes."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tocsin.cli.stop_signals import StopSignals

LONG = timedelta(seconds=30)


@pytest.fixture
def stopping() -> Iterator[StopSignals]:
    before = signal.getsignal(signal.SIGUSR1)
    made = StopSignals()
    made.watch({signal.SIGUSR1})
    yield made
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGUSR1, before)


def waited(stopping: StopSignals) -> float:
    began = time.monotonic()
    stopping.wait(LONG)
    return time.monotonic() - began


def test_a_signal_that_came_before_is_not_waited_for(stopping: StopSignals) -> None:
    os.kill(os.getpid(), signal.SIGUSR1)
    assert waited(stopping) < LONG.total_seconds() / 2


def test_a_signal_that_another_thread_takes_wakes_who_waits(stopping: StopSignals) -> None:
    """The system gives it to any thread; Python runs our handler in the main one alone."""

    def take() -> None:
        time.sleep(0.1)
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)

    threading.Thread(target=take).start()
    assert waited(stopping) < LONG.total_seconds() / 2


def test_no_signal_is_waited_for_as_long_as_was_asked(stopping: StopSignals) -> None:
    stopping.wait(timedelta(milliseconds=10))
