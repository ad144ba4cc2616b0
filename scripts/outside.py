"""Prints everything that leaves for customers in the demo and the example scenarios.

Run it in a checkout after a change of words, and read it aloud: `.venv/bin/python
scripts/outside.py`. Status pages and mails only: the time, where it goes, and the words.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tocsin.config.deployment import DEMO_TEAMS
from tocsin.config.load import load_teams
from tocsin.plugin_manager import load_plugins
from tocsin.simulate import parse, simulate
from tocsin.simulate.rows import Row

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "scenarios"
DEMO = ROOT / "core" / "tocsin" / "cli" / "demo_files" / "outage.scenario"


def scenarios() -> tuple[Path, ...]:
    """The demo, and each example."""
    return (DEMO, *sorted(EXAMPLES.glob("*.scenario")))


def outgoing(scenario: Path) -> Iterator[Row]:
    """What customers are told in a scenario, in order."""
    plugins = load_plugins()
    teams = load_teams(DEMO_TEAMS, plugins.models)
    play = parse(scenario.read_text(encoding="utf-8"), scenario.name)
    for row in simulate(play, teams, plugins, team=teams.default, folder=scenario.parent):
        if row.kind == "status_page" or (row.kind, row.to) == ("email", "customers"):
            yield row


def main() -> int:
    """Always 0."""
    for scenario in scenarios():
        print(f"== {scenario.stem}")
        rows = list(outgoing(scenario))
        for row in rows:
            print(f"-- {row.at:%a %H:%M} {row.kind} {row.to}")
            print(row.text)
        print("" if rows else "(nothing leaves)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
