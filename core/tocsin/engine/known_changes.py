"""The same change told of more than once, by several tools or by webhook and answer, is one."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.providers import Change


def each_once(found: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes in their order, the first of those that say the same.

    What Tocsin recorded is known by its key, whatever a tool made of its words and its time.
    """
    kept: dict[object, Change] = {}
    for change in found:
        said = (change.at, change.title, change.service)
        kept.setdefault(change.recorded or said, change)
    return tuple(kept.values())
