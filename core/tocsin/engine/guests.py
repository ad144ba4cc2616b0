"""Reports of guests: so many of one account open an incident within an hour; kept with each."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final

from tocsin.domain.incident import Incident
from tocsin.domain.people import GUEST
from tocsin.store.contract import ReadTx, Tx

REPORTS: Final = "guest-reports"
"""Space of facts: a guest -> when their latest reports came, within the last hour."""
WITHIN: Final = timedelta(hours=1)


_BEHIND: Final = "guest:"
"""What the keys of all begin with that goes behind what people caused."""


def behind(key: str) -> str:
    """The key of a post that a guest caused."""
    return f"{_BEHIND}{key}"


def is_behind(key: str) -> bool:
    """Whether a post goes behind what people caused."""
    return key.startswith(_BEHIND)


def is_guest(speaker: str) -> bool:
    """Whether somebody is in no team file."""
    return speaker.startswith(GUEST)


def reported(tx: ReadTx, guest: str, now: datetime) -> int:
    """How many reports of a guest opened an incident within the last hour."""
    return len(_recent(tx.fact(REPORTS, guest), now))


def note_report(tx: Tx, guest: str, now: datetime) -> None:
    """Keep that a report of a guest opened an incident."""
    recent = [*_recent(tx.fact(REPORTS, guest), now), now]
    tx.set_fact(REPORTS, guest, json.dumps([at.isoformat() for at in recent]))


def reports_over(text: str, now: datetime) -> bool:
    """Whether what is kept of a guest counts no more."""
    return not _recent(text, now)


def is_unjudged_report(incident: Incident) -> bool:
    """Whether a guest opened it and nobody, nor the end of triage, has said how bad it is."""
    return is_guest(incident.reporter) and incident.severity is None


def _recent(text: str | None, now: datetime) -> list[datetime]:
    every = (datetime.fromisoformat(at) for at in json.loads(text or "[]"))
    return [at for at in every if now - at < WITHIN]
