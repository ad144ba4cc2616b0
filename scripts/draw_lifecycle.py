"""Draw the lifecycle of an incident from the one table that moves it: docs/lifecycle.md.

Usage: `draw_lifecycle.py` writes the page, `draw_lifecycle.py --check` exits with 1 when the page
is not what the table says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tocsin.domain.lifecycle import ENDED, STATUSES, TRANSITIONS
from tocsin.domain.nouns import EVENTS

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "lifecycle.md"
BEGINNINGS: Final = (
    ("investigating", "declared by a person, with a severity"),
    ("triage", "declared without one, reported, or raised by an alert"),
)
INTRODUCTION: Final = """\
# The lifecycle of an incident

*Drawn by `scripts/draw_lifecycle.py` from `tocsin.domain.lifecycle.TRANSITIONS`; change that table,
not this page.*

An incident has one status. Only an event changes it, and only where this table has a row: any other
event leaves the status as it is, and a command whose event has no row is refused with a sentence.
"""


def lifecycle_page() -> str:
    """The whole page, with its last line ended."""
    parts = (INTRODUCTION, "```mermaid", "\n".join(_diagram()), "```\n", "\n".join(_table()))
    return "\n".join(parts) + "\n"


def moves() -> Iterator[tuple[str, str, str]]:
    """(event type, from, to) of each row whose event exists, in the order of the table."""
    known = _event_types()
    for event, rows in TRANSITIONS.items():
        if event in known:
            yield from ((event, before, after) for before, after in rows.items())


def not_yet() -> tuple[str, ...]:
    """The events of the table that nothing can cause so far."""
    return tuple(event for event in TRANSITIONS if event not in _event_types())


def _event_types() -> frozenset[str]:
    return frozenset(EVENTS)


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    for status, how in BEGINNINGS:
        yield f"    [*] --> {status}: {how}"
    for event, before, after in moves():
        yield f"    {before} --> {after}: {event}"
    reached = {after for _, _, after in moves()}
    yield from (f"    {status} --> [*]" for status in STATUSES if status in ENDED & reached)


def _table() -> Iterator[str]:
    yield f"| event | {' | '.join(STATUSES)} |"
    yield "| --- " * (len(STATUSES) + 1) + "|"
    for event, rows in TRANSITIONS.items():
        mark = " (not yet)" if event in not_yet() else ""
        cells = " | ".join(rows.get(status, "") for status in STATUSES)
        yield f"| `{event}`{mark} | {cells} |"
    yield ""
    yield "A column is the status before, a cell the status after; an empty cell is no row."
    if not_yet():
        yield f"Nothing causes {', '.join(f'`{event}`' for event in not_yet())} in this version."


def main(arguments: list[str]) -> int:
    """Write or check the page; returns the exit code."""
    if arguments == ["--check"]:
        current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == lifecycle_page()
        if not current:
            print(
                "docs/lifecycle.md is out of date: run scripts/draw_lifecycle.py", file=sys.stderr
            )
        return 0 if current else 1
    if arguments:
        print("usage: draw_lifecycle.py [--check]", file=sys.stderr)
        return 2
    PAGE.write_text(lifecycle_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
