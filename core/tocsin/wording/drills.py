"""The scripts of drills, in words, and how a drill begins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from tocsin.chat import Code, Words
from tocsin.domain.severity import Severity
from tocsin.wording.composing import lines, say


@dataclass(frozen=True, kw_only=True)
class Drill:
    """One script of a drill: its title, severity and text."""

    title: str
    text: str
    severity: Severity


DRILLS: Final[dict[str, Drill]] = {
    "outage": Drill(
        title="checkout returns 500s",
        text="For practice: every checkout fails since the last deployment.",
        severity="P0",
    ),
    "slow": Drill(
        title="the database is slow",
        text="For practice: half of the requests take longer than five seconds.",
        severity="P1",
    ),
    "breach": Drill(
        title="customers see the data of others",
        text="For practice: support has two reports of orders that belong to somebody else.",
        severity="P0",
    ),
}


def drills_text(prefix: str, people: Collection[str], speaker: str) -> Words:
    """The list of scripts and how to begin one."""
    listed = [f"{name}: {one.title} ({one.severity})" for name, one in DRILLS.items()]
    who = f" @{speaker}" if speaker in people else ""
    return lines(
        "Which drill? It pages only those it names, and customers hear nothing of it.",
        *listed,
        say("To begin: ", Code(f"{prefix}incident drill {next(iter(DRILLS))}{who}")),
    )
