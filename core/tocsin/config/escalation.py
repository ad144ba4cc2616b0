"""Escalation policies: `[escalation.<policy>] strategy = "…"`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tocsin.config.fields import is_name
from tocsin.config.part_reading import read_part
from tocsin.config.process import LadderPart
from tocsin.config.sections import LADDER, WrittenSection, read_section
from tocsin.config.values import Escalation, ProviderModels, Section
from tocsin.errors import Problem


@dataclass(kw_only=True)
class Policies:
    """The escalation policies that could be read, by name."""

    ladders: dict[str, LadderPart] = field(default_factory=dict)
    escalation: dict[str, Escalation] = field(default_factory=dict)
    sections: dict[tuple[str, str], Section] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_policies(raw: object, models: ProviderModels, file: str) -> Policies:
    """Read `[escalation.*]`: ladders here, every other strategy with the model of its plugin."""
    policies = Policies()
    if not isinstance(raw, Mapping):
        policies.problems.append(_misplaced(file, "escalation"))
        return policies
    for name, section in raw.items():
        if not isinstance(section, Mapping) or not is_name(name):
            policies.problems.append(_misplaced(file, f"escalation.{name[:40]}"))
            continue
        strategy = str(section.get("strategy", LADDER))
        written = WrittenSection(
            file=file,
            kind="escalation",
            instance=name,
            type=strategy,
            raw=section,
            selector="strategy",
        )
        policies.escalation[name] = Escalation(strategy, section)
        _read_policy(policies, written, models)
    return policies


def _read_policy(policies: Policies, written: WrittenSection, models: ProviderModels) -> None:
    if written.type == LADDER:
        sound = _read_ladder(policies, written)
        if not sound or ("escalation", LADDER) not in models:
            return
    section, problems = read_section(written, models)
    policies.problems += problems
    if section is not None:
        policies.sections["escalation", written.instance] = section


def _read_ladder(policies: Policies, written: WrittenSection) -> bool:
    place = (written.kind, written.instance)
    part, problems = read_part(LadderPart, written.raw, file=written.file, prefix=place)
    policies.problems += problems
    if part is not None:
        policies.ladders[written.instance] = part
    return not problems


def _misplaced(file: str, key: str) -> Problem:
    return Problem(
        file=file,
        key=key,
        what="An escalation policy is a section with a name of its own.",
        fix="Write [escalation.<policy>] with steps = [ … ] below it.",
    )
