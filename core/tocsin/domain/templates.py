"""The names of the templates, and what stands in them: plain texts, always all of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NAMES: Final = (
    "announcement",
    "status-investigating",
    "status-update",
    "status-monitoring",
    "status-resolved",
    "status-postmortem",
    "status-withdrawn",
    "customer-notice",
    "customer-follow-up",
)
# Filled when a person sends them, so that words of an update may stand in them. What goes out by
# itself never quotes an update: `update` publishes nothing.
SENT_BY_PEOPLE: Final = frozenset({"status-update", "customer-notice"})
INSIDE: Final = frozenset({"announcement"})

VARIABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "incident": "the number, `INC-42`; announcement only",
        "title": "the title as it was declared; outside, the title given for the public with "
        "`status-page publish --title`, else `Problem with Checkout`",
        "severity": "`P0` to `P3`",
        "status": "`Investigating`, `Mitigating`, `Monitoring` or `Resolved`",
        "phase": "what the status page says: `Investigating`, `Identified`, `Monitoring`, "
        "`Resolved` or `Post-mortem`",
        "issue": "what is reported, for outsiders: `problems with Checkout`",
        "service": "the service as customers know it: `public` of its section in the team file, "
        "else its components, else `some of our services`",
        "impact": "what is broken. Inside, and in what a person sends: as the last update says it. "
        "In what goes out by itself: disruptions, of the components where they are known",
        "action": "what is being done, likewise; empty in what goes out by itself",
        "eta": "when it is expected to be resolved, `unknown` if nobody said it",
        "time": "the present time, `14:30 CET`",
        "since": "when the impact began, as far as it is known, `14:05 CET`",
        "verified": "`yes` once every item of the resolution checklist is ticked; empty where it "
        "was resolved with an override, or an alert fires again",
        "url": "the address of the published post-mortem, else empty",
        "public_postmortem_within": "how soon the public post-mortem is promised, `48 hours`",
        "what": "`Incident declared`, `INC-42 is now P0`, `INC-42 reopened`; announcement only",
        "here": "`@here` where `process.announce_here` asks for it, else empty; announcement only",
        "reason": "why, of a new severity or a reopening, else empty; announcement only",
        "room": "the incident's room, `#incident-…`, empty where it has none; announcement only",
        "ticket": "when a ticket of a P3 is due, else empty; announcement only",
        "ic": "`@Ana`, or `not named yet`; announcement only",
    }
)
