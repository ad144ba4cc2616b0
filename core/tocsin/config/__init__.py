"""The configuration: `config.py` of a deployment, and one `teams/<team>.toml` for each team.

Reading never stops at the first fault: every one is collected as a `Problem` with the file, the
key, what is wrong and how to mend it. What comes out is frozen and knows nothing of files.
"""

from __future__ import annotations

from tocsin.config.deployment import Deployment, check_deployment, load_deployment
from tocsin.config.load import load_teams
from tocsin.config.schema import team_schema
from tocsin.config.settings import Web
from tocsin.config.values import (
    Escalation,
    ProviderModels,
    ScheduleRef,
    Section,
    Storm,
    Team,
    Teams,
)
from tocsin.domain.incident_parts import Service

__all__ = [
    "Deployment",
    "Escalation",
    "ProviderModels",
    "ScheduleRef",
    "Section",
    "Service",
    "Storm",
    "Team",
    "Teams",
    "Web",
    "check_deployment",
    "load_deployment",
    "load_teams",
    "team_schema",
]
