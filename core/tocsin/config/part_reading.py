"""Reads what is valid in a section and reports every fault in it."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from tocsin.config.pydantic_problems import Loc, problems_of
from tocsin.errors import Problem

M = TypeVar("M", bound=BaseModel)
_ROUNDS: Final = 5
_GONE: Final = object()


def read_part(
    model: type[M], raw: Mapping[str, object], *, file: str, prefix: Loc = ()
) -> tuple[M | None, tuple[Problem, ...]]:
    """Return the valid part of a section, and its faults.

    Returns:
        The section without its faulty keys (None if nothing could be saved) and the faults.
    """
    problems: tuple[Problem, ...] = ()
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(raw), problems
        except ValidationError as error:
            problems = problems or tuple(problems_of(error, model, file=file, prefix=prefix))
            raw = _without(raw, [detail["loc"] for detail in error.errors(include_input=False)])
    return None, problems


def _without(raw: Mapping[str, object], places: Iterable[Loc]) -> dict[str, object]:
    """A copy without what stands at some places."""
    kept: dict[str | int, object] = {key: copy.deepcopy(value) for key, value in raw.items()}
    for place in places:
        _mark(kept, place)
    return {str(key): _swept(value) for key, value in kept.items() if value is not _GONE}


def _mark(raw: dict[str | int, object], place: Loc) -> None:
    """Mark the deepest thing that exists on the way to a place."""
    holder: dict[str | int, object] | list[object] = raw
    for depth, part in enumerate(place):
        inner = _at(holder, part)
        last = depth == len(place) - 1 or _at(inner, place[depth + 1]) is None
        if last or not isinstance(inner, dict | list):
            _put(holder, part)
            return
        holder = inner


def _at(holder: object, part: str | int) -> object:
    if isinstance(holder, dict):
        return holder.get(part)
    if isinstance(holder, list) and isinstance(part, int) and part < len(holder):
        return holder[part]
    return None


def _put(holder: dict[str | int, object] | list[object], part: str | int) -> None:
    if isinstance(holder, dict):
        holder[part] = _GONE
    else:
        holder[int(part)] = _GONE


def _swept(value: object) -> object:
    if isinstance(value, dict):
        return {key: _swept(inner) for key, inner in value.items() if inner is not _GONE}
    if isinstance(value, list):
        return [_swept(inner) for inner in value if inner is not _GONE]
    return value
