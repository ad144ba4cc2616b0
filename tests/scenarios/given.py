"""The Berlin team with a service that customers know, and what scenarios ask of their rows."""

from __future__ import annotations

from tests.simulate.given import TEAM, Told, minute

SHOP = f"""{TEAM}
[services.checkout]
components = ["Web shop", "Payments"]
"""


def phases(told: Told) -> list[str]:
    """What the status page was told, in order."""
    return [str(row.data["phase"]) for row in told.of("status_page")]


def status_rows(told: Told) -> list[tuple[float, str]]:
    """(minute, phase) of what the status page was told."""
    return [(minute(row), str(row.data["phase"])) for row in told.of("status_page")]
