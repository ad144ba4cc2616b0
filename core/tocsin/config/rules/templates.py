"""Rules about the texts a team writes itself: templates and named queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tocsin.config.build import build_policy
from tocsin.config.problem_words import advice, as_sentence, key_path
from tocsin.config.team_draft import TeamDraft
from tocsin.domain.calendar import format_duration
from tocsin.domain.policy import DEFAULT_POLICY, ProcessPolicy
from tocsin.domain.templates import NAMES, VARIABLES
from tocsin.errors import Problem
from tocsin.templating import fault


def templates_can_be_filled(draft: TeamDraft) -> Iterator[Problem]:
    """Every template has a name that is used, and text that can be filled."""
    for name, text in draft.parts.templates.items():
        key = key_path(("templates", name))
        if name not in NAMES:
            yield draft.problem(key, "There is no such template.", advice(name, NAMES, "templates"))
        elif wrong := fault(text, VARIABLES):
            fix = "docs/templates.md shows the variables and what a template may hold."
            yield draft.problem(key, as_sentence(f"this cannot be filled: {wrong}"), fix)


def promises_can_be_kept(draft: TeamDraft) -> Iterator[Problem]:
    """A team that moves one of the two clocks does not promise outside what it plans for later.

    The process document itself promises within 48 hours what is published within 72.
    """
    promised, planned = _clocks(build_policy(draft))
    if promised < planned and (promised, planned) != _clocks(DEFAULT_POLICY):
        what = (
            f"The status page promises the post-mortem within {format_duration(promised)}, "
            f"it is due in {format_duration(planned)}."
        )
        fix = "Make process.publish_within no longer than process.public_postmortem_within."
        yield draft.problem("process.public_postmortem_within", what, fix, warning=True)


def _clocks(policy: ProcessPolicy) -> tuple[timedelta, timedelta]:
    return policy.public_postmortem_within, policy.publish_within


def presets_are_their_own(draft: TeamDraft) -> Iterator[Problem]:
    """No two instances of a kind have a preset of one name: only the first would be asked."""
    first: dict[tuple[str, str], str] = {}
    for section in draft.sections.values():
        for name in section.presets:
            owner = first.setdefault((section.kind, name), section.instance)
            if owner != section.instance:
                key = f"{section.kind}.{section.instance}.presets.{name}"
                what = f"[{section.kind}.{owner}] has a preset of this name; that one is asked."
                yield draft.problem(key, what, "Give one of them another name.", warning=True)
