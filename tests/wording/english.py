"""A small checker of English: what no text that reaches customers may hold."""

from __future__ import annotations

import re
from typing import Final

_FAULTS: Final = {
    "one of several": re.compile(r"\b1 (?:\w+ )?(?:minutes|hours|days|updates|incidents|alerts)\b"),
    "two full stops": re.compile(r"\.\."),
    "two ends of a sentence": re.compile(r"[!?,;:…]\.|\.[!?,;:]"),
    "two blanks": re.compile(r"\S {2,}\S"),
    "a blank before the end": re.compile(r" [.,;:!?](?:\s|$)"),
    "an empty field": re.compile(r"^\*{0,2}[A-Z][\w ]*:\*{0,2}\s*$", re.MULTILINE),
    "a word twice": re.compile(r"\b(of|the|affecting|by|within|problems|with) \1\b", re.IGNORECASE),
    "a sentence that begins small": re.compile(r"\.\s+[a-z]|\A[a-z]"),
    "a variable": re.compile(r"\{\{|\}\}|\{%"),
}


def faults(text: str) -> list[str]:
    """What is wrong with a text, in words; empty when it reads well."""
    return [what for what, wrong in _FAULTS.items() if wrong.search(text)]
