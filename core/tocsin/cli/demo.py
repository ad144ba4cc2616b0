"""`tocsin demo`: an incident from alert to the end, as the people in it would see it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from tocsin.config.deployment import DEMO_TEAMS
from tocsin.config.load import load_teams
from tocsin.plugin_manager import load_plugins
from tocsin.simulate import parse, simulate
from tocsin.simulate.rows import Row

FILES = Path(__file__).parent / "demo_files"
PACE_S = 55.0
SHOWN = {"command", "reply", "alert", "page", "message", "topic", "postmortem"}
INDENT = "\n" + " " * 10


def play(*, paced: bool) -> None:
    """Print the demo; `paced` spreads it over about a minute."""
    plugins = load_plugins()
    teams = load_teams(DEMO_TEAMS, plugins.models)
    teams.raise_if_broken()
    logging.disable(logging.WARNING)
    file = FILES / "outage.scenario"
    scenario = parse(file.read_text(encoding="utf-8"), file.name)
    rows = simulate(scenario, teams, plugins, team=teams.default, folder=FILES)
    shown = [row for row in rows if row.kind in SHOWN]
    print("One incident on a virtual clock. Nobody is called, nothing leaves this machine.\n")
    for row in shown:
        print(told(row), flush=True)
        if paced:
            time.sleep(PACE_S / len(shown))
    print(f"\n{len(rows)} things happened. Try it yourself: tocsin run")


def told(row: Row) -> str:
    """One row as a line: when, where, who, what."""
    return f"{row.at:%H:%M:%S}  {_LINES[row.kind](row)}".replace("\n", INDENT)


def _command(row: Row) -> str:
    return f"@{row.to}: {row.text}"


def _reply(row: Row) -> str:
    return f"[{row.to}] tocsin: {row.text}"


def _page(row: Row) -> str:
    data = row.data
    return f"PAGE for @{row.to} by {data['provider']} ({data['outcome']}): {row.text}"


def _alert(row: Row) -> str:
    return f"ALERT from {row.to}: HTTP {row.data['status']} {row.incident}"


def _topic(row: Row) -> str:
    return f"[{row.to}] topic: {row.text}"


def _postmortem(row: Row) -> str:
    return f"POST-MORTEM kept by {row.to} ({row.data['outcome']}):\n{row.text}"


_LINES: dict[str, Callable[[Row], str]] = {
    "command": _command,
    "reply": _reply,
    "message": _reply,
    "page": _page,
    "alert": _alert,
    "topic": _topic,
    "postmortem": _postmortem,
}
