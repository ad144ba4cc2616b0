"""Proves at length what a bot on the Discord of the tests holds: kills, a P0, pace, many at once.

Run it in a checkout: `.venv/bin/python scripts/discord_proof.py`. Each proof is run where its
number is not 0.
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
    from tests.e2e.discord_place import Place

ROOT = Path(__file__).resolve().parent.parent
STORM_S = 600.0
"""How long each part of many incidents at once may take."""


@contextmanager
def there() -> Iterator[Place]:
    """A deployment on a server of its own."""
    import pytest

    from tests.e2e.deployment import deploy
    from tests.e2e.discord_place import place

    with (
        tempfile.TemporaryDirectory(prefix="tocsin-discord-proof-") as folder,
        pytest.MonkeyPatch.context() as patch,
        place(deploy(Path(folder) / "shop"), patch) as made,
    ):
        yield made


@contextmanager
def listening() -> Iterator[Place]:
    """The same, with a bot."""
    from tests.e2e.bot import running

    with there() as made, running(made.deployment, "--no-input") as bot:
        made.connected()
        yield made
        bot.terminate(60)


def kills(count: int) -> bool:
    """Bots are killed so often; whether it holds."""
    from tests.e2e.bots import bots
    from tests.e2e.discord_proof import prove_kills

    with there() as place, bots(place, "tests.e2e.discord_dying") as mortal:
        report = prove_kills(place, mortal, count)
        print(report.text(), flush=True)
    return not report.breaches


def one_night(per_second: float, seconds: float) -> bool:
    """A P0, and then commands at a steady rate."""
    from tests.e2e.discord_proof import Night, rush, table

    with listening() as place:
        place.discord.clear_calls()
        night = Night(place)
        night.hold()
        print(f"what a P0 asks of Discord\n{table(place.discord.calls)}", flush=True)
        pace = rush(place, night.room, per_second=per_second, seconds=seconds)
        print(pace.text(), flush=True)
    return bool(pace.waits)


def many_at_once(count: int) -> bool:
    """So many incidents; whether every room is told all, once and in order."""
    from tests.e2e.discord_storm import storm
    from tests.e2e.slack_storm import lost_or_twice, out_of_order

    with listening() as place:
        found = storm(place, count, seconds=STORM_S)
    wrong = [*lost_or_twice(found), *out_of_order(found)]
    print(found.text(), *wrong, sep="\n", flush=True)
    return not wrong


def main() -> int:
    """Print short reports; 1 on a breach."""
    sys.path.insert(0, str(ROOT))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=50, help="how often (default: 50)")
    parser.add_argument("--incidents", type=int, default=20, help="at once (default: 20)")
    parser.add_argument("--seconds", type=float, default=10, help="of commands (default: 10)")
    parser.add_argument("--per-second", type=float, default=5, help="commands (default: 5)")
    given = parser.parse_args()
    held = [
        given.kills == 0 or kills(given.kills),
        given.seconds == 0 or one_night(given.per_second, given.seconds),
        given.incidents == 0 or many_at_once(given.incidents),
    ]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
