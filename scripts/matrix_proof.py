"""Proves at length what a bot on the homeserver of the tests holds: kills, limits, and pace.

Run it in a checkout with `scripts/get_counterparts`: `.venv/bin/python scripts/matrix_proof.py`.
Each proof is run where its number is not 0. Under Synapse's default limits twenty incidents at once
take half an hour: rooms come one a minute.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.matrix_place import Place

ROOT = Path(__file__).resolve().parent.parent
LONGEST_S = 7200.0


@contextmanager
def there(limits: float = 0) -> Iterator[Place]:
    """A deployment on a homeserver of its own."""
    import pytest

    from tests.counterparts.matrix import Synapse
    from tests.e2e.deployment import deploy
    from tests.e2e.matrix_place import place
    from tests.e2e.matrix_storm import QUIET

    with (
        tempfile.TemporaryDirectory(prefix="tocsin-matrix-proof-") as folder,
        Synapse(limits=limits) as synapse,
        pytest.MonkeyPatch.context() as patch,
        place(deploy(Path(folder) / "shop", more=QUIET), patch, synapse) as made,
    ):
        yield made


def kills(count: int) -> bool:
    """Bots are killed so often; whether it holds."""
    from tests.e2e.bots import bots
    from tests.e2e.matrix_proof import prove_kills

    with there() as place, bots(place, "tests.e2e.matrix_dying") as mortal:
        report = prove_kills(place, mortal, count)
    print(report.text(), flush=True)
    return not report.breaches


def p0(limits: float) -> bool:
    """A whole P0 under limits; whether its room is told all of it once, in its order."""
    from tests.e2e.bot import running
    from tests.e2e.matrix_p0 import P0

    with there(limits) as place, running(place.deployment, "--no-input") as bot:
        place.listens()
        proof = P0(place=place, long_s=LONGEST_S)
        proof.prove()
        held = bot.is_well() and not proof.breaches()
        print(proof.text(), flush=True)
    return held


def storm(count: int, limits: float, keep: Path | None) -> bool:
    """So many incidents begin at once under limits; whether every room is told as one alone is."""
    from tests.e2e.bot import running
    from tests.e2e.matrix_storm import prove_storm, told_in

    with there() as place, running(place.deployment, "--no-input"):
        place.listens()
        prove_storm(place, 1, {}, 120)
        like = told_in(place, f"#{place.rooms()[0]}")
    with there(limits) as place, running(place.deployment, "--no-input") as bot:
        place.listens()
        report = prove_storm(place, count, like, LONGEST_S, gives_up_s=max(120, 600 / limits))
        well = bot.is_well()
    if keep:
        keep.write_text(json.dumps({"like": like, **report.told}, indent=1), encoding="utf-8")
    print(f"{report.text()}\neach room: {sum(map(len, like.values()))} lines", flush=True)
    return well and not report.breaches


def away(seconds: float) -> bool:
    """A homeserver is gone for so long; whether pages go on, and rooms are told all afterwards."""
    import pytest

    from tests.e2e.matrix_away import at_site, prove_away

    with (
        tempfile.TemporaryDirectory(prefix="tocsin-matrix-proof-") as folder,
        pytest.MonkeyPatch.context() as patch,
        at_site(Path(folder) / "gone", patch) as here,
        at_site(Path(folder) / "stays", patch) as there,
    ):
        report = prove_away(here, there, seconds)
        well = here.bot.is_well()
    print(report.text(), flush=True)
    return well and not report.breaches


def pace(seconds: float, per_second: float) -> bool:
    """Commands come at a steady rate, where nothing is limited."""
    from tests.e2e.bot import running
    from tests.e2e.matrix_storm import begin, rush

    with there() as place, running(place.deployment, "--no-input"):
        place.listens()
        begin(place, 1)
        place.until(place.rooms, "a room", 60)
        print(rush(place, place.rooms()[0], per_second=per_second, seconds=seconds).text())
    return True


def main() -> int:
    """Print short reports; 1 on a breach."""
    sys.path.insert(0, str(ROOT))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=50, help="how often (default: 50)")
    parser.add_argument("--incidents", type=int, default=20, help="at once (default: 20)")
    parser.add_argument("--limits", type=float, default=1, help="times the default (default: 1)")
    parser.add_argument("--seconds", type=float, default=20, help="of commands (default: 20)")
    parser.add_argument("--per-second", type=float, default=5, help="commands (default: 5)")
    parser.add_argument("--away", type=float, default=0, help="seconds; not done by default")
    parser.add_argument("--keep", type=Path, help="a file for what each room was told")
    parser.add_argument("--p0", type=int, default=1, help="a whole one under the limits or not")
    given = parser.parse_args()
    held = [
        given.kills == 0 or kills(given.kills),
        given.seconds == 0 or pace(given.seconds, given.per_second),
        given.away == 0 or away(given.away),
        given.p0 == 0 or p0(given.limits),
        given.incidents == 0 or storm(given.incidents, given.limits, given.keep),
    ]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
