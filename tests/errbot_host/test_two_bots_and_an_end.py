"""Bots share nothing, start no thread, touch no logger above them, and leave nothing behind."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

import pytest

from tests.errbot_host.given import Console, Desk, running
from tests.errbot_host.other_plugins import Elsewhere, Remembers
from tests.patience import HANGS_S
from tocsin.errbot_host.start_stop import start_bot, stop_bot


def test_two_bots_in_one_process_answer_for_themselves() -> None:
    one, two = Console(Desk("one")), Console(Desk("two"), prefix="%")
    with running(one), running(two):
        one.say("!incident list")
        two.say("%incident list")
        two.say("!incident list")
        two.say("%%")
    assert one.lines == ["[#incidents] tocsin: one"]
    assert two.lines[0] == "[#incidents] tocsin: two"
    assert (one.desk.heard, two.desk.heard) == (["!incident list"], ["%incident list"])


def test_one_bot_goes_on_when_the_other_stops() -> None:
    one, two = Console(Desk()), Console(Desk())
    with running(one):
        with running(two):
            two.say("!help")
        one.say("!incident list")
    assert one.lines == ["[#incidents] tocsin: fine"]


def test_what_a_plugin_stored_is_seen_by_no_other_bot() -> None:
    for _ in range(2):
        with running(Console(Desk()), (Remembers,)) as console:
            assert console.bot.plugin_manager.plugins["Remembers"].found == {}


def test_what_somebody_said_is_kept_in_no_history() -> None:
    """Errbot has one history for all bots of a process."""
    with running(Console(Desk()), (Elsewhere,)) as console:
        console.say("!deploy shop", speaker="ana")
        assert list(console.bot.cmd_history["ana"]) == []


def test_a_bot_starts_no_thread_and_leaves_none() -> None:
    before = set(threading.enumerate())
    with running(Console(Desk())) as console:
        console.say("!incident list")
        assert set(threading.enumerate()) <= before  # others of the process may have ended
    assert set(threading.enumerate()) <= before


def test_stopping_twice_or_without_a_start_is_fine() -> None:
    console = Console(Desk())
    stop_bot(console.bot)
    start_bot(console.bot)
    stop_bot(console.bot)
    assert not console.bot.is_open_storage()
    stop_bot(console.bot)
    assert console.lines == []


def test_what_people_say_is_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Errbot logs every command with its words at INFO."""
    with caplog.at_level(logging.INFO), running(Console(Desk())) as console:
        console.say("!incident note a private matter")
    assert "private matter" not in caplog.text


def test_the_root_logger_is_as_it_was() -> None:
    """In a process of its own, for imports happen once."""
    code = (
        "import logging; root = logging.getLogger(); before = root.level, list(root.handlers)\n"
        "from tests.errbot_host.given import Console, Desk, running\n"
        "with running(Console(Desk())) as console: console.say('!incident list')\n"
        "assert (root.level, list(root.handlers)) == before, (root.level, root.handlers)\n"
        "print(console.lines)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=HANGS_S
    )
    assert done.stdout == "['[#incidents] tocsin: fine']\n", done.stderr
    assert done.stderr == ""
