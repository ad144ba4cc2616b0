"""A start until the first answer, and the memory of a bot at rest, small and big."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.rounds import medians
from benchmarks.seeding import Seeded, seed
from benchmarks.settings import Settings
from tests.e2e.bot import Bot
from tests.e2e.deployment import Deployment, deploy

LIBRARIES = "import errbot.core, fastapi, uvicorn, pydantic, sqlalchemy, alembic.command"
BIG = Seeded(stored=10_000, still_open=500)
REST_S = 3.0
ASKED = "!incident list"
ANSWERED = r"INC-\d+|No incident is open"


def measure(settings: Settings) -> Iterator[Figure]:
    """Against an interpreter that only imports the libraries we build upon."""
    empty = deploy(settings.fresh("start") / "shop")
    big = deploy(settings.fresh("start") / "shop")
    big.database.parent.mkdir()
    seed(big.database, BIG)
    found = medians(
        {
            "libraries": _imported,
            "empty": partial(_answered, empty),
            "big": partial(_answered, big),
        },
        settings.rounds,
    )
    for what, key, aim in (("a new database", "empty", 2.5), (_size(BIG), "big", 4.0)):
        yield Figure(
            what=f"start to the first answer, {what}",
            value=found[key],
            unit="s",
            floor=found["libraries"],
            floor_is="s, importing the libraries",
            at_most=aim,
            limit="imports; then the timers of every open incident are written anew",
        )
    bare = _memory([sys.executable, "-c", f"{LIBRARIES}; print('up'); input()"])
    for what, deployment, aim in (("at rest", empty, 2.0), (_size(BIG), big, 2.5)):
        yield Figure(
            what=f"memory, {what}",
            value=_resident(deployment),
            unit="MiB",
            floor=bare,
            floor_is="MiB, the libraries alone",
            at_most=aim,
            limit="a cache of 512 incidents, and what the sweeper looked at",
        )


def _size(seeded: Seeded) -> str:
    return f"{seeded.stored:,} stored, {seeded.still_open} open"


def _imported() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", LIBRARIES], check=True)
    return time.perf_counter() - began


def _answered(deployment: Deployment) -> float:
    began = time.perf_counter()
    bot = Bot(deployment)
    try:
        bot.say(ASKED)
        bot.out.wait_for(ANSWERED, 120.0)
        return time.perf_counter() - began
    finally:
        _end(bot)


def _resident(deployment: Deployment) -> float:
    """MiB once it has answered, swept, and had nothing to do for a while."""
    bot = Bot(deployment)
    try:
        bot.say(ASKED)
        bot.out.wait_for(ANSWERED, 120.0)
        time.sleep(REST_S)
        return _resident_of(bot.process.pid)
    finally:
        _end(bot)


def _memory(command: list[str]) -> float:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        return _resident_of(process.pid)
    finally:
        process.communicate("\n")


def _resident_of(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = next(line for line in lines if line.startswith("VmRSS:"))
    return int(found.split()[1]) / 1024


def _end(bot: Bot) -> None:
    bot.process.kill()
    bot.wait()
