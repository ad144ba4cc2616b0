"""What each event does to the incident: one small function per type, one table of them all."""

from __future__ import annotations

from tocsin.domain.changes import (
    alerts,
    calling,
    communicating,
    ending,
    learning,
    opening,
    places,
    working,
)
from tocsin.domain.changes.base import Change

CHANGES: dict[str, Change] = {
    **opening.CHANGES,
    **places.CHANGES,
    **calling.CHANGES,
    **working.CHANGES,
    **alerts.CHANGES,
    **ending.CHANGES,
    **communicating.CHANGES,
    **learning.CHANGES,
}
