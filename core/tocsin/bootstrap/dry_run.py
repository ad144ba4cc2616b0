"""What would become of every section, without a start: for `check` and `plugins`.

Every factory is called, each within its time; that implies no network. Strategies are asked for a
plan of an incident that is made up. Nothing is kept: the store is in memory, the folders pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tocsin.bootstrap.clock_and_ids import utc_now
from tocsin.bootstrap.provider_instances import Instances, make_instances
from tocsin.config.values import Team, Teams
from tocsin.domain.escalation.ladders import Unplanned
from tocsin.domain.incident import Incident
from tocsin.domain.severity import SEVERITIES
from tocsin.engine.strategies import Planner
from tocsin.plugin_manager import Plugins
from tocsin.providers.kinds import ESCALATION
from tocsin.store.memory import MemoryStore


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """Every provider of the team files, made once and closed again, with what cannot be made.

    Strategies that give no plan are among the faults.
    """

    made: Instances
    warnings: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """The sections that cannot be made, as sentences."""
        return self.made.faults


def dry_run(teams: Teams, plugins: Plugins) -> DryRun:
    """Make everything once, and let go of it; of what is not installed the team files tell."""
    with made_for_check(_installed(teams, plugins), plugins) as made:
        return DryRun(made=made, warnings=tuple(_planless(teams, made)))


@contextmanager
def made_for_check(teams: Teams, plugins: Plugins) -> Iterator[Instances]:
    """Yield every instance that can be made; they are closed at the end of the `with`."""
    with TemporaryDirectory(prefix="tocsin-check-") as folder:
        made = make_instances(
            teams,
            plugins,
            store=MemoryStore(),
            chats={},
            data_dir=Path(folder),
            clock=utc_now,
        )
        try:
            yield made
        finally:
            made.close()


def _installed(teams: Teams, plugins: Plugins) -> Teams:
    def there(team: Team) -> Team:
        found = {
            place: section
            for place, section in team.sections.items()
            if (section.kind, section.type) in plugins.types
        }
        return replace(team, sections=found)

    return replace(teams, teams={name: there(team) for name, team in teams.teams.items()})


def _planless(teams: Teams, made: Instances) -> Iterator[str]:
    planner = Planner(made.providers.of(ESCALATION), teams)
    for team in teams.teams.values():
        reasons: dict[str, str] = {}
        for severity in SEVERITIES:
            trial = Incident(
                id="check", policy=team.policy, team=team.id, title="a trial", severity=severity
            )
            planned = planner(team.id, trial)
            if isinstance(planned, Unplanned):
                reasons.setdefault(team.policy.severity(severity).ladder, planned.reason)
        for name, reason in reasons.items():
            yield f"escalation.{name} of team {team.id} gives no plan: {reason}"
