"""Moments of one incident's life, as the page is handed them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tocsin.providers import StatusEntry, StatusPageState, StatusPhase
from tocsin.testing import a_page_state

KEY = "INC-42.status"


def after(state: StatusPageState, phase: StatusPhase, text: str) -> StatusPageState:
    """The same with one entry more, ten minutes later."""
    at = state.entries[-1].at + timedelta(minutes=10)
    entry = StatusEntry(at=at, phase=phase, text=text)
    over = at if phase in ("resolved", "postmortem") else None
    return replace(state, entries=(*state.entries, entry), resolved=over)


BEGUN = a_page_state()
FOUND = after(BEGUN, "identified", "**Identified**: A release is rolled back.")
WATCHED = after(FOUND, "monitoring", "**Monitoring**: It is back. We watch it.")
OVER = after(WATCHED, "resolved", "**Resolved**: It is over.")
WRITTEN = replace(
    after(OVER, "postmortem", "**Post-mortem**: What happened: https://shop.example/pm/42"),
    postmortem_url="https://shop.example/pm/42",
)
OTHER = a_page_state(
    key="90b1d7c2e6f5a384",
    title="Problem with Checkout and Search",
    impact="critical",
    entries=(StatusEntry(at=BEGUN.started, phase="investigating", text="Nothing works."),),
    components=("Checkout", "Search"),
)
