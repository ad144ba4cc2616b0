"""The whole proof: alerts pour in, the bot is killed again and again, and no page is lost."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.deployment import SECRET, TOCSIN, deploy
from tests.e2e.judging import Duplicates, duplicates, expected_pages, lost, unverified, wrong
from tests.e2e.killing import MortalBot
from tests.e2e.posting import Posters
from tests.e2e.sink import PageSink
from tests.patience import HANGS_S

# Two pages at once, the next step hours later: only the first step is awaited.
QUIET = """
[escalation.P1]
strategy = "ladder"
steps = [
    { after = "0m", targets = ["primary", "em"] },
    { after = "12h", targets = ["backup"] },
]

[process]
triage_within = "12h"
role_within = "12h"
"""
DRAIN_S = 180.0
FEW = 10
LEAST = 30  # incidents, however slow the machine


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How hard it is to be, of which bot, and how long to wait for the last page."""

    kills: int
    seed: int
    threads: int = 6
    per_second: float = 100.0
    most: int = 2000
    sample: int = 20
    program: tuple[str, ...] = (str(TOCSIN),)
    drain_s: float = DRAIN_S


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of it; `breaches` is empty when the proof holds."""

    incidents: int
    kills: int
    during_start: int
    repeats: int
    pages: int
    duplicates: Duplicates
    lost: int
    slowest_s: float
    verified: int
    seconds: float
    breaches: tuple[str, ...]

    def text(self) -> str:
        """A few lines for people."""
        told = self.duplicates
        late = told.longest_s * 1000
        rows = {
            "incidents": f"{self.incidents} ({self.repeats} posts had to be repeated)",
            "kills": f"{self.kills} ({self.during_start} during the start)",
            "pages": f"{self.pages} different ones",
            "lost": str(self.lost),
            "duplicates": str(told.repeated),
            "open at kills": f"{told.open_at_kills} by what the bot kept",
            "": f"{told.unanswered_at_kills} by the log of the sink",
            "just answered": f"{told.just_answered} of the duplicates, for at most {late:.1f} ms",
            "all pages after": f"{self.slowest_s:.1f} s since the last kill",
            "verified": f"{self.verified} incidents",
            "time": f"{self.seconds:.0f} s",
        }
        lines = [f"{name:<16} {value}" for name, value in rows.items()]
        some = [f"BREACH: {one}" for one in self.breaches[:FEW]]
        more = len(self.breaches) - FEW
        return "\n".join([*lines, *some, *([f"… and {more} more"] if more > 0 else [])])


def prove(folder: Path, plan: Plan) -> Report:
    """Run it in a folder of its own, which keeps the data and the log."""
    began = time.monotonic()
    chance = random.Random(plan.seed)
    sink = PageSink(SECRET, pause=lambda: random.uniform(0.0, 0.06))
    shop = deploy(folder, pager=sink.url, more=QUIET)
    expected = expected_pages(shop)
    bot = MortalBot(shop, chance, plan.program, sink.drained)
    posters = Posters(
        shop.url("/hooks/shop/json"),
        threads=plan.threads,
        per_second=plan.per_second,
        most=plan.most,
    )
    try:
        bot.start()
        posters.start()
        for _ in range(plan.kills):
            bot.kill_at_random()
            bot.start()
        bot.wait_ready()
        posters.go_on(LEAST, HANGS_S)
        posters.finish(HANGS_S)
        slowest = _drained(sink, posters, len(expected), bot, plan.drain_s)
        calls = sink.calls()
        sample = chance.sample(sorted(posters.taken.values()), min(plan.sample, len(posters.taken)))
        broken = unverified(shop, sample)
        bot.kill()
    finally:
        bot.close()
        sink.close()
    again = duplicates(calls, bot.kills)
    missing = lost(calls, posters.taken, expected)
    log = bot.log.read_text(encoding="utf-8", errors="replace")
    breaches = (
        *(f"lost: {one}" for one in missing),
        *wrong(calls, posters.taken, expected),
        *again.breaches,
        *posters.odd,
        *broken,
        *(["a traceback is in the log"] if "Traceback" in log else []),
        *([] if posters.taken else ["nothing was taken, so nothing is proven"]),
    )
    return Report(
        incidents=len(posters.taken),
        kills=plan.kills,
        during_start=sum(not kill.ready for kill in bot.kills),
        repeats=posters.repeats,
        pages=len({call["page_id"] for call in calls}),
        duplicates=again,
        lost=len(missing),
        slowest_s=slowest,
        verified=len(sample) - len(broken),
        seconds=time.monotonic() - began,
        breaches=breaches,
    )


def _drained(sink: PageSink, posters: Posters, pages: int, bot: MortalBot, seconds: float) -> float:
    """Wait until every page came, or too long; then a moment for what should not come.

    Returns:
        Seconds from the last kill to the last page.
    """
    wanted = {f"{one}.p{page}" for one in posters.taken.values() for page in range(1, pages + 1)}
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if wanted <= {str(call["page_id"]) for call in sink.calls() if call.ended}:
            break
        time.sleep(0.1)
    time.sleep(2.0)
    last = max((call.began for call in sink.calls()), default=0.0)
    return max(last - bot.kills[-1].at, 0.0)
