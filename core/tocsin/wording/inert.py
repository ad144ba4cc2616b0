"""Rows that came from a tool, made safe to be shown in a room: nothing rings, steers or leaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tocsin.providers.redaction import STRUCK, redact
from tocsin.wording.clean import clean

LONGEST_READ: Final = 1000
LONGEST_ROW: Final = 240
FENCE: Final = "```"
_ADDRESS: Final = re.compile(r"[A-Za-z0-9_.+%-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_RINGS: Final = re.compile(r"<(?=[@#!])")
Mask = Callable[[str], str]


@dataclass(frozen=True)
class Inert:
    """Rows fit to be shown, and how many places of them were struck out."""

    rows: tuple[str, ...] = ()
    struck: int = 0


def inert(texts: Iterable[str], mask: Mask, *, longest: int = LONGEST_ROW) -> Inert:
    """Each text on one line without secrets, e-mail addresses and mentions.

    Args:
        mask: Strikes out the secrets of this deployment.
        longest: Characters of a row.
    """
    rows, struck = [], 0
    for text in texts:
        flat = clean(text[:LONGEST_READ], LONGEST_READ)
        safe = _ADDRESS.sub(STRUCK, redact(mask(flat)))
        struck += max(0, safe.count(STRUCK) - flat.count(STRUCK))
        quiet = _RINGS.sub("‹", safe).replace("`", "'")
        rows.append(quiet if len(quiet) <= longest else quiet[: longest - 1].rstrip() + STRUCK)
    return Inert(tuple(rows), struck)


def newest(rows: Sequence[str], *, most: int, characters: int) -> tuple[str, ...]:
    """The last rows, as many as there is room for."""
    kept: list[str] = []
    for row in reversed(rows[-most:]):
        characters -= len(row) + 1
        if characters < 0:
            break
        kept.append(row)
    return tuple(reversed(kept))


def fenced(rows: Sequence[str]) -> str:
    """The rows as a block that a chat shows as it stands."""
    return "\n".join((FENCE, *rows, FENCE))
