"""Holds a P0 in the Slack of the tests, and prints its screens, its calls, and its pace.

Then many incidents begin at once, within Slack's rate limits; that takes a minute or two. Run it in
a checkout with `scripts/get_counterparts`:
`.venv/bin/python scripts/slack_proof.py --per-second 100 --seconds 10 --incidents 20`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.slack_place import Place

ROOT = Path(__file__).resolve().parent.parent
STORM_S = 300.0
"""How long each part of many incidents at once may take."""


def main() -> int:
    """Print all of it; 1 where something was lost, told twice, or out of order."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--per-second", type=float, default=100.0, help="commands (default: 100)")
    parser.add_argument("--seconds", type=float, default=10.0, help="so long (default: 10)")
    parser.add_argument("--incidents", type=int, default=20, help="at once (default: 20)")
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    one_night(given.per_second, given.seconds)
    return many_at_once(given.incidents)


@contextmanager
def deployed() -> Iterator[Place]:
    """A bot that listens in a Slack of its own."""
    import pytest

    from tests.e2e.bot import running
    from tests.e2e.deployment import deploy
    from tests.e2e.slack_place import place

    with (
        tempfile.TemporaryDirectory(prefix="tocsin-slack-proof-") as folder,
        pytest.MonkeyPatch.context() as patch,
        place(deploy(Path(folder) / "shop"), patch) as there,
        running(there.deployment, "--no-input") as bot,
    ):
        there.connected()
        yield there
        bot.terminate(60)


def one_night(per_second: float, seconds: float) -> None:
    """A P0, and then commands at a steady rate."""
    from tests.e2e.slack_proof import Night, rush, table

    with deployed() as there:
        there.slack.clear_calls()
        night = Night(there, lambda name, drawn: print(f"\n== {name}\n{drawn}"))
        night.hold()
        print(f"\n== what a P0 asks of Slack\n{table(there.slack.calls)}")
        pace = rush(there, night.room, per_second=per_second, seconds=seconds)
        print(f"\n== pace\n{pace.text()}")


def many_at_once(count: int) -> int:
    """So many incidents; 1 where something is wrong with what Slack shows of them."""
    from tests.e2e.slack_storm import lost_or_twice, out_of_order, storm

    with deployed() as there:
        found = storm(there, count, seconds=STORM_S)
    wrong = [*lost_or_twice(found), *out_of_order(found)]
    print("\n== many at once", found.text(), *wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
