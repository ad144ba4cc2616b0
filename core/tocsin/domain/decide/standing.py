"""How an incident stands, as refusals say it, and the way on from there."""

from __future__ import annotations

from tocsin.domain.incident import Incident

NEW = "For something new: `incident declare <title>`."


def stands(incident: Incident) -> str:
    """`INC-7 is in triage`, `INC-7 is merged into INC-3`."""
    if incident.status == "triage":
        return f"{incident.key} is in triage"
    into = f" into {incident.merged_into}" if incident.merged_into else ""
    return f"{incident.key} is {incident.status}{into}"


def way_on(incident: Incident) -> str:
    """What can be done once nobody works on it any more."""
    if incident.merged_into:
        return f"Work goes on there: `{incident.merged_into} show`."
    return NEW if incident.status == "declined" else "If it is back: `reopen <reason>`."
