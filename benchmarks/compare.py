"""Before and after: the same rows on two checkouts, in turns.

`python -m benchmarks.compare ../other-checkout commands settling --rounds 5`. The rows and their
floors are those of this checkout. Where the other one is set up (`make setup`), its own Python
runs them, with its core, its plugins and its libraries; else only its `core/` is taken.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).resolve().parents[1]


class Seen(NamedTuple):
    """A value, and its ratio to its floor (0 = it has none)."""

    value: float
    ratio: float


def main(words: Sequence[str]) -> int:
    """Print a line for each figure: there, here, here ÷ there, and both ratios to the floor."""
    asked = _parser().parse_args(words)
    seen: dict[str, dict[str, list[Seen]]] = {
        "there": defaultdict(list),
        "here": defaultdict(list),
    }
    for number in range(asked.rounds):
        turns = (("there", asked.other.resolve()), ("here", HERE))
        for side, checkout in turns if number % 2 == 0 else reversed(turns):
            for what, found in _figures(checkout, asked).items():
                seen[side][what].append(found)
    print(f"{'what':<52}{'there':>10}{'here':>10}{'here ÷ there':>14}{'÷ floor':>16}")
    for what in (name for name in seen["here"] if name in seen["there"]):
        there, here = _median(seen["there"][what]), _median(seen["here"][what])
        times = f"{here.value / there.value:.2f}"
        floors = f"{there.ratio:.2f} → {here.ratio:.2f}" if here.ratio else ""
        print(f"{what:<52}{there.value:>10.4g}{here.value:>10.4g}{times:>14}{floors:>16}")
    return 0


def _median(found: Sequence[Seen]) -> Seen:
    return Seen(median(one.value for one in found), median(one.ratio for one in found))


def _figures(checkout: Path, asked: argparse.Namespace) -> Mapping[str, Seen]:
    """What each figure came to, by its name and unit."""
    own = checkout / ".venv" / "bin" / "python"
    python, path = (own, [HERE]) if own.is_file() else (sys.executable, [checkout / "core", HERE])
    long = ["--seconds", str(asked.seconds), "--rounds", "1"]
    command = [str(python), "-m", "benchmarks", "--json", *long, *asked.rows]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    done = subprocess.run(
        command, env=environment, cwd=HERE, stdout=subprocess.PIPE, text=True, check=True
    )
    found = [one for one in json.loads(done.stdout) if "value" in one]
    return {
        f"{one['what']} ({one['unit']})": Seen(one["value"], one["ratio"] or 0.0) for one in found
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.compare", description=__doc__)
    parser.add_argument("other", type=Path, help="another checkout")
    parser.add_argument("rows", nargs="+", help="which rows")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is run")
    parser.add_argument("--seconds", type=int, default=60, help="how long a steady pace is kept")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
