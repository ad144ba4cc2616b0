"""`tocsin check --live`: asks every tool of the teams one harmless thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final
from uuid import uuid4

from tocsin.bootstrap.clock_and_ids import utc_now
from tocsin.bootstrap.dry_run import made_for_check
from tocsin.bootstrap.provider_instances import Instances
from tocsin.bootstrap.secret_mask import mask_of
from tocsin.cli.chat_doctor import print_findings
from tocsin.cli.setup import inspect
from tocsin.config.values import ScheduleRef, Teams
from tocsin.domain.people import Person
from tocsin.errors import ProviderError
from tocsin.providers import Call, CanExamine, Finding, Schedules
from tocsin.providers.kinds import EXAMINE, SCHEDULES

MOST: Final = 100
Found = Sequence[Finding]


def check_live(config: Path | None) -> int:
    """Print what every instance that can be asked finds; 0 when there is no fault, else 1."""
    found = inspect(config)
    mask = mask_of(found.deployment, found.teams, settings=found.settings)
    verdicts: list[str] = []
    with made_for_check(found.teams, found.plugins) as made:
        for name, findings in instance_findings(found.teams, made):
            verdicts += print_findings(name, findings, mask)
    return 1 if "fault" in verdicts else 0


def instance_findings(teams: Teams, made: Instances) -> Iterator[tuple[str, Found]]:
    """Yield `<team>: <section>` and what is found, for each instance that can be asked.

    Of every level of `[oncall]` whose schedule is kept in a tool, who is on call now is asked too.
    """
    for (kind, team, name), instance in made.providers.made.items():
        if isinstance(instance, CanExamine):
            people = [teams.people[person] for person in teams.teams[team].people]
            yield (
                f"{team}: {kind}.{name}",
                _findings("can be asked", partial(_examined, instance, people)),
            )
    tools = made.providers.of(SCHEDULES)
    for team, own in teams.teams.items():
        for level, ref in own.schedules.items():
            if (team, ref.instance) in tools:
                what = f"the schedule of oncall.{level}"
                ask = partial(_on_call, tools[team, ref.instance], ref, what)
                yield f"{team}: {SCHEDULES.kind}.{ref.instance}", _findings(what, ask)


def _examined(tool: CanExamine, people: Sequence[Person]) -> Found:
    return tool.examine(people, _call())[:MOST]


def _on_call(tool: Schedules, ref: ScheduleRef, what: str) -> Found:
    if tool.on_call(ref.id, utc_now(), _call()):
        return (Finding(what=what, verdict="ok"),)
    detail = f"nobody is on call of {ref.id} now: the next step of the ladder would be called"
    return (Finding(what=what, verdict="warning", detail=detail),)


def _findings(what: str, ask: Callable[[], Found]) -> Found:
    """What is found; a tool that cannot be asked, and one that breaks, is a finding too."""
    try:
        return ask()
    except ProviderError as error:
        return (Finding(what=what, verdict="fault", detail=str(error)),)
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything, with a secret in it
        raised = f"it raised {type(error).__name__}; tell its author"
        return (Finding(what=what, verdict="fault", detail=raised),)


def _call() -> Call:
    return Call(
        effect_key=f"check:{uuid4()}",
        object_key="check",
        deadline_s=EXAMINE.deadline_s,
        attempt=1,
        correlation="check",
        at=utc_now(),
    )
