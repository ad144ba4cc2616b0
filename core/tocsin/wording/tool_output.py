"""Rows that came from a tool, sanitized for a room: no mention, no markup, no secret."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from tocsin.chat import Words
from tocsin.providers.redaction import STRUCK, redact
from tocsin.wording.clean import clean, link
from tocsin.wording.composing import as_plain

MOST_ROWS: Final = 20
CHARACTERS: Final = 3000
LONGEST_READ: Final = 1000
LONGEST_ROW: Final = 240
_ADDRESS: Final = re.compile(r"[A-Za-z0-9_.+%-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_RINGS: Final = re.compile(r"<(?=[@#!])")
# A private key is written over many rows, of which a tool may give any part.
_KEY: Final = re.compile(r"-----(?:BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY", re.IGNORECASE)
_KEY_ROW: Final = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40,100}={0,2}(?![A-Za-z0-9+/=])")
_KEY_END: Final = re.compile(r"\s*[A-Za-z0-9+/]{2,100}==?\s*")
_MIXED: Final = tuple(re.compile(letters) for letters in ("[A-Z]", "[a-z]", "[0-9]"))
_USER: Final = re.compile(r"(?<=://)[^/?#\s]*@")
_LETS_IN: Final = re.compile(
    r"([?&#][a-z0-9_.-]{0,40}(?:token|passw(?:or)?d|secret|api[_-]?key|signature|credential)=)"
    r"[^&#\s]+",
    re.IGNORECASE,
)
W = TypeVar("W", bound=Words)
MaskText = Callable[[str], str]


@dataclass(frozen=True)
class SafeRows:
    """Rows fit to be shown, and how many places of them were struck out."""

    rows: tuple[str, ...] = ()
    struck: int = 0


def safe_rows(texts: Iterable[str], mask: MaskText, *, longest: int = LONGEST_ROW) -> SafeRows:
    """Each text on one line without secrets, e-mail addresses and mentions.

    Args:
        mask: Strikes out the secrets of this deployment.
        longest: Characters of a row.
    """
    rows, struck = [], 0
    read = [clean(text[:LONGEST_READ], LONGEST_READ) for text in texts]
    shown = _without_keys if _holds_key(read) else str
    for flat in read:
        safe = _ADDRESS.sub(STRUCK, redact(mask(shown(flat))))
        struck += max(0, safe.count(STRUCK) - flat.count(STRUCK))
        quiet = _RINGS.sub("‹", safe).replace("`", "'")
        rows.append(quiet if len(quiet) <= longest else quiet[: longest - 1].rstrip() + STRUCK)
    return SafeRows(tuple(rows), struck)


def safe_link(address: str, mask: MaskText) -> str:
    """A web address without what lets people in, "" where it is none."""
    return link(_LETS_IN.sub(rf"\g<1>{STRUCK}", _USER.sub("", mask(address))))


def _holds_key(rows: Sequence[str]) -> bool:
    """Whether a private key stands there, or two rows that look like the middle of one."""
    middle = (match[0] for row in rows for match in _KEY_ROW.finditer(row))
    long = (part for part in middle if len(part) > 60 and part.count("/") < 6)
    mixed = [part for part in long if all(some.search(part) for some in _MIXED)]
    return len(mixed) > 1 or any(map(_KEY.search, rows))


def _without_keys(row: str) -> str:
    return STRUCK if _KEY_END.fullmatch(row) else _KEY_ROW.sub(STRUCK, row)


def newest_rows(rows: Sequence[W]) -> tuple[W, ...]:
    """The last rows, as many as there is room for."""
    kept: list[W] = []
    room = CHARACTERS
    for row in reversed(rows[-MOST_ROWS:]):
        room -= len(as_plain(row)) + 1
        if room < 0:
            break
        kept.append(row)
    return tuple(reversed(kept))
