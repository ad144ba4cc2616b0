"""Rules about escalation ladders: each step is reachable, and somebody stands on it."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.config.build import build_ladders, build_severities
from tocsin.config.problem_words import did_you_mean
from tocsin.config.team_draft import CONTACTS, TeamDraft
from tocsin.domain.calendar import format_duration
from tocsin.domain.escalation.ladders import all_targets
from tocsin.errors import Problem


def ladders_have_steps(draft: TeamDraft) -> Iterator[Problem]:
    """A ladder calls somebody."""
    for name, part in draft.policies.ladders.items():
        key = f"escalation.{name}.steps"
        if not part.steps:
            what = "This ladder has no step, so it calls nobody."
            yield draft.problem(
                key, what, 'Write steps = [{ after = "0m", targets = ["primary"] }].'
            )
        for number, step in enumerate(part.steps):
            if not step.targets:
                what = "This step calls nobody."
                yield draft.problem(
                    f"{key}[{number}].targets",
                    what,
                    'Write targets = ["primary"], or drop the step.',
                )


def steps_ascend(draft: TeamDraft) -> Iterator[Problem]:
    """No step comes before the one ahead of it."""
    for name, part in draft.policies.ladders.items():
        for number, (before, step) in enumerate(zip(part.steps, part.steps[1:], strict=False), 1):
            if step.after < before.after:
                what = (
                    f"This step comes {format_duration(step.after)} after the start, before the "
                    f"one ahead of it ({format_duration(before.after)}), so it is never reached."
                )
                key = f"escalation.{name}.steps[{number}].after"
                yield draft.problem(key, what, "Put the steps in the order of their times.")


def ladders_are_used(draft: TeamDraft) -> Iterator[Problem]:
    """A policy that no severity names is never reached; often its name is misspelled."""
    used = {row.ladder for row in build_severities(draft).values()}
    for name in draft.policies.escalation:
        if name not in used:
            what = "No severity uses this escalation policy, so none of its steps is reached."
            fix = f'Write ladder = "{name}" under a severity, or drop the section.'
            meant = did_you_mean(name, sorted(used - {""}))
            yield draft.problem(f"escalation.{name}", what, meant or fix, warning=True)


def targets_stand(draft: TeamDraft) -> Iterator[Problem]:
    """Somebody stands behind each target of every ladder in use."""
    yield from _own_targets(draft)
    yield from _default_targets(draft)


def _own_targets(draft: TeamDraft) -> Iterator[Problem]:
    for name, part in draft.policies.ladders.items():
        for number, step in enumerate(part.steps):
            for place, target in enumerate(step.targets):
                if not draft.stands(target):
                    key = f"escalation.{name}.steps[{number}].targets[{place}]"
                    yield draft.unknown_target(key, target)


def _default_targets(draft: TeamDraft) -> Iterator[Problem]:
    """The shipped ladders call people too; the fault is that the team has not named them."""
    ladders, own = build_ladders(draft), draft.names("escalation")
    for row in build_severities(draft).values():
        if row.ladder in own or row.ladder not in ladders:
            continue
        for target in all_targets(ladders[row.ladder]):
            # Contacts the default ladders call are required anyway, and told of there.
            if target not in CONTACTS and not draft.stands(target):
                yield draft.problem(
                    f"oncall.{target}",
                    f"Nobody is {target} on-call, but the ladder {row.ladder} calls them.",
                    f"Add [oncall.{target}] with people, or write [escalation.{row.ladder}] "
                    "without that step.",
                )
