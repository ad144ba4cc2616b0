"""Rules about named queries."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.config.draft import TeamDraft
from tocsin.errors import Problem


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
