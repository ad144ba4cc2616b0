"""The command line: which rows, how many rounds, as a table or as JSON."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.figures import Figure, Skip, Skipped, as_json, as_table
from benchmarks.rows import (
    alerts,
    chat,
    commands,
    commands_postgres,
    first_page,
    growth,
    incidents,
    outage,
    settling,
    start,
    timers,
)
from benchmarks.settings import Settings

Row = Callable[[Settings], Iterable[Figure]]
ROWS: Mapping[str, Row] = {
    "commands": commands.measure,
    "commands-postgres": commands_postgres.measure,
    "alerts": alerts.measure,
    "first-page": first_page.measure,
    "first-page-postgres": first_page.measure_postgres,
    "incidents": incidents.measure,
    "chat": chat.measure,
    "timers": timers.measure,
    "settling": settling.measure,
    "outage": outage.measure,
    "start": start.measure,
    "growth": growth.measure,
}


def main(words: Sequence[str]) -> int:
    """Measure, and print; a row that cannot be measured is named with its reason."""
    asked = _parser().parse_args(words)
    logging.disable(logging.WARNING)
    try:
        with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
            settings = Settings(
                folder=Path(folder), rounds=asked.rounds, full=asked.full, seconds=asked.seconds
            )
            results = [one for name in asked.rows or ROWS for one in _measured(name, settings)]
    finally:
        logging.disable(logging.NOTSET)
    print(as_json(results) if asked.json else as_table(results))
    return 0


def _measured(name: str, settings: Settings) -> Iterator[Figure | Skipped]:
    print(f"measuring {name} …", file=sys.stderr)
    try:
        yield from ROWS[name](settings)
    except Skip as reason:
        yield Skipped(what=name, why=str(reason))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], help="which ones; all, if none")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--seconds", type=int, default=60, help="how long a steady pace is kept")
    parser.add_argument("--full", action="store_true", help="also what takes many minutes")
    return parser
