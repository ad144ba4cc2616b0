"""Recent changes and other alerts, in words: room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Code, Words
from tocsin.domain.calendar import local_text
from tocsin.domain.context import ContextTold, IncidentContext, RecentChange
from tocsin.wording.clean import clean, link, title
from tocsin.wording.composing import join_nonempty, lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.sentence_context import Sentence, SentenceContext

LONGEST: Final = 80


def _room_told(event: ContextTold, context: SentenceContext) -> Words:
    """Six lines at most: what changed, what else fires, what to ask."""
    found = event.context
    return lines(
        *(_room_change(change, context, first=not n) for n, change in enumerate(found.changes)),
        _room_firing(found, context),
        _room_ask(found, context),
    )


def _room_change(change: RecentChange, context: SentenceContext, *, first: bool) -> Words:
    begins = "Changed lately: " if first else "and "
    what = title(change.title, LONGEST)
    of = f" ({clean(change.service, 60)})" if _room_is_another(change, context) else ""
    return join_nonempty(" ", (f"{begins}{what}{of},", context.when(change.at), link(change.link)))


def _room_is_another(change: RecentChange, context: SentenceContext) -> bool:
    """Whether it is worth saying whose change it is."""
    known = context.incident.service_info
    own = known is not None and known.name == change.service
    return bool(change.service) and not own and change.service not in change.title


def _room_firing(found: IncidentContext, context: SentenceContext) -> Words:
    if not found.firing:
        return ""
    named = [
        say(f"{title(alert.title, LONGEST)} since ", context.moment(alert.since))
        for alert in found.firing
    ]
    more = f" · {found.more_firing} more" if found.more_firing else ""
    return say("Also fires: ", join_nonempty(" · ", named), more)


def _room_ask(found: IncidentContext, context: SentenceContext) -> Words:
    more = {"changes": found.more_changes, "alerts": found.more_firing}
    whole = (query for query, count in more.items() if count)
    typed = [Code(f"{context.prefix}{query}") for query in (*found.presets, *whole)]
    return say("Ask: ", join_nonempty(" · ", map(say, typed))) if typed else ""


def _timeline_context(event: ContextTold, _names: Names, zone: str) -> str:
    changes = (
        f"{title(change.title)} ({local_text(change.at, zone)})" for change in event.context.changes
    )
    firing = (title(alert.title) for alert in event.context.firing)
    changed, fires = "; ".join(changes), "; ".join(firing)
    return with_full_stop(
        ". ".join(
            filter(
                None, (changed and f"Changed before: {changed}", fires and f"Also firing: {fires}")
            )
        )
    )


ROOM: Final[Mapping[str, Sentence]] = {
    "context-told": _room_told,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "context-told": _timeline_context,
}
