"""`tocsin demo`: a P0 from the alert to the quarter's numbers, as the people in it would see it."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from tocsin.cli.demo_lines import SHOWN, chapter_heading, day_heading, reading_lines, shown_row
from tocsin.config.deployment import DEMO_TEAMS
from tocsin.config.load import load_teams
from tocsin.plugin_manager import load_plugins
from tocsin.simulate import parse, simulate
from tocsin.simulate.rows import Row

FILES: Final = Path(__file__).parent / "demo_files"
PACE_S: Final = 54.0
WIDTH: Final = 100


def play_demo(*, paced: bool, save: Path | None = None) -> None:
    """Print the demo; `paced` spreads it over about a minute, `save` keeps what it made."""
    rows = _rows()
    shown = [row for row in rows if row.kind in SHOWN]
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    console.print("One incident on a virtual clock. Nobody is called, nothing leaves this machine.")
    for number, row in enumerate(shown):
        _print(console, shown[number - 1] if number else None, row)
        if paced:
            time.sleep(PACE_S * reading_lines(row) / sum(map(reading_lines, shown)))
    console.print(f"\n{len(rows)} things happened. Try it yourself: tocsin run")
    if save is not None:
        from tocsin.cli.demo_save import save_demo

        for path in save_demo(rows, save):
            console.print(f"kept {path}")


def _rows() -> Sequence[Row]:
    plugins = load_plugins()
    teams = load_teams(DEMO_TEAMS, plugins.models)
    teams.raise_if_broken()
    file = FILES / "outage.scenario"
    scenario = parse(file.read_text(encoding="utf-8"), file.name)
    return simulate(scenario, teams, plugins, team=teams.default, folder=FILES)


def _print(console: Console, before: Row | None, row: Row) -> None:
    title = chapter_heading(before, row)
    if title:
        console.print(Text(f"\n── {title} ", style="bold").append("─" * (WIDTH - len(title) - 4)))
    if day_heading(before, row):
        console.print(Text(f"          {day_heading(before, row)}", style="bold"))
    text, style = shown_row(row)
    console.print(Text(f"{row.at:%H:%M:%S}  ", style="dim").append(text, style=style))
