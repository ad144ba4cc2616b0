"""`tocsin export`: an incident as text that proves itself."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tocsin.config.deployment import Deployment, load_deployment
from tocsin.config.load import load_teams
from tocsin.domain.incident import Incident
from tocsin.domain.titles import DRILL
from tocsin.engine.incident_export import as_export
from tocsin.errors import InvalidValue, NotFound
from tocsin.plugin_manager import load_plugins
from tocsin.store.contract import MOST, IncidentRow, ReadTx, StoredEvent
from tocsin.store.database import open_for_reading
from tocsin.wording.clean import clean

NUMBER = re.compile(r"INC-([0-9]{1,9})", re.IGNORECASE)
# What steers a terminal, or its reading direction, and may stand in JSON as it is.
STEERS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z")
MARKDOWN = re.compile(r"([\\`<\[])")
Export = dict[str, object]
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
STYLE = (
    ":root{color-scheme:light dark}"
    "body{max-width:50rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;"
    "overflow-wrap:anywhere}"
    "h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}"
    "dt,time{opacity:.7}dd{margin:0}"
    "ol{padding-left:0;list-style:none}li{padding:.4rem 0;border-top:1px solid #8884}"
    "time{display:block;font-size:.85rem}"
)


def export_incident(incident: str, config: Path | None, form: str) -> None:
    """Write one incident to stdout.

    Raises:
        NotFound: There is no such incident.
        InvalidValue: There is no such format, or the id is none.
    """
    if form not in FORMS:
        raise InvalidValue(f"There is no format {form!r}; use json, md or html.")
    deployment = load_deployment(config)
    sys.stdout.write(FORMS[form](exported(stored_incident(incident, deployment), deployment)))


@dataclass(frozen=True, kw_only=True)
class StoredIncident:
    """An incident as the database has it: its columns, its projection, its events."""

    row: IncidentRow
    incident: Incident
    events: Sequence[StoredEvent]


def stored_incident(text: str, deployment: Deployment) -> StoredIncident:
    """Return the incident of that number.

    Raises:
        InvalidValue: It is no number, or what is kept of it cannot be read.
        NotFound: There is none of that number.
    """
    match = NUMBER.fullmatch(text.strip())
    if match is None:
        raise InvalidValue(f"{text!r} is no incident; write it like INC-42, or name a file.")
    reader = open_for_reading(deployment.database_url, deployment.data_dir)
    try:
        found = reader.read(lambda tx: _find(tx, int(match.group(1))))
    finally:
        reader.close()
    if found is None:
        raise NotFound(f"There is no {text.upper()}.")
    return found


def exported(found: StoredIncident, deployment: Deployment) -> Export:
    """Return the export of an incident, in the words of this version."""
    people = load_teams(deployment.teams_dir, load_plugins().models).people
    return {**as_export(found.incident, found.events, people), "made_by": made_by()}


def made_by() -> str:
    """Return name and version of the program that words the timeline: `tocsin 0.1.0`."""
    return f"tocsin {version('tocsin')}"


def _find(tx: ReadTx, number: int) -> StoredIncident | None:
    key = tx.id_of(number)
    incident = tx.incident(key) if key else None
    if incident is None:
        return None
    rows = tx.incidents(open_only=False, limit=MOST)
    row = next(row for row in rows if row.id == incident.id)
    return StoredIncident(row=row, incident=incident, events=tx.events(incident.id))


def _json(export: Export) -> str:
    text = json.dumps(export, ensure_ascii=False, indent=2) + "\n"
    return STEERS.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _facts(export: Export) -> list[tuple[str, str]]:
    roles, milestones = export["roles"], export["milestones"]
    rows = [("Status", str(export["status"])), ("Severity", str(export["severity"] or "—"))]
    if isinstance(roles, dict):
        rows += [(f"Role {role}", str(person)) for role, person in roles.items()]
    if isinstance(milestones, dict):
        rows += [(f"Milestone {name}", str(at)) for name, at in milestones.items()]
    return rows


def _lines(export: Export) -> list[tuple[str, str]]:
    timeline = export["timeline"]
    rows = timeline if isinstance(timeline, list) else []
    return [(str(row["at"]), str(row["text"])) for row in rows]


def _heading(export: Export) -> str:
    """`INC-4 checkout returns 500s`; of a drill it says so first."""
    flags = export["flags"]
    drill = f"{DRILL}: " if isinstance(flags, list) and "drill" in flags else ""
    return f"{drill}{export['number']} {export['title']}"


def _markdown(export: Export) -> str:
    facts = "\n".join(f"- {name}: {_plain(value)}" for name, value in _facts(export))
    lines = "\n".join(f"- `{at}` {_plain(text)}" for at, text in _lines(export))
    head = f"# {_plain(_heading(export))}"
    return f"{head}\n\n{facts}\n\n## Timeline\n\n{lines}\n"


def _plain(text: str) -> str:
    """One line that is text and nothing else: no tag, no link, no code."""
    return MARKDOWN.sub(r"\\\1", clean(text, len(text) + 1))


def _html(export: Export) -> str:
    title = html.escape(clean(_heading(export)))
    facts = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(_clock(value))}</dd>"
        for name, value in _facts(export)
    )
    lines = "".join(
        f'<li><time datetime="{html.escape(at)}">{html.escape(_clock(at))}</time> '
        f"{html.escape(text)}</li>"
        for at, text in _lines(export)
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8">{VIEWPORT}<title>{title}</title>'
        f"<style>{STYLE}</style>"
        f"<h1>{title}</h1><dl>{facts}</dl><h2>Timeline</h2><ol>{lines}</ol></html>\n"
    )


def _clock(at: str) -> str:
    """`2026-11-23 10:00:00 UTC`, for reading; the whole moment stands beside it."""
    return MOMENT.sub(r"\1 \2 UTC", at) if MOMENT.fullmatch(at) else at


FORMS = {"json": _json, "md": _markdown, "html": _html}
