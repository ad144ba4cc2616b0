"""Kills bots on the homeserver of the tests at every point of a command's way.

Run it in a checkout with `scripts/get_counterparts`: `.venv/bin/python scripts/matrix_proof.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Print short reports; 1 on a breach."""
    sys.path.insert(0, str(ROOT))
    import pytest

    from tests.counterparts.matrix import Synapse
    from tests.e2e.bots import bots
    from tests.e2e.deployment import deploy
    from tests.e2e.matrix_place import place
    from tests.e2e.matrix_proof import prove_kills

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=50, help="how often (default: 50)")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="tocsin-matrix-proof-") as folder,
        Synapse() as synapse,
        pytest.MonkeyPatch.context() as patch,
        place(deploy(Path(folder) / "shop"), patch, synapse) as there,
        bots(there, "tests.e2e.matrix_dying") as mortal,
    ):
        report = prove_kills(there, mortal, given.kills)
    print(report.text())
    return 1 if report.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
