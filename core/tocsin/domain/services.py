"""Services of a team: where to look when one of them is in trouble."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Service:
    """Links of one service, its components on the status page, and what customers call it."""

    name: str
    dashboards: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    runbook: str = ""
    components: tuple[str, ...] = ()
    public: str = ""
