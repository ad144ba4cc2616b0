"""Is an effect still wanted when its turn comes?"""

from __future__ import annotations

import json

from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.engine.owners import is_no_incidents
from tocsin.store.contract import EffectRow


def still_wanted(row: EffectRow, incident: Incident | None) -> bool:
    """A page that was answered, or whose incident is over, is not sent any more."""
    if incident is None:
        return is_no_incidents(row)
    if row.op != "page":
        return True
    page = incident.pages.get(json.loads(row.payload)["page"])
    if page is None or page.state in ("acked", "skipped"):
        return False
    return incident.status in ACTIVE or incident.reopen_proposed
