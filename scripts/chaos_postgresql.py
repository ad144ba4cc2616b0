"""The chaos harness, with arguments of its own, on a PostgreSQL that is made for it and then gone.

Run it in a checkout: `.venv/bin/python scripts/chaos_postgresql.py --seeds 10000 --jobs 2`.

The server syncs nothing to its disk: processes and connections die here, its machine does not.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """What the harness ends with."""
    sys.path.insert(0, str(ROOT))
    from tests.chaos.__main__ import main as chaos
    from tests.postgres import cluster

    with cluster() as own:
        return chaos(["--store", "postgresql", "--url", own.url("postgres"), *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
