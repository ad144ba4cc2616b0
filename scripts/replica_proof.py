"""Two replicas on one PostgreSQL of its own, under load: killed, or their database restarted.

Run it in a checkout: `.venv/bin/python scripts/replica_proof.py --kills 20`, or `--restarts 20`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Print a short report for each proof; 1 on a breach, and the folder is kept then."""
    sys.path.insert(0, str(ROOT))
    from tests.e2e.replica_proof import Plan, prove_kills, prove_restarts
    from tests.postgres import cluster

    given = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="tocsin-replica-proof-"))
    reports = []
    for name, faults in (("kills", given.kills), ("restarts", given.restarts)):
        if not faults:
            continue
        plan = Plan(faults=faults, seed=given.seed, per_second=given.per_second, most=given.alerts)
        with cluster(durable=True) as own:
            url = own.url(own.new_database())
            if name == "kills":
                reports.append(prove_kills(folder / name, url, plan))
            else:
                reports.append(prove_restarts(folder / name, own, url, plan))
        print(reports[-1].text())
    if any(report.breaches for report in reports):
        print(f"The logs are in {folder}")
        return 1
    shutil.rmtree(folder)
    print("The proof holds.")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=0, help="how often a replica is killed")
    parser.add_argument("--restarts", type=int, default=0, help="how often the database restarts")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default: 1)")
    parser.add_argument("--per-second", type=float, default=8.0, help="alerts at most")
    parser.add_argument("--alerts", type=int, default=3000, help="alerts in all, at most")
    given = parser.parse_args()
    if not given.kills and not given.restarts:
        parser.error("say --kills N, --restarts N, or both")
    return given


if __name__ == "__main__":
    sys.exit(main())
