"""Where webhooks come in, as `tocsin check` tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tocsin.engine.doors import Doors
from tocsin.errors import Problem
from tocsin.wording.parts import joined


def unclear_addresses(doors: Doors, teams_dir: Path) -> Iterator[Problem]:
    """A warning for each bare name that may mean several sections, so that it means none."""
    for team, name, sections in doors.ambiguous():
        yield Problem(
            file=str(teams_dir / f"{team}.toml"),
            key=name,
            what=f"{joined(sections)} take webhooks, so /hooks/{team}/{name} is none of them.",
            fix=f"Give the senders /hooks/{team}/{sections[0]} and the like, or rename one.",
            warning=True,
        )


def addresses(doors: Doors) -> Iterator[str]:
    """`shop: alerts.prom takes webhooks at /hooks/shop/prom`, one line a section."""
    for source, path in doors.addresses():
        yield f"{source.team}: {source.actor} takes webhooks at {path}"
