"""What a status page is handed: the whole of what outsiders may read of an incident."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from tocsin.domain.incident import Incident
from tocsin.domain.severity import Severity
from tocsin.domain.status_page import STAGES
from tocsin.providers import StatusEntry, StatusImpact, StatusPageState
from tocsin.wording import public
from tocsin.wording.templates import postmortem_url

IMPACTS: Final[Mapping[Severity | None, StatusImpact]] = MappingProxyType(
    {"P0": "critical", "P1": "major", "P2": "minor", "P3": "minor", None: "minor"}
)

# The phase, as the templates write it before their words; pages show it in their own way.
_LABEL: Final = re.compile(r"\A\s*\*\*[\w -]{1,20}\*\*:\s*")


def plain(text: str) -> str:
    """The words of an entry without the phase in bold before them."""
    return _LABEL.sub("", text)


def page_state(incident: Incident) -> StatusPageState:
    """The state of an incident that has at least one entry; nothing in it was not published."""
    posts = incident.status_posts
    return StatusPageState(
        key=public.page_key(incident),
        title=public.title(incident),
        impact=IMPACTS[incident.severity],
        entries=tuple(StatusEntry(at=one.at, phase=one.phase, text=one.text) for one in posts),
        components=posts[-1].components,
        started=incident.milestones.get("impact-started", incident.declared),
        resolved=_over_since(incident),
        postmortem_url=_postmortem(incident),
    )


def _over_since(incident: Incident) -> datetime | None:
    """When the page began to say that it is over, None while it says otherwise."""
    since = None
    for post in reversed(incident.status_posts):
        if STAGES[post.phase] != "over":
            break
        since = post.at
    return since


def _postmortem(incident: Incident) -> str:
    """An address is public only where an entry of the page has announced it."""
    told = any(one.phase == "postmortem" for one in incident.status_posts)
    return postmortem_url(incident) if told else ""
