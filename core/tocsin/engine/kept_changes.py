"""Keeps the changes that tools told of, a bounded number for each section and for a while.

Told again under the same id by the same section, a change takes the place of what was told before.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Final

from tocsin.engine.webhook_sources import PartResult, Source
from tocsin.providers import Change
from tocsin.store.contract import ReadTx, Tx
from tocsin.wording.clean import clean, link, title

CHANGES: Final = "changes"
MOST_AT_ONCE: Final = 100
MOST_KEPT: Final = 500
KEPT_FOR: Final = timedelta(days=14)
AHEAD: Final = timedelta(hours=1)
NAME: Final = 100
LINK: Final = 500


def keep_changes(tx: Tx, source: Source, told: Sequence[Change], now: datetime) -> PartResult:
    """Keep changes; those too old, in the future, or beyond the number are left out."""
    space, ignored = _space(source.team), Counter[str]()
    held = dict(tx.facts(space))
    before = {_identity(text): key for key, text in held.items()}
    for change in told[:MOST_AT_ONCE]:
        if not now - KEPT_FOR <= change.at <= now + AHEAD:
            ignored["out-of-time"] += 1
            continue
        text = _as_kept(change, source)
        old, key = before.get(_identity(text)), _key(change.at, text)
        if old is not None and old != key:
            tx.set_fact(space, old, None)
            del held[old]
        tx.set_fact(space, key, text)
        held[key], before[_identity(text)] = text, key
    for key in _over(held, source.actor, now):
        tx.set_fact(space, key, None)
    ignored.update({"too-many": len(told) - MOST_AT_ONCE} if len(told) > MOST_AT_ONCE else {})
    return PartResult(ignored=ignored)


def recent_changes(
    tx: ReadTx, team: str, since: datetime, *, until: datetime | None = None, most: int = MOST_KEPT
) -> tuple[Change, ...]:
    """Return a team's kept changes since a moment, the newest first.

    Args:
        until: Nothing later than this; None = whatever there is.
        most: At most so many, the newest.
    """
    rows = tx.facts(_space(team), after=_moment(since))
    kept = (_as_change(text) for text in reversed(list(rows.values())))
    return tuple(islice((change for change in kept if until is None or change.at <= until), most))


def _over(held: Mapping[str, str], by: str, now: datetime) -> Iterator[str]:
    """What is too old, and the oldest of too many: who tells much pushes out nobody else's."""
    oldest, own = _moment(now - KEPT_FOR), sorted(k for k in held if _identity(held[k])[0] == by)
    beyond = set(own[: max(0, len(own) - MOST_KEPT)])
    return (key for key in sorted(held) if key in beyond or key < oldest)


def _space(team: str) -> str:
    return f"{CHANGES}/{team}"


def _moment(at: datetime) -> str:
    """As text that sorts by time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def _key(at: datetime, text: str) -> str:
    return f"{_moment(at)}/{sha256('/'.join(_identity(text)).encode()).hexdigest()[:32]}"


def _identity(text: str) -> tuple[str, str]:
    kept: dict[str, str] = json.loads(text)
    return kept["by"], kept["id"]


def _as_kept(change: Change, source: Source) -> str:
    kept = {
        "by": source.actor,
        "id": clean(change.id, NAME),
        "at": change.at.astimezone(UTC).isoformat(),
        "title": title(change.title),
        "what": change.what,
        "service": clean(change.service, NAME),
        "person": clean(change.person, NAME),
        "link": link(change.link) if len(change.link) <= LINK else "",
        "recorded": clean(change.recorded, NAME),
    }
    return json.dumps(kept, ensure_ascii=False)


def _as_change(text: str) -> Change:
    kept = json.loads(text)
    return Change(
        id=kept["id"],
        at=datetime.fromisoformat(kept["at"]),
        title=kept["title"],
        what=kept["what"],
        service=kept["service"],
        person=kept["person"],
        link=kept["link"],
        recorded=kept.get("recorded", ""),
    )
