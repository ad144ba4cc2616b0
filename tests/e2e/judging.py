"""What must be true of the pages that arrived, given the alerts taken and the kills made."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

from tests.e2e.deployment import Deployment
from tests.e2e.killing import Kill
from tests.e2e.posting import alert
from tests.e2e.sink import PageCall

Expected = Sequence[tuple[str, str]]
# Who has not written down for so long what was answered, while so many that were begun after it
# were written down, does not write it down at once. On a machine that is busy a bot may have got no
# turn for that long: then it got no further with the others.
LATE_S = 2.0
LATE_OTHERS = 20


@dataclass(frozen=True, kw_only=True)
class Duplicates:
    """Calls repeated, and calls open at the kills: by what the bot kept, and by the sink's log.

    The sink calls a request answered a moment before the bot has written that down: those few
    (`just_answered`, the longest of them `longest_s` before the kill) are open by what the bot
    kept and closed by the sink.
    """

    repeated: int
    open_at_kills: int
    unanswered_at_kills: int
    just_answered: int
    longest_s: float
    breaches: tuple[str, ...]


def expected_pages(shop: Deployment) -> Expected:
    """(page id, person) of the first step, in order, as `tocsin simulate` tells for one alert."""
    (shop.folder / "alert.json").write_text(json.dumps(alert("k00002")), encoding="utf-8")
    scenario = shop.folder / "one.scenario"
    text = "start 2026-11-23T10:00:00Z\n+0s alert json alert.json\nuntil +1h\n"
    scenario.write_text(text, encoding="utf-8")
    done = shop.run("simulate", str(scenario), "--format", "json")
    assert done.returncode == 0, done
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    pages = [row for row in rows if row["kind"] == "page"]
    for row in pages:
        told = row["data"]
        assert (told["provider"], told["step"], told["outcome"]) == ("hook", 0, "sent"), row
    return [(row["data"]["page_id"].removeprefix("INC-1."), row["to"]) for row in pages]


def lost(calls: Sequence[PageCall], taken: Mapping[str, str], expected: Expected) -> list[str]:
    """The pages that never arrived."""
    came = {str(call["page_id"]) for call in calls if call.ended is not None}
    wanted = (f"{incident}.{page}" for incident in taken.values() for page, _ in expected)
    return [page for page in wanted if page not in came]


def wrong(calls: Sequence[PageCall], taken: Mapping[str, str], expected: Expected) -> list[str]:
    """What arrived and should not have, or is not what the simulator tells."""
    titles = {incident: f"{key} is down" for key, incident in taken.items()}
    persons = dict(expected)
    found = [f"{count} alerts share {one}" for one, count in _shared(taken.values())]
    bodies: dict[str, set[bytes]] = defaultdict(set)
    for call in calls:
        incident, _, page = str(call["page_id"]).partition(".")
        bodies[call.key].add(call.raw)
        told = (call.signed, call["action"], call["severity"], call["title"], call["person"])
        if told != (True, "trigger", "P1", titles.get(incident), persons.get(page)):
            found.append(f"{call['page_id']} is not as simulated: {told}")
    found += [f"{key} came with several bodies" for key, many in bodies.items() if len(many) > 1]
    keys = {(call["page_id"], call.key) for call in calls}
    found += [f"{one} came with several keys" for one, _ in _shared(page for page, _ in keys)]
    return found + _not_the_step(calls, persons)


def _shared(names: Iterable[object]) -> list[tuple[object, int]]:
    return [(name, count) for name, count in Counter(names).items() if count > 1]


def _not_the_step(calls: Sequence[PageCall], pages: Iterable[str]) -> list[str]:
    """Incidents that got other pages than simulated; those of one step ring side by side."""
    came: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        incident, _, page = str(call["page_id"]).partition(".")
        came[incident].add(page)
    return [f"{one}: {sorted(got)}" for one, got in came.items() if got != set(pages)]


def duplicates(calls: Sequence[PageCall], kills: Sequence[Kill]) -> Duplicates:
    """A call is repeated only if a kill met it open, and once for each such kill at most."""
    by_key: dict[str, list[PageCall]] = defaultdict(list)
    for call in calls:
        by_key[call.key].append(call)
    before = [(first, then) for many in by_key.values() for first, then in pairwise(many)]
    reasons = [(first, _reason(first, then, kills)) for first, then in before]
    waits = {one.key: _since_answered(one, kill) for one, kill in reasons if kill is not None}
    others = {one.key: _settled_since(one, kill, calls) for one, kill in reasons if kill}
    breaches = [
        *(f"{one.key} was sent again although no kill met it" for one, kill in reasons if not kill),
        *(
            f"{key} had been answered for {s:.1f} s"
            for key, s in waits.items()
            if s > LATE_S and others[key] >= LATE_OTHERS
        ),
    ]
    allowed = sum(_left_open(call, kills) for call in calls)
    if len(before) > allowed:
        breaches.append(f"{len(before)} duplicates, but {allowed} calls were open at the kills")
    return Duplicates(
        repeated=len(before),
        open_at_kills=allowed,
        unanswered_at_kills=sum(_unanswered(call, kill) for call in calls for kill in kills),
        just_answered=sum(not any(_unanswered(one, kill) for kill in kills) for one, _ in before),
        longest_s=max(waits.values(), default=0.0),
        breaches=tuple(breaches),
    )


def _reason(first: PageCall, then: PageCall, kills: Sequence[Kill]) -> Kill | None:
    """The kill that explains why a call was made again."""
    met = (kill for kill in kills if _between(first, then, kill) and first.key in kill.open)
    return next(met, None)


def _since_answered(call: PageCall, kill: Kill) -> float:
    return max(kill.at - call.ended, 0.0) if call.ended is not None else 0.0


def _settled_since(call: PageCall, kill: Kill, calls: Sequence[PageCall]) -> int:
    """How many that were begun after the answer were written down before the kill."""
    since = call.ended if call.ended is not None else kill.at
    later = (one for one in calls if since < one.began < kill.at and one.ended is not None)
    return sum(one.ended < kill.at and one.key not in kill.open for one in later if one.ended)


def _between(first: PageCall, then: PageCall, kill: Kill) -> bool:
    return first.began <= kill.ended and kill.at <= then.began


def _left_open(call: PageCall, kills: Sequence[Kill]) -> bool:
    """Whether the first kill after the call's begin found it not settled."""
    met = next((kill for kill in kills if call.began <= kill.ended), None)
    return met is not None and call.key in met.open


def _unanswered(call: PageCall, kill: Kill) -> bool:
    return call.began <= kill.ended and (call.ended is None or kill.at <= call.ended)


def unverified(shop: Deployment, incidents: Sequence[str]) -> list[str]:
    """The incidents whose chain does not hold."""
    with ThreadPoolExecutor(2) as pool:
        done = pool.map(lambda one: (one, shop.run("verify", one)), incidents)
        return [
            f"{one}: {result.stdout}{result.stderr}"
            for one, result in done
            if result.returncode or "the chain holds" not in result.stdout
        ]
