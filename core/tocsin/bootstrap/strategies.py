"""Escalation strategies of plugins: asked once when calling starts, never trusted to be right."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from tocsin.domain.incident import Incident
from tocsin.domain.ladders import Ladder, Step
from tocsin.domain.titles import called
from tocsin.engine.trouble import where
from tocsin.providers import EscalationStrategy, IncidentView

log = logging.getLogger(__name__)
LONGEST = 100
LATEST = timedelta(days=7)
Strategies = Mapping[tuple[str, str], EscalationStrategy]


def planner(strategies: Strategies) -> Callable[[str, Incident], Ladder | None]:
    """Ask the strategy of the incident's ladder; None = the policy's own ladder is used."""

    def plan(team: str, incident: Incident) -> Ladder | None:
        severity = incident.severity
        name = incident.policy.severity(severity).ladder if severity else ""
        strategy = strategies.get((team, name))
        if strategy is None:
            return None
        try:
            ladder = strategy.plan(view(incident))
            _check(ladder)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            log.error(
                "escalation.%s of team %s failed; the built-in ladder is used: %s",
                name,
                team,
                where(error),
            )
            return None
        return ladder

    return plan


def _check(ladder: object) -> None:
    """A plan is a ladder that is finite and goes forward in time. Raises ValueError."""
    if not isinstance(ladder, Ladder) or not isinstance(vars(ladder)["steps"], tuple):
        raise ValueError("a plan is a Ladder with a tuple of steps")
    times = [step.after for step in ladder.steps if _sound(step)]
    if not times or len(times) < len(ladder.steps) or times != sorted(times):
        raise ValueError("a plan has steps, in the order of their times, each calling somebody")
    if not 0 <= ladder.repeats < LONGEST or len(times) * (ladder.repeats + 1) > LONGEST:
        raise ValueError(f"a plan has at most {LONGEST} calls")
    if ladder.repeat_every <= timedelta(0) or not timedelta(0) <= times[0]:
        raise ValueError("a plan goes forward in time")
    if times[-1] + (ladder.repeats + 1) * ladder.repeat_every > LATEST:
        raise ValueError(f"a plan ends within {LATEST.days} days")


def _sound(step: object) -> bool:
    return (
        isinstance(step, Step)
        and vars(step)["manner"] in ("page", "notify")
        and len(step.targets) > 0
        and all(isinstance(target, str) for target in list(vars(step)["targets"]))
    )


def view(incident: Incident) -> IncidentView:
    """What a plugin may see of an incident."""
    return IncidentView(
        id=incident.id,
        number=incident.key,
        version=incident.version,
        team=incident.team,
        title=called(incident, "plugin"),
        status=incident.status,
        severity=incident.severity or "",
        flags=tuple(sorted(incident.flags)),
        roles={role: held.person for role, held in incident.roles.items()},
        milestones=dict(incident.milestones),
    )
