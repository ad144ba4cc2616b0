"""What is printed: a short table of figures, or a breach and how to see it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.chaos.book import MARK
from tests.chaos.many import Order, Outcome
from tests.chaos.plan import MODES
from tests.chaos.rules import RULES
from tests.chaos.trial import Verdict

TAIL = 40
DATABASE = ("lost", "full", "read-only", "locked", "unknown")


def table(order: Order, outcome: Outcome) -> str:
    """The figures of a run, a line each."""
    rows = list(_rows(order, outcome))
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {text}" for name, text in rows)


def _rows(order: Order, outcome: Outcome) -> Iterator[tuple[str, str]]:
    counts = outcome.counts
    lost = Counter(one.rule for one in outcome.breach.breaches) if outcome.breach else Counter()
    last = order.first + order.seeds - 1
    yield "seeds", f"{counts['seeds']} of {order.first} to {last}, store {order.store}"
    yield (
        "incidents",
        f"{counts['incidents']}, {counts['events']} events, {counts['commits']} commits",
    )
    yield "accepted", f"{counts['accepted']} commands, alerts and clicks"
    yield (
        "crashes",
        f"{counts['crashes']}, {counts['starts']} starts, {counts['clock jumps']} clock jumps",
    )
    yield "database", _kinds(counts, [f"database {kind}" for kind in DATABASE], "database ")
    yield "providers", f"{counts['calls']} calls; " + _kinds(counts, MODES)
    yield "leases lost", str(counts["leases lost"])
    yield "pages", f"{counts['pages']}, rung {counts['rings']} times"
    yield "repeats", f"{counts['repeated']} of at most {counts['repeats allowed']}"
    yield "lost pages", str(lost["no-page-lost"])
    yield "lost timers", str(lost["timers-stand"] + lost["ladders-climb"])
    yield "rules", f"{len(RULES)}, {'one of them broken' if outcome.breach else 'all of them held'}"
    each = 1000 * outcome.took_s / max(1, counts["seeds"])
    yield "time", f"{outcome.took_s:.1f} s, {each:.0f} ms a seed, {order.jobs} process(es)"


def _kinds(counts: Counter[str], names: tuple[str, ...] | list[str], cut: str = "") -> str:
    return ", ".join(f"{name.removeprefix(cut)} {counts[name]}" for name in names) or "none"


def breach(order: Order, verdict: Verdict) -> str:
    """What did not hold, where, the smallest plan that was found, and the tail of its log."""
    first, tail = verdict.breaches[0], _tail(verdict.log)
    lines = [
        f"Seed {verdict.plan.seed} breaches {first.rule}: {first.sentence}",
        *(f"  {one.rule}: {one.what}" for one in verdict.breaches[:5]),
        "",
        "The smallest plan found that does so:",
        verdict.plan.text(),
        "",
        f"{len(tail)} of its {len(verdict.log)} steps:",
        *tail,
        "",
        f"To see it again: {order.command(verdict.plan.seed)}",
    ]
    return "\n".join(lines)


def _tail(log: Sequence[str]) -> Sequence[str]:
    """The steps before the first breach that was seen as it happened, or before the end."""
    seen = next((number for number, line in enumerate(log) if line.startswith(MARK)), len(log))
    return log[max(0, seen + 1 - TAIL) : seen + 1]
