"""Before and after: the same rows on two checkouts, in turns.

`python -m benchmarks.compare ../other-checkout commands settling --rounds 5`. The rows and their
floors are those of this checkout; only `core/` is taken from the other one.
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

HERE = Path(__file__).resolve().parents[1]


def main(words: Sequence[str]) -> int:
    """Print a line for each figure: there, here, and here ÷ there."""
    asked = _parser().parse_args(words)
    seen: dict[str, dict[str, list[float]]] = {
        "there": defaultdict(list),
        "here": defaultdict(list),
    }
    for number in range(asked.rounds):
        turns = (("there", asked.other), ("here", HERE))
        for side, checkout in turns if number % 2 == 0 else reversed(turns):
            for what, value in _figures(checkout, asked.rows).items():
                seen[side][what].append(value)
    print(f"{'what':<52}{'there':>10}{'here':>10}{'here ÷ there':>14}")
    for what in seen["here"].keys() & seen["there"].keys():
        there, here = median(seen["there"][what]), median(seen["here"][what])
        print(f"{what:<52}{there:>10.4g}{here:>10.4g}{here / there:>14.2f}")
    return 0


def _figures(checkout: Path, rows: Sequence[str]) -> Mapping[str, float]:
    """What each figure came to, by its name and unit."""
    command = [sys.executable, "-m", "benchmarks", "--json", "--rounds", "1", *rows]
    environment = {**os.environ, "PYTHONPATH": f"{checkout / 'core'}{os.pathsep}{HERE}"}
    done = subprocess.run(
        command, env=environment, cwd=HERE, stdout=subprocess.PIPE, text=True, check=True
    )
    found = [one for one in json.loads(done.stdout) if "value" in one]
    return {f"{one['what']} ({one['unit']})": one["value"] for one in found}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.compare", description=__doc__)
    parser.add_argument("other", type=Path, help="another checkout")
    parser.add_argument("rows", nargs="+", help="which rows")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is run")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
