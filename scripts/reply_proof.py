"""Kills a bot between a command's commit and its reply, and proves that the reply comes once.

Run it in a checkout: `.venv/bin/python scripts/reply_proof.py --kills 50 --seed 1`.
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
    from tests.e2e.reply_proof import prove

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=50, help="how often (default: 50)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default: 1)")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tocsin-reply-proof-"))
    report = prove(folder, kills=given.kills, seed=given.seed)
    print(report.text())
    if report.breaches:
        print(f"The data are in {folder}")
        return 1
    shutil.rmtree(folder)
    print("The proof holds.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
