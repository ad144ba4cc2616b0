"""Rules about what was accepted: answers, events, alerts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from tests.chaos.errands import Errand
from tests.chaos.evidence import Case, Evidence, Rule
from tests.chaos.plan import Alert, Say
from tests.chaos.team import PEOPLE
from tocsin.domain.alerts.events import AlertFired, GroupJoined
from tocsin.domain.effects import effects
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ENDED
from tocsin.domain.paging.events import PageFailedOver, PageRequested

# The team's source of alerts cannot be told of them, so nothing is queued for it.
UNABLE = frozenset({"alert-ack", "alert-resolve"})

# The first word of what was said -> what an accepted one must have left behind.
LEAVES: Mapping[str, frozenset[str]] = {
    "declare": frozenset({"declared"}),
    "report": frozenset({"declared"}),
    "ack": frozenset({"acknowledged", "page-answered"}),
    "accept": frozenset({"accepted"}),
    "decline": frozenset({"declined"}),
    "severity": frozenset({"severity-changed"}),
    "take": frozenset({"role-assigned"}),
    "page": frozenset({"page-requested", "asked-again"}),
    "update": frozenset({"update-posted"}),
    "mitigate": frozenset({"mitigation-proposed"}),
    "approve": frozenset({"mitigation-approved"}),
    "done": frozenset({"mitigation-done"}),
    "mitigated": frozenset({"mitigated"}),
    "check": frozenset({"checked"}),
    "resolve": frozenset({"resolved"}),
    "reopen": frozenset({"reopened"}),
    "close": frozenset({"closed"}),
    "handoff": frozenset({"handoff-offered", "role-assigned"}),
    "accept-handoff": frozenset({"role-assigned"}),
    "flag": frozenset({"flag-set"}),
    "note": frozenset({"noted"}),
    "snooze": frozenset({"snoozed"}),
}


def answers_stand(seen: Evidence) -> Iterator[str]:
    """Each answer is the one that was kept, and an accepted command left its events."""
    events: dict[int, set[str]] = {}
    for one in seen.book.events:
        events.setdefault(one.commit, set()).add(one.event.type)
    for errand in seen.sent:
        act = errand.act
        if isinstance(act, Say) and not act.only_asks and errand.answer is not None:
            yield from _said(errand, act, seen, events)


def _said(
    errand: Errand, act: Say, seen: Evidence, events: Mapping[int, set[str]]
) -> Iterator[str]:
    key = (errand.source, errand.id)
    row, commit = seen.inbox.get(key), seen.book.answers.get(key)
    if row is None or row.handled is None or commit is None:
        yield f"{errand.id} ({act.words}) was answered and is not kept"
        return
    wanted = LEAVES.get(act.words.split()[0])
    accepted = errand.answer is not None and errand.answer.accepted
    if accepted and wanted and not wanted & events.get(commit, set()):
        yield f"{errand.id} ({act.words}) was accepted and left no event"


def history_holds(seen: Evidence) -> Iterator[str]:
    """Gapless versions, the projection is the fold, the chain holds, nothing vanished."""
    hashes = {
        (case.incident.id, one.seq): one.body_sha256 for case in seen.cases for one in case.events
    }
    for one in seen.book.events:
        if hashes.pop((one.incident, one.seq), None) != one.sha256:
            yield f"event {one.seq} ({one.event.type}) of {one.incident} was committed and changed"
    for incident, seq in hashes:
        yield f"event {seq} of {incident} is there and was never committed"
    for case in seen.cases:
        yield from _gaps(case)
        yield from _chain(case)


def _gaps(case: Case) -> Iterator[str]:
    if [one.seq for one in case.events] != list(range(1, case.incident.version + 1)):
        yield f"{case.key}: versions have gaps"
    before = case.incident
    state = Incident(id=before.id, policy=before.policy)
    for one in case.events:
        if one.event is not None:
            state = evolve(state, one.event)
    if state != before:
        yield f"{case.key}: the projection is not the fold of its events"


def _chain(case: Case) -> Iterator[str]:
    last = sha256(f"tocsin:{case.incident.id}".encode()).digest()
    for one in case.events:
        body = sha256((one.body or "").encode()).digest()
        last = sha256(last + body).digest()
        if (body.hex(), last.hex()) != (one.body_sha256, one.chain):
            yield f"{case.key}: the chain breaks at {one.seq}"
            return


def effects_counted(seen: Evidence) -> Iterator[str]:
    """Every event that must be told has exactly one row for each telling."""
    for case in seen.cases:
        there = Counter([one.key for one in case.settled])
        there.update(one.key for one in case.pending)
        wanted = set(_wanted(case))
        for key, count in there.items():
            if count > 1:
                yield f"{case.key}: {key} is there {count} times"
            if key not in wanted:
                yield f"{case.key}: nobody asked for {key}"
        for key in sorted(wanted - there.keys()):
            yield f"{case.key}: {key} is nowhere"


def _wanted(case: Case) -> Iterator[str]:
    """Keys of all effects; those of pages by hand, as they matter most."""
    state = Incident(id=case.incident.id, policy=case.incident.policy)
    for one in case.events:
        if one.event is None:
            continue
        state = evolve(state, one.event)
        if isinstance(one.event, PageRequested | PageFailedOver):
            yield f"{case.incident.id}:{one.seq}:0:paging.{one.event.provider}"
        for number, effect in enumerate(effects(one.event, state)):
            known = effect.op != "direct" or effect.about.person in PEOPLE
            if known and effect.op not in UNABLE:
                yield f"{case.incident.id}:{one.seq}:{number}:{effect.target}"


def alerts_kept(seen: Evidence) -> Iterator[str]:
    """Each alert that was answered 201 or 202 is on the incident that was named."""
    by_key = {case.key: case for case in seen.cases}
    created: Counter[str] = Counter()
    for errand in seen.sent:
        act, answer = errand.act, errand.answer
        if not isinstance(act, Alert) or answer is None:
            continue
        if answer.incident is None:
            if act.status == "firing":
                yield f"a firing alert of {act.group} was accepted for no incident"
            continue
        if act.group not in _groups(by_key.get(answer.incident)):
            yield f"{act.group} was accepted for {answer.incident} and is not there"
        if answer.status == 201 and not act.sender_id:
            created[answer.incident] += 1
    yield from (f"{key} was new {count} times" for key, count in created.items() if count > 1)


def _groups(case: Case | None) -> set[str]:
    found: set[str] = set()
    for one in () if case is None else case.events:
        if isinstance(one.event, AlertFired | GroupJoined):
            found.add(one.event.key)
    return found


def episodes_are_one(seen: Evidence) -> Iterator[str]:
    """A group of alerts has at most one open incident of its own."""
    titles = Counter(
        case.incident.title
        for case in seen.cases
        if case.incident.source == "alert" and case.incident.status not in ENDED
    )
    for title, count in titles.items():
        if count > 1 and not title.startswith("Alert storm"):
            yield f"{count} open incidents for: {title}"


RULES: Iterable[Rule] = (
    Rule(
        name="answers-stand",
        sentence="What was accepted stays, and a repeat gets the same answer and changes nothing.",
        breaches=answers_stand,
    ),
    Rule(
        name="history-holds",
        sentence="Versions have no gaps, an incident is the fold of its events, its chain holds, "
        "and no committed event ever changes or vanishes.",
        breaches=history_holds,
    ),
    Rule(
        name="effects-counted",
        sentence="Whatever must be told has exactly one row, waiting or settled.",
        breaches=effects_counted,
    ),
    Rule(
        name="alerts-kept",
        sentence="Every alert answered with 201 or 202 is on the incident that was named.",
        breaches=alerts_kept,
    ),
    Rule(
        name="one-episode",
        sentence="A group of alerts has at most one open incident.",
        breaches=episodes_are_one,
    ),
)
