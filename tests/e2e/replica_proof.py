"""Two replicas on one PostgreSQL, under load: one is killed, or the database restarted."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.deployment import SECRET, Deployment, deploy
from tests.e2e.judging import Duplicates, duplicates, expected_pages, lost, unverified, wrong
from tests.e2e.kill_proof import DRAIN_S, FEW, LEAST, QUIET
from tests.e2e.killing import Kill, MortalBot, open_calls
from tests.e2e.posting import Posters
from tests.e2e.sink import PageCall, PageSink
from tests.patience import HANGS_S
from tests.postgres import Cluster

LEASE_S = 15.0
# Lanes go in the order they are due: what waited before the lease ended goes first. On a machine
# that is busy that takes a while. Who is taken over from by no lease at all comes never.
LATE_S = 60.0
LONGEST_AWAY_S = 5.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How hard it is to be: so many faults, some seconds apart, while alerts pour in."""

    faults: int
    seed: int
    apart_s: tuple[float, float] = (1.0, 4.0)
    threads: int = 6
    per_second: float = 8.0
    most: int = 3000
    sample: int = 20


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of it; `breaches` is empty when the proof holds.

    `takeovers`: seconds from each fault to the next call of every page that was under way then.
    """

    faults: str
    incidents: int
    repeats: int
    pages: int
    lost: int
    duplicates: Duplicates
    takeovers: tuple[float, ...]
    verified: int
    seconds: float
    breaches: tuple[str, ...]

    def text(self) -> str:
        """A few lines for people."""
        times = self.takeovers
        middle = f", the middle one {times[len(times) // 2]:.1f} s" if times else ""
        slowest = f", the slowest {times[-1]:.1f} s" if times else ""
        told = self.duplicates
        rows = {
            "faults": self.faults,
            "incidents": f"{self.incidents} ({self.repeats} posts had to be repeated)",
            "pages": f"{self.pages} different ones",
            "lost": str(self.lost),
            "duplicates": f"{told.repeated} ({told.open_at_kills} calls were open at the faults)",
            "taken over": f"{len(times)} pages{middle}{slowest}",
            "verified": f"{self.verified} incidents",
            "time": f"{self.seconds:.0f} s",
        }
        lines = [f"{name:<16} {value}" for name, value in rows.items()]
        some = [f"BREACH: {one}" for one in self.breaches[:FEW]]
        more = len(self.breaches) - FEW
        return "\n".join([*lines, *some, *([f"… and {more} more"] if more > 0 else [])])


class Stage:
    """Two replicas, a paging tool that takes every page, and senders who go on until taken."""

    def __init__(self, folder: Path, url: str, plan: Plan) -> None:
        self.chance = random.Random(plan.seed)
        self.plan = plan
        self.began = time.monotonic()
        self.sink = PageSink(SECRET, pause=lambda: random.uniform(0.0, 0.06))
        self.shops = [
            deploy(folder / name, pager=self.sink.url, more=QUIET, database=url)
            for name in ("one", "two")
        ]
        self.bots = [MortalBot(shop, self.chance) for shop in self.shops]
        self.posters = Posters(
            *(shop.url("/hooks/shop/json") for shop in self.shops),
            threads=plan.threads,
            per_second=plan.per_second,
            most=plan.most,
        )
        self.kills: list[Kill] = []

    def play(self, fault: Callable[[], None]) -> None:
        """Both start at once on the same database; faults happen while alerts pour in."""
        for bot in self.bots:
            bot.start()
        self.both_ready()
        self.posters.start()
        for _ in range(self.plan.faults):
            time.sleep(self.chance.uniform(*self.plan.apart_s))
            fault()
        self.both_ready()
        self.posters.go_on(LEAST, HANGS_S)
        self.posters.finish(HANGS_S)

    def both_ready(self) -> None:
        """Wait until each says that it runs."""
        for bot in self.bots:
            bot.wait_ready()

    def close(self) -> None:
        """End what still runs."""
        for bot in self.bots:
            bot.close()
        self.sink.close()


def prove_kills(folder: Path, url: str, plan: Plan) -> Report:
    """Kill one of the two again and again; it is started anew a moment later."""
    stage = Stage(folder, url, plan)

    def kill() -> None:
        stage.both_ready()  # or nobody would be left to take over
        bot = stage.chance.choice(stage.bots)
        bot.kill()
        stage.kills.append(bot.kills[-1])
        time.sleep(stage.chance.uniform(0.0, 2.0))
        bot.start()

    return _proved(stage, kill, f"{plan.faults} replicas killed")


def prove_restarts(folder: Path, cluster: Cluster, url: str, plan: Plan) -> Report:
    """Restart the database as if its power went, some time longer than anybody's patience."""
    stage = Stage(folder, url, plan)

    def restart() -> None:
        at = time.monotonic()
        cluster.stop_immediate()
        time.sleep(stage.chance.choice([0.0, 0.0, LONGEST_AWAY_S]))
        cluster.start()
        ended = time.monotonic()
        left = open_calls(stage.shops[0])
        stage.kills.append(Kill(at=at, ended=ended, ready=True, open=left))

    return _proved(stage, restart, f"{plan.faults} restarts of the database")


def _proved(stage: Stage, fault: Callable[[], None], faults: str) -> Report:
    try:
        expected = expected_pages(stage.shops[0])
        stage.play(fault)
        _drain(stage, len(expected))
        calls, taken = stage.sink.calls(), stage.posters.taken
        many = min(stage.plan.sample, len(taken))
        sample = stage.chance.sample(sorted(taken.values()), many)
        broken = unverified(stage.shops[0], sample)
        for bot in stage.bots:
            bot.kill()  # which fails if it had ended by itself
    finally:
        stage.close()
    again = duplicates(calls, stage.kills)
    missing = lost(calls, taken, expected)
    times = _takeovers(calls, stage.kills)
    breaches = (
        *(f"lost: {one}" for one in missing),
        *wrong(calls, taken, expected),
        *again.breaches,
        *stage.posters.odd,
        *broken,
        *(f"taken over after {one:.1f} s" for one in times if one > LEASE_S + LATE_S),
        *_tracebacks(stage.shops),
        *([] if taken else ["nothing was taken, so nothing is proven"]),
    )
    return Report(
        faults=faults,
        incidents=len(taken),
        repeats=stage.posters.repeats,
        pages=len({call["page_id"] for call in calls}),
        lost=len(missing),
        duplicates=again,
        takeovers=times,
        verified=len(sample) - len(broken),
        seconds=time.monotonic() - stage.began,
        breaches=breaches,
    )


def _drain(stage: Stage, pages: int) -> None:
    """Wait until every page came, or too long; then a lease, for what should not come."""
    taken = stage.posters.taken.values()
    wanted = {f"{one}.p{page}" for one in taken for page in range(1, pages + 1)}
    ends = time.monotonic() + DRAIN_S
    while time.monotonic() < ends:
        if wanted <= {str(call["page_id"]) for call in stage.sink.calls() if call.ended}:
            break
        time.sleep(0.2)
    time.sleep(LEASE_S + 1.0)


def _takeovers(calls: Sequence[PageCall], kills: Sequence[Kill]) -> tuple[float, ...]:
    """For each fault and each page that was under way then and is called after it: how soon."""
    by_key: dict[str, list[float]] = {}
    for call in calls:
        by_key.setdefault(call.key, []).append(call.began)
    times = []
    for kill in kills:
        for key in kill.open:
            later = [began for began in by_key.get(key, []) if began > kill.ended]
            times += [later[0] - kill.ended] if later else []
    return tuple(sorted(times))


def _tracebacks(shops: Sequence[Deployment]) -> list[str]:
    logs = [shop.folder / "bot.log" for shop in shops]
    return [
        f"a traceback is in {log}"
        for log in logs
        if "Traceback" in log.read_text(encoding="utf-8", errors="replace")
    ]
