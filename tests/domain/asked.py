"""Arbitrary commands, people, waits and restarts, for the property tests."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import datetime, timedelta
from typing import Any, get_type_hints

from hypothesis import strategies as st

from tests.domain.given import NAMES, PROM, START, Story, declare
from tocsin.domain.alerts.decide import AlertChange
from tocsin.domain.command import Command
from tocsin.domain.decide import DECIDE
from tocsin.domain.flags import FLAGS
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.people import ENGINE
from tocsin.domain.severity import SEVERITIES
from tocsin.domain.triage import Accept
from tocsin.errors import RejectedCommand

ACTORS = (*NAMES, "guest-kim", "guest-john.doe", PROM, "paging.hook", ENGINE, "", "nobody")
MOMENTS = st.integers(min_value=-3000, max_value=3000).map(lambda n: START + timedelta(minutes=n))
OBLIGATIONS = (
    "triage ack role:tl handoff approval update escalate-em stability ticket action-item:1 "
    "postmortem-draft public-postmortem x"
).split()
WORDS = st.sampled_from(["", "a reason", "Investigating", "Mitigating", "resolved", "x" * 300])
ALERTS = st.builds(
    AlertChange, fingerprint=st.sampled_from(["a", "b"]), title=st.just("an alert"),
    firing=st.booleans(), started=MOMENTS,
)  # fmt: skip
# What a field is likely to hold, by its name; else anything of its type.
LIKELY: dict[str, st.SearchStrategy[Any]] = {
    "flag": st.sampled_from([*FLAGS, "fire"]),
    "flags": st.lists(st.sampled_from(FLAGS), max_size=2).map(tuple),
    "person": st.sampled_from([*NAMES, "nobody"]),
    "target": st.sampled_from(["primary", "backup", "em", "leadership", "security", "@bo", "@x"]),
    "alerts": st.lists(ALERTS, max_size=3).map(tuple),
    "pages_only": st.sampled_from([(), ("max",)]),
    "page": st.sampled_from(["p1", "p2", "p9", ""]),
    "provider": st.sampled_from(["hook", "spare", "strange"]),
    "n": st.one_of(st.none(), st.integers(min_value=-1, max_value=6)),
    "number": st.integers(min_value=1, max_value=9),
    "nudge": st.integers(min_value=-1, max_value=9),
    "generation": st.integers(min_value=0, max_value=40),
    "name": st.sampled_from(OBLIGATIONS),
    "obligation": st.sampled_from(OBLIGATIONS),
    "milestone": st.sampled_from(["detected", "mitigated", "impact-started", "lunch"]),
    "truncated": st.integers(min_value=0, max_value=3),
}


def _field(name: str, kind: Any) -> st.SearchStrategy[Any]:
    if name in LIKELY:
        return LIKELY[name]
    if kind in (str, str | None):
        return WORDS if kind is str else st.one_of(st.none(), WORDS)
    if kind in (datetime, datetime | None):
        return MOMENTS
    return st.from_type(kind)


def _command(kind: type[Command]) -> st.SearchStrategy[Command]:
    hints = get_type_hints(kind)
    made = {one.name: _field(one.name, hints[one.name]) for one in fields(kind)}
    optional = {one.name for one in fields(kind) if one.default is not MISSING}
    needed = {name: made[name] for name in made if name not in optional}
    free = st.fixed_dictionaries(needed, optional={name: made[name] for name in optional})
    return free.map(lambda given: kind(**given))


COMMANDS: st.SearchStrategy[Command] = st.one_of(
    *(_command(kind) for kind in DECIDE), st.just(Acknowledge()), st.just(Accept())
)
FLAGGED: tuple[tuple[str, ...], ...] = ((), ("drill",), ("security",))
# The state a story is opened in; drills and reports too.
OPENINGS = st.sampled_from(
    [declare(severity, flags=flags) for severity in (*SEVERITIES, None) for flags in FLAGGED]
)
PASSING = st.sampled_from([0, 1, 4, 16, 70, 1500])
# One step: (who, what, minutes that pass before, whether timers fire on the way).
STEPS = st.lists(st.tuples(st.sampled_from(ACTORS), COMMANDS, PASSING, st.booleans()), max_size=12)
Steps = list[tuple[str, Command, int, bool]]


def play(story: Story, steps: Steps) -> Story:
    """Run the steps; refusals are answers too. Where timers did not fire, the engine was down."""
    minutes = story.minute_now()
    for by, command, passing, fires in steps:
        minutes += passing
        if fires:
            story.wait(minutes)
        story.at(minutes)
        try:
            story.when(command, by=by)
        except RejectedCommand:
            continue
    return story
