"""Cleans the texts of the status page."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 5000
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
# What XML 1.0 cannot hold, beside control characters and lone surrogates.
_NO_CHARACTERS: Final = frozenset("\ufffe\uffff")
_BREAK: Final = re.compile(r"\n[ \t]*\n")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'`|\\]{1,500}")


def readable(text: str) -> str:
    """Return the text without control and direction characters, at most `LONGEST` long."""
    return "".join(_kept(character) for character in text[:LONGEST]).strip()


def _kept(character: str) -> str:
    if character in "\n\t":
        return character
    hidden = unicodedata.category(character) in ("Cc", "Cs")
    return "" if hidden or character in _BIDI or character in _NO_CHARACTERS else character


def line(text: str) -> str:
    """Return the text on one line."""
    return " ".join(readable(text).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """Return its paragraphs, each on one line; blank lines separate them."""
    found = (" ".join(part.split()) for part in _BREAK.split(readable(text)))
    return tuple(paragraph for paragraph in found if paragraph)


def address(url: str) -> str:
    """Return the URL if it can be linked, or ""."""
    return url if _ADDRESS.fullmatch(url) else ""
