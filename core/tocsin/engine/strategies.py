"""Asks a plugin's escalation strategy once when calling starts, and checks its plan.

They are asked while the writer waits: for a very short time, and one that hung is left alone for
a while. The built-in ladder calls then, and the room hears why.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Final

from tocsin.config.values import Teams
from tocsin.deadlines import Raised
from tocsin.domain.escalation.ladders import Ladder, Step, Unplanned
from tocsin.domain.incident import Incident
from tocsin.engine.incident_view import incident_view
from tocsin.error_location import error_location
from tocsin.errors import ProviderError
from tocsin.providers import EscalationStrategy

log = logging.getLogger(__name__)
LONGEST = 100
LATEST = timedelta(days=7)
STRATEGY_PAUSE_S: Final = 300.0
Strategies = Mapping[tuple[str, str], EscalationStrategy]
Heard = Callable[[str, str, bool], None]


class Planner:
    """Asks the strategy of an incident's ladder; called with the team and the incident."""

    def __init__(
        self,
        strategies: Strategies,
        teams: Teams,
        heard: Heard = lambda _team, _name, _worked: None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """`heard(team, name, worked)` is told what came of each question.

        Args:
            strategies: By team and name of the policy.
            steady: Seconds of a clock that nobody sets.
        """
        self._strategies = strategies
        self._teams = teams
        self._heard = heard
        self._steady = steady
        self._benched: dict[tuple[str, str], float] = {}

    def __call__(self, team: str, incident: Incident) -> Ladder | Unplanned | None:
        """Return the plan; None = no strategy, `Unplanned` = none that can be used."""
        severity = incident.severity
        name = incident.policy.severity(severity).ladder if severity else ""
        strategy = self._strategies.get((team, name))
        if strategy is None:
            return None
        if self._steady() < self._benched.get((team, name), 0.0):
            return Unplanned(reason="it hung a while ago and is left alone for now")
        found = self._asked(strategy, team, name, incident)
        self._heard(team, name, isinstance(found, Ladder))
        return found

    def _asked(
        self, strategy: EscalationStrategy, team: str, name: str, incident: Incident
    ) -> Ladder | Unplanned:
        try:
            ladder = strategy.plan(incident_view(incident))
            _check(ladder)
            _check_targets(ladder, self._known(team))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            if isinstance(error, ProviderError) and error.code in ("timeout", "unavailable"):
                self._benched[team, name] = self._steady() + STRATEGY_PAUSE_S
            told = "escalation.%s of team %s failed; the built-in ladder is used: %s"
            log.error(told, name, team, error_location(error))
            return Unplanned(reason=_why(error))
        for target in _unknown(ladder, self._known(team)):
            log.warning("escalation.%s of team %s plans for an unknown %s", name, team, target)
        return ladder

    def _known(self, team: str) -> frozenset[str] | None:
        """Every target somebody may stand behind; None = the team's file is gone."""
        found = self._teams.teams.get(team)
        if found is None:
            return None
        persons = (f"@{person}" for person in self._teams.people)
        return frozenset({*found.levels, *found.contacts, *found.emails, *persons})


class InvalidPlan(ValueError):
    """A plan that cannot be used; its sentence may be shown in the room."""


def _why(error: BaseException) -> str:
    ours = isinstance(error, InvalidPlan | ProviderError | Raised)
    return str(error) if ours else type(error).__name__


def _unknown(ladder: Ladder, known: frozenset[str] | None) -> Iterator[str]:
    for target in dict.fromkeys(aim for step in ladder.steps for aim in step.targets):
        if known is not None and target not in known:
            yield target


def _check_targets(ladder: Ladder, known: frozenset[str] | None) -> None:
    """No step may be left with nobody. Raises UnsoundPlan."""
    unknown = frozenset(_unknown(ladder, known))
    for number, step in enumerate(ladder.steps, start=1):
        if unknown.issuperset(step.targets):
            raise InvalidPlan(f"step {number} is for {step.targets[0][:40]!r}, who is nobody here")


def _check(ladder: object) -> None:
    """A plan is a ladder that is finite and goes forward in time. Raises UnsoundPlan."""
    if not isinstance(ladder, Ladder) or not isinstance(vars(ladder)["steps"], tuple):
        raise InvalidPlan("a plan is a Ladder with a tuple of steps")
    times = [step.after for step in ladder.steps if _sound(step)]
    if not times or len(times) < len(ladder.steps) or times != sorted(times):
        raise InvalidPlan("a plan has steps, in the order of their times, each calling somebody")
    if not 0 <= ladder.repeats < LONGEST or len(times) * (ladder.repeats + 1) > LONGEST:
        raise InvalidPlan(f"a plan has at most {LONGEST} calls")
    if ladder.repeat_every <= timedelta(0) or not timedelta(0) <= times[0]:
        raise InvalidPlan("a plan goes forward in time")
    if times[-1] + (ladder.repeats + 1) * ladder.repeat_every > LATEST:
        raise InvalidPlan(f"a plan ends within {LATEST.days} days")


def _sound(step: object) -> bool:
    return (
        isinstance(step, Step)
        and vars(step)["manner"] in ("page", "notify")
        and len(step.targets) > 0
        and all(isinstance(target, str) for target in list(vars(step)["targets"]))
    )
