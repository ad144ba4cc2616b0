"""Notes, decisions and findings, as people type it and as it is shown."""

from __future__ import annotations

from tocsin.desk.ask import Ask
from tocsin.domain.notes import Decide, Finding, Note


def decide(ask: Ask) -> Decide:
    """`<text>`."""
    return Decide(text=ask.text("Say what is decided."))


def finding(ask: Ask) -> Finding:
    """`<text>`."""
    return Finding(text=ask.text("Say what was found."))


def note(ask: Ask) -> Note:
    """`<text>`."""
    return Note(text=ask.text("Say what to note."))
