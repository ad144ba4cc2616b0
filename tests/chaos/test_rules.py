"""Each rule can be broken: evidence of a healthy run, with one thing changed, breaches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.chaos.book import Watermark
from tests.chaos.errands import Answer, Errand
from tests.chaos.evidence import Case, Evidence, gather
from tests.chaos.homes import MemoryHome
from tests.chaos.moments import seconds
from tests.chaos.mutants import healthy
from tests.chaos.plan import Alert, Plan, Say, Step
from tests.chaos.rules import RULES, judge
from tests.chaos.run import Run
from tests.chaos.team import Kit
from tocsin.domain.escalation.events import LadderStarted

PLAN = Plan(
    seed=0,
    luck=1,
    platforms=("terminal",),
    tools=(frozenset({"find"}), frozenset()),
    steps=(
        Step(wait=0.0, act=Alert(group="checkout", status="firing", severity="critical")),
        Step(wait=300.0, act=Say(by="ana", words="ack", incident=1)),
        Step(wait=1.0, act=Say(by="bo", words="declare it is slow p1")),
    ),
    answered=False,
)


@pytest.fixture(scope="module")
def healthy_run() -> Evidence:
    """One answered incident, and one that nobody answers."""
    run = Run(PLAN, MemoryHome(), Kit.load(), healthy())
    run.play()
    return gather(run)


@pytest.fixture
def seen(healthy_run: Evidence) -> Evidence:
    return deepcopy(healthy_run)


def first(seen: Evidence, **changed: object) -> Evidence:
    """The evidence with something changed in its first incident."""
    case: Case = replace(seen.cases[0], **changed)  # type: ignore[arg-type]  # named by the tests
    return replace(seen, cases=(case, *seen.cases[1:]))


def forgotten_answer(seen: Evidence) -> Evidence:
    return replace(seen, inbox={})


def lost_event(seen: Evidence) -> Evidence:
    return first(seen, events=seen.cases[0].events[:-1])


def lost_effect(seen: Evidence) -> Evidence:
    return first(seen, settled=seen.cases[0].settled[1:])


def alert_elsewhere(seen: Evidence) -> Evidence:
    errand = seen.sent[0]
    assert errand.answer is not None
    errand.answer = Answer(text="", accepted=True, status=202, incident="INC-2")
    return seen


def two_open_for_one_group(seen: Evidence) -> Evidence:
    return replace(seen, cases=(seen.cases[0], *seen.cases))


def nobody_took_it(seen: Evidence) -> Evidence:
    for attempt in seen.book.attempts:
        attempt.acted = 0
    return seen


def nobody_was_rung(seen: Evidence) -> Evidence:
    seen.vendors.rings.clear()
    return seen


def again_without_a_reason(seen: Evidence) -> Evidence:
    seen.book.attempts.append(seen.book.attempts[0])
    return seen


def rung_twice(seen: Evidence) -> Evidence:
    for attempt in seen.book.attempts:
        attempt.acted *= 2
    return seen


def given_up(seen: Evidence) -> Evidence:
    settled = seen.cases[0].settled
    return first(seen, settled=(replace(settled[0], outcome="dead"), *settled[1:]))


def backwards(seen: Evidence) -> Evidence:
    seen.book.attempts.reverse()
    return seen


def rung_after_the_answer(seen: Evidence) -> Evidence:
    for attempt in seen.book.attempts:
        if attempt.op == "page":
            attempt.commit = seen.book.commit
    return seen


def still_ringing(seen: Evidence) -> Evidence:
    seen.vendors.stopped.clear()
    return seen


def never_answered(seen: Evidence) -> Evidence:
    act = Say(by="ana", words="ack")
    errand = Errand(act=act, id="m99", number=99, due=seconds(0))
    return replace(seen, unanswered=(errand,))


def step_missed(seen: Evidence) -> Evidence:
    began = next(one for one in seen.book.events if isinstance(one.event, LadderStarted))
    late = began.event.at + timedelta(hours=1)
    seen.book.watermarks.append(Watermark(commit=began.commit, now=late))
    return seen


def ladder_began_later(seen: Evidence) -> Evidence:
    events = seen.book.events
    for number, one in enumerate(events):
        if isinstance(one.event, LadderStarted):
            later = replace(one.event, at=one.event.at + timedelta(minutes=1))
            events[number] = replace(one, event=later)
    return seen


def no_timers(seen: Evidence) -> Evidence:
    return first(seen, timers=())


def nothing_was_posted(seen: Evidence) -> Evidence:
    seen.vendors.posts.clear()
    return seen


def seen_as_it_ran(rule: str) -> Callable[[Evidence], Evidence]:
    def breach(seen: Evidence) -> Evidence:
        seen.book.breach(rule, "seen")
        return seen

    return breach


CHANGES: Mapping[str, Callable[[Evidence], Evidence]] = {
    "answers-stand": forgotten_answer,
    "history-holds": lost_event,
    "effects-counted": lost_effect,
    "alerts-kept": alert_elsewhere,
    "one-episode": two_open_for_one_group,
    "done-was-seen": nobody_took_it,
    "no-page-lost": nobody_was_rung,
    "repeats-have-a-reason": again_without_a_reason,
    "finders-ring-once": rung_twice,
    "never-given-up": given_up,
    "lanes-in-order": backwards,
    "silent-after-the-answer": rung_after_the_answer,
    "ringing-is-stopped": still_ringing,
    "all-quiet": never_answered,
    "ladders-climb": step_missed,
    "never-early": ladder_began_later,
    "timers-stand": no_timers,
    "rooms-hear": nothing_was_posted,
    "one-fence": seen_as_it_ran("one-fence"),
    "nothing-breaks": seen_as_it_ran("nothing-breaks"),
}


def test_a_healthy_run_breaches_nothing(seen: Evidence) -> None:
    assert judge(seen) == []
    assert len(seen.cases) == 2


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_a_rule_can_be_broken(seen: Evidence, rule: str) -> None:
    assert rule in {one.rule for one in judge(CHANGES[rule](seen))}
