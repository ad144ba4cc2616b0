"""The texts that a team may word for itself: announcement, status page, mails to customers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from tocsin import templating
from tocsin.domain.calendar import local_text
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.domain.plurals import plural
from tocsin.domain.resolution import is_verified
from tocsin.domain.status_page import PHASES
from tocsin.domain.templates import INSIDE, SENT_BY_PEOPLE, VARIABLES
from tocsin.errors import InvalidValue
from tocsin.wording import public_names
from tocsin.wording.clean import link
from tocsin.wording.composing import as_plain, comma_list
from tocsin.wording.sentence_context import SentenceContext

HOUR: Final = timedelta(hours=1)
UNKNOWN: Final = "unknown"
BEING_ASSESSED: Final = "being assessed"  # the impact, as long as nobody has said it
PHASE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "investigating": "Investigating",
        "identified": "Identified",
        "monitoring": "Monitoring",
        "resolved": "Resolved",
        "postmortem": "Post-mortem",
    }
)

# `announcement`, `status-investigating` and `status-resolved` are the process document's own.
SHIPPED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "announcement": """\
{% if here %}{{ here }} {% endif %}{{ what }}: {{ title }}{% if reason %} — {{ reason }}{% endif %}

Severity: {{ severity }}
Impact: {{ impact }}
{% if room %}
Incident Channel: {{ room }}
{% endif %}
{% if ticket %}
Ticket: due {{ ticket }}
{% endif %}
{% if ic %}
IC: {{ ic }}
{% endif %}
""",
        "status-investigating": """\
**Investigating**: We are investigating reports of {{ issue }}.
Some customers may be experiencing {{ impact }}. We will provide updates
as we learn more.
""",
        "status-update": """\
{% if phase == "Monitoring" %}
**Monitoring**: We have taken measures against the {{ issue }}
and are watching the results.
{% else %}
**{{ phase }}**: We are still working on the {{ issue }}.
{% endif %}
{% if impact %}
Impact: {{ impact }}.
{% endif %}
{% if action %}
What we are doing: {{ action }}.
{% endif %}
{% if eta == "unknown" %}
We cannot say yet when it will be resolved.
{% else %}
Expected to be resolved: {{ eta }}.
{% endif %}
""",
        "status-monitoring": """\
**Monitoring**: We have taken measures against the issue affecting {{ service }}
and are monitoring the results.
""",
        "status-resolved": """\
{% if verified %}
**Resolved**: The issue affecting {{ service }} has been resolved
as of {{ time }}. All systems are operating normally. We apologize for
any inconvenience. A detailed post-mortem will be published within
{{ public_postmortem_within }}.
{% else %}
**Resolved**: We believe that the issue affecting {{ service }} has been resolved
as of {{ time }}. If you still notice it, please tell us. We apologize for
any inconvenience. A detailed post-mortem will be published within
{{ public_postmortem_within }}.
{% endif %}
""",
        "status-postmortem": """\
**Post-mortem**: We have published what happened, and what we change so that it
does not come back: {{ url }}
""",
        "status-withdrawn": """\
**Resolved**: This notice is closed. If an issue continues, it has a notice of
its own on this page.
""",
        # The first line of a mail is its subject.
        "customer-notice": """\
{{ title }}: we are working on it
What happened: since {{ since }} there have been {{ issue }}.
Impact: {{ impact }}
Status: {{ status }}
ETA: {{ eta }}

We will write again when it is resolved.
""",
        "customer-follow-up": """\
Resolved: {{ title }}
{% if verified %}
The issue affecting {{ service }} has been resolved as of {{ time }}.
All systems are operating normally. We apologize for any inconvenience.
{% else %}
We believe that the issue affecting {{ service }} has been resolved as of
{{ time }}. If you still notice it, please tell us. We apologize for any
inconvenience.
{% endif %}
""",
    }
)


def fill(
    name: str,
    incident: Incident,
    at: datetime,
    *,
    people: Mapping[str, Person] = MappingProxyType({}),
) -> str:
    """The words of a template for an incident, at a moment.

    The template is the one of the process the incident was declared with. Should it fail after
    all, the shipped one takes its place: at 3 am any words are better than none.

    Args:
        name: One of `tocsin.domain.templates.NAMES`.
        people: Everybody by id, for the name of the IC.
    """
    context = SentenceContext(incident=incident, people=people, now=at)
    return filled(name, incident, values(name, context))


def filled(name: str, incident: Incident, given: Mapping[str, str]) -> str:
    """The words of a template for these values."""
    try:
        return templating.fill(incident.policy.templates.get(name, SHIPPED[name]), given)
    except InvalidValue:
        return templating.fill(SHIPPED[name], given)


def values(name: str, context: SentenceContext) -> dict[str, str]:
    """Every variable of a template; outside, no word of a private incident is among them."""
    incident = context.incident
    said = _said(context) if name in SENT_BY_PEOPLE | INSIDE else _unattended(context)
    facts = {
        "title": public_names.title(incident),
        "severity": context.severity,
        "status": incident.status.capitalize(),
        "phase": PHASE_WORDS[PHASES[incident.status]],
        "issue": public_names.issue(incident),
        "service": public_names.service(incident),
        "time": local_text(context.now, incident.timezone),
        "since": local_text(
            incident.milestones.get("impact-started", incident.declared),
            incident.timezone,
            now=context.now,
        ),
        "verified": "yes" if is_verified(incident, context.now) else "",
        "url": postmortem_url(incident),
        "public_postmortem_within": span(incident.policy.public_postmortem_within),
        **said,
        **(_inside(context) if name in INSIDE else {}),
    }
    return {name: facts.get(name, "") for name in VARIABLES}


def _said(context: SentenceContext) -> dict[str, str]:
    """As people said it in the last update; nothing of a private incident is prefilled."""
    last = context.incident.updates[-1] if context.incident.updates else None
    if last is None or "private" in context.incident.flags:
        return _unattended(context)
    words = {"impact": last.impact, "action": last.action, "eta": last.eta}
    said = {name: public_names.phrase(text) for name, text in words.items()}
    return {**_unattended(context), **{name: text for name, text in said.items() if text}}


def _unattended(context: SentenceContext) -> dict[str, str]:
    parts = comma_list(public_names.components(context.incident))
    of = f" of {parts}" if parts and parts != public_names.service(context.incident) else ""
    return {"impact": f"disruptions{of}", "action": "", "eta": UNKNOWN}


def _inside(context: SentenceContext) -> dict[str, str]:
    ic, severity = context.incident.holder("ic"), context.incident.severity
    due = context.incident.ticket_due if severity == "P3" else None
    unnamed = "" if severity == "P3" else "not named yet"
    return {
        "incident": context.incident.key,
        "title": context.title,
        "impact": context.impact or BEING_ASSESSED,
        "room": as_plain(context.room),
        "ticket": context.when(due).words if due else "",
        "ic": f"@{context.name(ic)}" if ic else unnamed,
    }


def postmortem_url(incident: Incident) -> str:
    """Where the published post-mortem can be read, or ""."""
    links = incident.postmortem.links.values() if incident.postmortem.published else ()
    return next((url for link_ in links if (url := link(link_))), "")


def span(duration: timedelta) -> str:
    """`48 hours`, `30 minutes`: as it is written in a sentence."""
    count, unit = (duration // HOUR, "hour") if duration % HOUR == timedelta() else (
        round(duration / timedelta(minutes=1)), "minute",
    )  # fmt: skip
    return plural(count, unit)
