"""Holds a P0 in the Slack of the tests, and prints its screens, its calls, and its pace.

Run it in a checkout with `scripts/get_counterparts`:
`.venv/bin/python scripts/slack_proof.py --per-second 100 --seconds 10`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Print all of it; 0."""
    sys.path.insert(0, str(ROOT))
    import pytest

    from tests.e2e.bot import running
    from tests.e2e.deployment import deploy
    from tests.e2e.slack_place import place
    from tests.e2e.slack_proof import Night, rush, table

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--per-second", type=float, default=100.0, help="commands (default: 100)")
    parser.add_argument("--seconds", type=float, default=10.0, help="so long (default: 10)")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="tocsin-slack-proof-") as folder,
        pytest.MonkeyPatch.context() as patch,
        place(deploy(Path(folder) / "shop"), patch) as there,
        running(there.deployment, "--no-input") as bot,
    ):
        there.connected()
        there.slack.clear_calls()
        night = Night(there, lambda name, drawn: print(f"\n== {name}\n{drawn}"))
        night.hold()
        print(f"\n== what a P0 asks of Slack\n{table(there.slack.calls)}")
        pace = rush(there, night.room, per_second=given.per_second, seconds=given.seconds)
        print(f"\n== pace\n{pace.text()}")
        bot.terminate(60)
    return 0


if __name__ == "__main__":
    sys.exit(main())
