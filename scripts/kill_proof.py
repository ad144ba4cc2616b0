"""Kills a real `tocsin run` with SIGKILL while alerts pour in, and proves that no page is lost.

Run it in a checkout: `.venv/bin/python scripts/kill_proof.py --kills 100 --seed 1`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Print a short report; 1 on a breach, and the folder is kept then."""
    sys.path.insert(0, str(ROOT))
    from tests.e2e.kill_proof import Plan, prove

    given = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="tocsin-kill-proof-"))
    plan = Plan(kills=given.kills, seed=given.seed, per_second=given.per_second, most=given.alerts)
    report = prove(folder / "shop", plan)
    print(report.text())
    if report.breaches:
        print(f"The data and the log are in {folder}")
        return 1
    shutil.rmtree(folder)
    print("The proof holds.")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=100, help="how often (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default: 1)")
    parser.add_argument("--per-second", type=float, default=100.0, help="alerts at most")
    parser.add_argument("--alerts", type=int, default=2000, help="alerts in all, at most")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
