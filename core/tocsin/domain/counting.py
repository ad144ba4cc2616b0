"""Numbers with their nouns."""

from __future__ import annotations


def many(count: float, noun: str) -> str:
    """`1 minute`, `2 minutes`, `1.5 hours`."""
    return f"{count:g} {noun}" if count == 1 else f"{count:g} {noun}s"
