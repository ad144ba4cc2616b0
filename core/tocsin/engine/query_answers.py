"""Words the answers of tools as one reply: a table by kind. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tocsin.chat.port import MOST_BYTES, File
from tocsin.chat.text import Words
from tocsin.domain.calendar import as_utc
from tocsin.engine.known_changes import each_once
from tocsin.engine.query import (
    Asked,
    FiringAlerts,
    FiringFact,
    LogRows,
    Part,
    Query,
    QueryAnswer,
    QueryFailure,
    RecentChanges,
)
from tocsin.providers import Change, Graph
from tocsin.wording.clean import clean
from tocsin.wording.queries import NAMES, failed
from tocsin.wording.query_answers import (
    NONE_KNOWN,
    PICTURE_NOT_POSTED,
    alert_text,
    alerts_heading,
    change_text,
    graph_text,
    keep_hint,
    list_text,
    meant_hint,
    no_picture,
    of_other_services,
    rows_text,
    since_text,
)
from tocsin.wording.tool_output import MaskText, safe_rows

PNG: Final = b"\x89PNG\r\n\x1a\n"
Parts = Mapping[str, Part]


def worded_answer(query: Query, parts: Parts, mask: MaskText) -> QueryAnswer:
    """Return the reply; failures are said too.

    Args:
        parts: Instance -> what it gave, in the order of the query.
        mask: Strikes out the secrets of this deployment.
    """
    return _ANSWERS[query.kind](query, parts, mask)


def _failures(parts: Parts, mask: MaskText) -> Iterator[str]:
    for tool, part in parts.items():
        if isinstance(part, QueryFailure):
            words = safe_rows((part.words,), mask).rows[0]
            yield failed(tool, part.code, words=words, seconds=part.seconds)


def _heading(query: Query, tool: str, mask: MaskText) -> str:
    """`Logs of elk, errors, since 10:15 CET`: what was asked, so that it stands for itself."""
    asked = query.preset or safe_rows((query.text,), mask, longest=120).rows[0]
    since = since_text(query.since, query.until, query.timezone)
    return f"{NAMES[query.kind]} of {tool}, {clean(asked, 120)}, {since}"


def _logs(query: Query, parts: Parts, mask: MaskText) -> QueryAnswer:
    for tool, part in parts.items():
        if isinstance(part, LogRows):
            return QueryAnswer(
                text=rows_text(
                    _heading(query, tool, mask),
                    part.rows,
                    timezone=query.timezone,
                    until=query.until,
                    mask=mask,
                    truncated=part.truncated,
                    note=part.note,
                    address=part.link,
                    hint=keep_hint(query.key, query.prefix),
                    none=meant_hint(query.meant, query.key, query.prefix),
                )
            )
    return QueryAnswer(text="\n".join(_failures(parts, mask)))


def _graphs(query: Query, parts: Parts, mask: MaskText) -> QueryAnswer:
    for tool, part in parts.items():
        if isinstance(part, Graph):
            return _graph(query, tool, part, mask)
    return QueryAnswer(text="\n".join(_failures(parts, mask)))


def _graph(query: Query, tool: str, part: Graph, mask: MaskText) -> QueryAnswer:
    heading, address = _heading(query, tool, mask), part.link

    def text(*, shown: bool, why: str = "") -> Words:
        return graph_text(heading, part.alt, mask=mask, address=address, shown=shown, why=why)

    if not part.png.startswith(PNG) or len(part.png) > MOST_BYTES:
        return QueryAnswer(text=text(shown=False, why=no_picture(tool)))
    safe = re.sub(r"[^A-Za-z0-9]+", "-", tool).strip("-")[:40] or "graph"
    file = File(
        name=f"{safe}-{as_utc(query.until):%Y-%m-%d-%H%M%S}.png",
        media_type="image/png",
        content=part.png,
        alt=safe_rows((part.alt,), mask).rows[0] or heading,
    )
    instead = text(shown=False, why=PICTURE_NOT_POSTED)
    return QueryAnswer(text=text(shown=True), file=file, instead=instead)


def _alerts(query: Query, parts: Parts, mask: MaskText) -> QueryAnswer:
    told = (
        alert for part in parts.values() if isinstance(part, FiringAlerts) for alert in part.alerts
    )
    apart = query.hidden | {alert.title for alert in query.known}
    found = (*query.known, *(alert for alert in told if alert.title not in apart))
    rows = [_alert(query, alert, mask) for alert in found]
    whose = query.key or clean(query.team_name, 60)
    text = list_text(alerts_heading(whose), rows, NONE_KNOWN, _failures(parts, mask))
    return QueryAnswer(text=text)


def _alert(query: Query, alert: FiringFact, mask: MaskText) -> Words:
    return alert_text(
        alert.title,
        alert.since,
        where=alert.key or alert.source,
        severity=alert.severity or "",
        address=alert.link,
        timezone=query.timezone,
        now=query.until,
        mask=mask,
    )


def _changes(query: Query, parts: Parts, mask: MaskText) -> QueryAnswer:
    asked = [
        change
        for part in parts.values()
        if isinstance(part, RecentChanges)
        for change in part.changes
    ]
    found = sorted(each_once((*query.told, *asked)), key=lambda change: change.at)
    near = [
        change for change in found if not query.service or change.service in ("", query.service)
    ]
    others = len(found) - len(near)
    notes = [of_other_services(others)] if others else []
    of = f" of {query.service}" if query.service else f" of {clean(query.team_name, 60)}"
    since = since_text(query.since, query.until, query.timezone)
    text = list_text(
        f"Changes{of} {since}",
        [_change(query, change, mask) for change in near],
        NONE_KNOWN,
        (*notes, *_failures(parts, mask)),
    )
    return QueryAnswer(text=text)


def _change(query: Query, change: Change, mask: MaskText) -> Words:
    return change_text(
        change.at,
        what=change.what,
        name=change.title,
        service=change.service,
        person=change.person,
        address=change.link,
        timezone=query.timezone,
        now=query.until,
        mask=mask,
    )


_ANSWERS: Final[Mapping[Asked, Callable[[Query, Parts, MaskText], QueryAnswer]]] = {
    "logs": _logs,
    "graphs": _graphs,
    "alerts": _alerts,
    "changes": _changes,
}
