"""What the recorder notes of an attempt with a tool: a table from the effect's op to its row."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tocsin.domain.alerts.events import fingerprint_of
from tocsin.domain.incident import Incident
from tocsin.domain.titles import display_title
from tocsin.store.contract import EffectRow


@dataclass(frozen=True, kw_only=True)
class AttemptRow:
    """An attempt as the recorder notes it.

    Args:
        text: What went out, where it went well.
        data: All but `outcome`, in the order of its columns.
    """

    kind: str
    to: str
    text: str
    data: Mapping[str, object]


def attempt_row(row: EffectRow, incident: Incident) -> AttemptRow | None:
    """Return what is noted of an attempt of an effect; None = nothing, as of a chat's."""
    noted = _ROWS.get(row.op)
    return noted(row, incident) if noted is not None else None


def _page(row: EffectRow, incident: Incident) -> AttemptRow:
    facts = _facts(row)
    page = incident.pages[facts["page"]]
    data = {
        "provider": _instance(row),
        "page_id": f"{incident.key}.{page.id}",
        "step": page.step,
        "round": page.round,
        "purpose": page.purpose,
        "attempt": row.attempts,
    }
    return AttemptRow(kind="page", to=page.person, text=facts["text"], data=data)


def _email(row: EffectRow, _incident: Incident) -> AttemptRow:
    facts = _facts(row)
    to = facts.get("person") or facts.get("to") or "customers"
    text = f"{facts['subject']}\n{facts['text']}"
    data = {"provider": _instance(row), "attempt": row.attempts}
    return AttemptRow(kind="email", to=to, text=text, data=data)


def _calendar(row: EffectRow, _incident: Incident) -> AttemptRow:
    facts = _facts(row)
    data = {"action": row.op, **{name: facts[name] for name in ("starts", "ends", "attendees")}}
    return AttemptRow(kind="calendar", to=_instance(row), text=facts["title"], data=data)


def _change(row: EffectRow, _incident: Incident) -> AttemptRow:
    facts = _facts(row)
    data = {"n": facts["n"], "service": facts["service"], "attempt": row.attempts}
    return AttemptRow(kind="change", to=_instance(row), text=facts["title"], data=data)


def _alerts(row: EffectRow, incident: Incident) -> AttemptRow:
    named: list[str] = _facts(row)["alerts"]
    told = [fingerprint_of(name, incident.alerts[name]) for name in named]
    data = {"action": row.op, "alerts": told, "attempt": row.attempts}
    text = f"{_MARKS[row.op]}: {', '.join(told)}"
    return AttemptRow(kind="alert_told", to=_instance(row), text=text, data=data)


def _postmortem(row: EffectRow, _incident: Incident) -> AttemptRow:
    facts = _facts(row)
    data = {"name": facts["name"], "attempt": row.attempts}
    return AttemptRow(kind="postmortem", to=_instance(row), text=facts["markdown"], data=data)


def _status_page(row: EffectRow, incident: Incident) -> AttemptRow:
    post = incident.status_posts[-1]
    data = {"phase": post.phase, "components": list(post.components), "attempt": row.attempts}
    return AttemptRow(kind="status_page", to=_instance(row), text=post.text, data=data)


def _ticket(row: EffectRow, incident: Incident) -> AttemptRow:
    text = display_title(incident, "ticket")
    return AttemptRow(kind="ticket", to=_instance(row), text=text, data={"action": row.op})


def _facts(row: EffectRow) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(row.payload)
    return facts


def _instance(row: EffectRow) -> str:
    """The name of a section: `hook` of the target `paging.hook`."""
    return row.target.partition(".")[2]


_MARKS: Final = {"alert-ack": "acknowledged", "alert-resolve": "resolved"}
_ROWS: Final[Mapping[str, Callable[[EffectRow, Incident], AttemptRow]]] = {
    "page": _page,
    "customer-mail": _email,
    "person-mail": _email,
    "meeting": _calendar,
    "meeting-cancel": _calendar,
    "change": _change,
    "alert-ack": _alerts,
    "alert-resolve": _alerts,
    "postmortem": _postmortem,
    "status-page": _status_page,
    "ticket": _ticket,
    "ticket-close": _ticket,
}
