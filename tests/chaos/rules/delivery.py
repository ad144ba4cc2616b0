"""Rules about what the world was told: at least once, in order, and no oftener than explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tests.chaos.book import Attempt
from tests.chaos.evidence import Case, Evidence, Rule
from tests.chaos.plan import MODES
from tests.chaos.team import TOOLS
from tocsin.domain.incident_parts import Page
from tocsin.domain.paging.events import PageAnswered, PageRequested

# Done means that the other side took it. (A topic, a feed or an invitation may have nothing to do.)
CERTAIN = frozenset(
    "page page-ack page-resolve direct announce open-room ticket ticket-close card".split()
)
# One attempt asks one platform after the other, until one takes it.
REACHES = frozenset({"direct"})
# One attempt leaves the old card, posts the new one and pins it; who refuses one holds up no other.
# As much as a platform lets us is hidden in a room that is left.
STEPS = frozenset({"card", "leave-room"})
# Whoever may not edit the announcement leaves it as it is, for good: nothing is owed then.
LEFT_ALONE = frozenset({"announced"})
# One attempt posts as much as fits into its lease, and the rest is another one's.
GOES_ON = frozenset({"feed"})
OVER = frozenset({"resolved", "declined", "closed", "merged", "reopen-withdrawn"})
BACK = frozenset({"reopened", "reopen-proposed"})


def _by_key(seen: Evidence) -> Mapping[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = {}
    for attempt in seen.book.attempts:
        found.setdefault(attempt.key, []).append(attempt)
    return found


def done_was_seen(seen: Evidence) -> Iterator[str]:
    """What is settled as done was taken by the other side."""
    attempts = _by_key(seen)
    for case in seen.cases:
        for row in case.settled:
            mine = attempts.get(row.key, [])
            if row.outcome == "done" and row.op in CERTAIN and not any(a.acted for a in mine):
                yield f"{case.key}: {row.op} {row.key} is done and nobody saw it"
            if row.outcome == "done" and row.op in ("card", "topic") and mine:
                shown = max(attempt.saw for attempt in mine)
                if row.op == "card" and shown < mine[-1].order[0]:
                    yield f"{case.key}: the card shows version {shown}, not {mine[-1].order[0]}"


def no_page_lost(seen: Evidence) -> Iterator[str]:
    """Every page rang, or there is a reason why not."""
    rang = {ring.page for ring in seen.vendors.rings}
    for case in seen.cases:
        for page in case.incident.pages.values():
            if f"{case.key}.{page.id}" not in rang and not _excused(case, page):
                yield f"{case.key}: page {page.id} for {page.person} is lost ({page.state})"


def _excused(case: Case, page: Page) -> bool:
    """Answered before it went out, over before it went out, or refused by every tool and said."""
    if page.state in ("skipped", "acked") or case.incident.status in OVER:
        return True
    refused = set(page.refused_by) >= set(page.paging)
    return refused and any(one.type == "page-undeliverable" for one in case.events)


def repeats_have_a_reason(seen: Evidence) -> Iterator[str]:
    """A second call follows only a failure, a crash, a lost database or a lost lease."""
    for key, attempts in _by_key(seen).items():
        for earlier in attempts[:-1]:
            if earlier.end != "retry" and not earlier.excuse:
                yield f"{key} was tried again after it ended {earlier.end or 'nowhere'}"
        for attempt in attempts:
            if not attempt.end and not attempt.excuse:
                yield f"{key}: an attempt was never settled, for no reason"
            truthful = not attempt.failed or attempt.failed not in MODES or attempt.end != "done"
            elsewhere = attempt.op in REACHES and attempt.acted
            may = (attempt.op in STEPS and attempt.acted) or attempt.op in LEFT_ALONE
            stepped = may and attempt.failed == "refused"
            if not truthful and not attempt.found and not elsewhere and not stepped:
                yield f"{key}: an attempt that failed ({attempt.failed}) is settled as done"
            asked = attempt.calls and attempt.op not in GOES_ON
            if attempt.end == "retry" and not attempt.failed and asked:
                yield f"{key}: an attempt that went well is tried again"


def finders_ring_once(seen: Evidence) -> Iterator[str]:
    """A tool that can find a page is asked first, so it rings twice only after a lost lease."""
    able = {
        f"paging.{name}" for name, can in zip(TOOLS, seen.plan.tools, strict=True) if "find" in can
    }
    for key, attempts in _by_key(seen).items():
        if attempts[0].op != "page" or attempts[0].target not in able:
            continue
        overlaps = sum(attempt.excuse == "lease" for attempt in attempts)
        if sum(attempt.acted for attempt in attempts) > 1 + overlaps:
            yield f"{key} rang again though the tool knew it"


def dead_for_a_reason(seen: Evidence) -> Iterator[str]:
    """Only a refusal, or a room that could not be made, ends a telling for good."""
    attempts = _by_key(seen)
    for case in seen.cases:
        for row in case.settled:
            if row.outcome != "dead":
                continue
            mine = attempts.get(row.key, [])
            refused = any(attempt.failed == "refused" for attempt in mine)
            if not refused:
                yield f"{case.key}: {row.op} was given up: {row.error}"


def lanes_in_order(seen: Evidence) -> Iterator[str]:
    """First attempts of a lane come in the order of their ids and of their events."""
    reached: dict[str, int] = {}
    told: dict[str, tuple[int, int]] = {}
    for attempt in seen.book.attempts:
        if attempt.effect < reached.get(attempt.lane, 0):
            yield f"{attempt.key} went after a later one of its lane"
        reached[attempt.lane] = max(reached.get(attempt.lane, 0), attempt.effect)
        if attempt.tell:
            if attempt.order < told.get(attempt.lane, (0, 0)):
                yield f"{attempt.key} went after what happened later"
            told[attempt.lane] = max(told.get(attempt.lane, (0, 0)), attempt.order)


def silent_after_the_answer(seen: Evidence) -> Iterator[str]:
    """No attempt to ring begins after the commit that made it superfluous."""
    for case in seen.cases:
        mine = [a for a in seen.book.attempts if a.op == "page" and a.incident == case.incident.id]
        for page in case.incident.pages.values():
            silent = list(_silences(seen, case, page))
            for attempt in mine:
                if attempt.page == page.id and any(a <= attempt.commit < b for a, b in silent):
                    yield f"{case.key}: {page.id} was sent after its answer"


def _silences(seen: Evidence, case: Case, page: Page) -> Iterator[tuple[int, int]]:
    """(from, to) commits between which this page must not be sent. A claim sees commits before."""
    requested, began = False, 0
    for one in seen.book.events:
        if one.incident != case.incident.id:
            continue
        event = one.event
        requested = requested or (isinstance(event, PageRequested) and event.page == page.id)
        if not requested:
            continue
        for_all = event.type == "acknowledged" and page.purpose == "ladder"
        if for_all or (isinstance(event, PageAnswered) and event.page == page.id):
            yield one.commit + 1, seen.book.commit + 1
        if event.type in OVER:
            began = began or one.commit + 1
        if event.type in BACK and began:
            yield began, one.commit
            began = 0
    if began:
        yield began, seen.book.commit + 1


def ringing_is_stopped(seen: Evidence) -> Iterator[str]:
    """Whatever rang is silenced at its tool once it is answered or over."""
    for case in seen.cases:
        incident = case.incident
        over = incident.status in OVER and not incident.reopen_proposed
        for page in incident.pages.values():
            if page.state not in ("acked", "skipped") and not over:
                continue
            key = f"{case.key}.{page.id}"
            tools = {ring.tool for ring in seen.vendors.rings if ring.page == key}
            for tool in sorted(tools - set(page.refused_by)):
                if (tool, key) not in seen.vendors.stopped and not _stop_refused(seen, tool, case):
                    yield f"{key} still rings at {tool}"


def _stop_refused(seen: Evidence, tool: str, case: Case) -> bool:
    """A tool that refuses to be told cannot be silenced; the incident says so."""
    return any(
        attempt.failed == "refused" and attempt.target == f"paging.{tool}"
        for attempt in seen.book.attempts
        if attempt.incident == case.incident.id
    )


def all_quiet(seen: Evidence) -> Iterator[str]:
    """With everything healthy and time enough nothing waits any more."""
    for case in seen.cases:
        for row in case.pending:
            yield f"{case.key}: {row.op} to {row.target} still waits (needs {row.needs!r})"
    if seen.next_lane is not None:
        yield "a lane is left"
    for errand in seen.unanswered:
        yield f"{errand.id} was never answered"


RULES: Iterable[Rule] = (
    Rule(
        name="done-was-seen",
        sentence="What is settled as done was taken by the other side at least once.",
        breaches=done_was_seen,
    ),
    Rule(
        name="no-page-lost",
        sentence="Every page rang at least once, or was answered, over, or refused by every tool.",
        breaches=no_page_lost,
    ),
    Rule(
        name="repeats-have-a-reason",
        sentence="A call is made again only after a failure, or where a crash, the database or a "
        "lost lease kept its outcome from being written.",
        breaches=repeats_have_a_reason,
    ),
    Rule(
        name="finders-ring-once",
        sentence="A tool that can find a page rings it again only after a lost lease.",
        breaches=finders_ring_once,
    ),
    Rule(
        name="never-given-up",
        sentence="Nothing is given up but what was refused, or a room that cannot be made.",
        breaches=dead_for_a_reason,
    ),
    Rule(
        name="lanes-in-order",
        sentence="Within a lane first attempts come in the order of their events.",
        breaches=lanes_in_order,
    ),
    Rule(
        name="silent-after-the-answer",
        sentence="No attempt to ring begins after the commit of its answer, or of the end.",
        breaches=silent_after_the_answer,
    ),
    Rule(
        name="ringing-is-stopped",
        sentence="What rang is silenced at its tool once it is answered or over.",
        breaches=ringing_is_stopped,
    ),
    Rule(
        name="all-quiet",
        sentence="With everything healthy and time enough, every lane drains and every message "
        "is answered.",
        breaches=all_quiet,
    ),
)
