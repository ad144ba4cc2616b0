"""Answers of a tool with something else at one of their places."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any, Final

ODD: Final[list[Any]] = [
    None, True, 7, -1, 10**400, 1e300, "", "x\x00\u202e", [], {}, [[]], [{}], [7], {"a": {"b": []}},
    "9" * 5000, [None] * 50,
]  # fmt: skip


def broken(whole: Any, seed: int) -> Any:
    """The answer, something odd at one of its places; the same for the same seed."""
    chance = random.Random(seed)
    told = copy.deepcopy(whole)
    *above, last = chance.choice(list(_places(whole)))
    at = told
    for name in above:
        at = at[name]
    at[last] = chance.choice(ODD)
    return told


def _places(value: Any) -> Iterator[tuple[Any, ...]]:
    pairs: Any = []
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for name, inner in pairs:
        yield (name,)
        yield from ((name, *rest) for rest in _places(inner))
