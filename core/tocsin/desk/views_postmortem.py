"""The post-mortem as it reads now, and the list of action items."""

from __future__ import annotations

from typing import Final

from tocsin.desk.queries import Sight
from tocsin.wording import postmortem_show as wording

ROWS: Final = 40


def postmortem(sight: Sight) -> str:
    """How far it got, what to type next, and the document."""
    stored = sight.tx.events(sight.incident.id)
    kept = tuple((one.seq, one.event) for one in stored if one.event is not None)
    return wording.postmortem_text(sight.scene, kept, rows=ROWS)


def actions(sight: Sight) -> str:
    """Action items, the open ones first."""
    return wording.actions_text(sight.scene)
