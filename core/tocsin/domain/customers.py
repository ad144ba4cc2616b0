"""Whether customers are concerned by an incident, and since when."""

from __future__ import annotations

from tocsin.domain import events as e
from tocsin.domain.flags import CUSTOMERS
from tocsin.domain.incident import Incident
from tocsin.domain.revise import replace
from tocsin.domain.severity import PAGING


def concerns_customers(incident: Incident) -> bool:
    """P0, P1, and a P2 that customers notice; never a drill."""
    noticed = incident.severity == "P2" and bool(incident.flags & CUSTOMERS)
    return (incident.severity in PAGING or noticed) and "drill" not in incident.flags


def since_when(before: Incident, after: Incident, event: e.Event) -> Incident:
    """The incident with the moment at which it came to concern customers, or does so again."""
    begins = concerns_customers(after) and not concerns_customers(before)
    if begins or event.type == "reopened":
        return replace(after, customers_since=event.at, customers_seq=after.version)
    return after
