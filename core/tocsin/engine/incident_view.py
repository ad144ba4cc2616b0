"""Makes the `IncidentView` that plugins get."""

from __future__ import annotations

from datetime import datetime

from tocsin.domain.incident import Incident
from tocsin.domain.titles import display_title, visible_incident
from tocsin.providers import IncidentView


def incident_view(incident: Incident, changed: datetime | None = None) -> IncidentView:
    """Return the incident as plugins see it; a private one has no title and no service."""
    return IncidentView(
        id=incident.id,
        number=incident.key,
        version=incident.version,
        team=incident.team,
        title=display_title(incident, "plugin"),
        status=incident.status,
        severity=incident.severity or "",
        flags=tuple(sorted(incident.flags)),
        roles={role: held.person for role, held in incident.roles.items()},
        milestones=dict(incident.milestones),
        service=visible_incident(incident, "plugin").service,
        is_open=incident.is_open,
        changed=changed,
    )
