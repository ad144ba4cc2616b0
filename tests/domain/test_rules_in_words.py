"""What is owed is said with the numbers of the team, never with those of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, Final

import pytest

from tests.domain.given import Story, commanded, only, opened, team, ticked
from tocsin.domain.approvals import Approve
from tocsin.domain.gaps import GapRecorded
from tocsin.domain.mitigation import FinishMitigation, MarkMitigated, Mitigate
from tocsin.domain.obligations import obligations
from tocsin.domain.plurals import duration_words, interval_words
from tocsin.domain.policy import DEFAULT_POLICY, ProcessPolicy, SeverityPolicy
from tocsin.domain.resolution import Resolve
from tocsin.domain.roles.decide import Take

PAGES: Final = team(
    instances={"status_page": ("static",)}, words=lambda name, _incident, _at: f"[{name}]"
)
LATER: Final = timedelta(minutes=7)
"""Makes of each number of the document one that does not stand in it."""
_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?|an|every) (second|minute|hour)")
_UNITS: Final = {"second": 1, "minute": 60, "hour": 3600}


def own(part: Any) -> dict[str, Any]:
    """Each length of time that stands in a policy or in a row of it, made longer."""
    values = {one.name: getattr(part, one.name) for one in fields(part)}
    return {name: value + LATER for name, value in values.items() if isinstance(value, timedelta)}


def odd() -> ProcessPolicy:
    """The process of a team that has changed every number."""
    rows: dict[Any, SeverityPolicy] = {
        key: replace(row, **own(row)) for key, row in DEFAULT_POLICY.severities.items()
    }
    return replace(DEFAULT_POLICY, severities=rows, **own(DEFAULT_POLICY))


def lengths(policy: ProcessPolicy) -> set[float]:
    """The seconds of each number of a policy."""
    parts: tuple[ProcessPolicy | SeverityPolicy, ...] = (policy, *policy.severities.values())
    values = (getattr(part, one.name) for part in parts for one in fields(part))
    return {value.total_seconds() for value in values if isinstance(value, timedelta)}


def said(words: str) -> list[float]:
    """The seconds of each length of time that a sentence names."""
    found = _NUMBER.findall(words)
    return [_UNITS[unit] * (1 if n in ("an", "every") else float(n)) for n, unit in found]


def stories() -> Iterator[Story]:
    yield opened(None, policy=odd())
    for severity in ("P0", "P1", "P2", "P3"):
        yield commanded(severity, policy=odd())
        yield opened(severity, policy=odd())
    story = commanded("P0", policy=odd(), roster=PAGES)
    story.does(Take(role="tl"), Mitigate(strategy="rollback", what="deploy 812"), by="bo")
    yield story
    story.does(Approve()).at(10).does(FinishMitigation(), by="bo").does(MarkMitigated())
    yield story
    ticked(story).wait(60)
    yield story.does(Resolve(override="it is over"))


def test_each_rule_names_only_numbers_of_the_teams_own() -> None:
    known = lengths(odd())
    rules = {owed.name: owed.rule for story in stories() for owed in obligations(story.incident)}
    assert {"triage", "ack", "update", "escalate-em", "customer-notice", "stability"} <= {*rules}
    assert {"postmortem-draft", "postmortem-publish", "status-page"} <= {*rules}
    wrong = {name: rule for name, rule in rules.items() if not {*said(rule)} <= known}
    assert wrong == {}


def test_a_late_triage_is_noted_with_the_teams_own_number() -> None:
    story = opened(None, policy=odd())
    story.wait(13)
    (gap,) = only(GapRecorded, story.events)
    assert {*said(gap.text)} == {720.0}


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=30), "30 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=1), "an hour"),
        (timedelta(days=3), "72 hours"),
    ],
)
def test_a_length_of_time_is_said_in_the_largest_unit_that_holds_it(
    span: timedelta, words: str
) -> None:
    assert duration_words(span) == words


def test_how_often_is_said_without_an_article() -> None:
    assert interval_words(timedelta(hours=1)) == "every hour"
    assert interval_words(timedelta(minutes=30)) == "every 30 minutes"
