"""The table `presets` of sections that people put queries to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tocsin.config.problem_words import key_path
from tocsin.errors import Problem
from tocsin.providers.presets import MOST, Presets, preset_fault, word_fault

Found = tuple[Presets, tuple[Problem, ...]]
PRESETS = "presets"


def read_presets(
    raw: object, place: tuple[str, ...], file: str, *, has_braces: bool = False
) -> Found:
    """Read `[<kind>.<instance>.presets]`; `has_braces`: see `AskedConfig`.

    Returns:
        The sound presets in file order, and what is wrong with the others.
    """
    key = (*place, PRESETS)
    if not isinstance(raw, Mapping) or len(raw) > MOST:
        fix = f'Write [{key_path(key)}] and below it lines such as errors = "level:error", at most'
        what = "These are no presets."
        return {}, (Problem(file=file, key=key_path(key), what=what, fix=f"{fix} {MOST}."),)
    faults = {
        str(name): preset_fault(str(name), text) or ("" if has_braces else word_fault(str(text)))
        for name, text in raw.items()
    }
    problems = tuple(
        Problem(file=file, key=key_path((*key, name[:40])), what=what, fix="")
        for name, what in faults.items()
        if what
    )
    return {name: text for name, text in raw.items() if not faults[name]}, problems


def unanswerable_presets(
    presets: Presets, place: tuple[str, ...], file: str, fault: Callable[[str], str]
) -> Iterator[Problem]:
    """Yield the presets of which the instance's own model says that they cannot be asked."""
    for name, text in presets.items():
        what = fault(text)
        if what:
            key = key_path((*place, PRESETS, name))
            yield Problem(file=file, key=key, what=f"This cannot be asked: {what[:200]}", fix="")
