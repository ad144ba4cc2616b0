"""What went on when it began, in words: room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Code, Words
from tocsin.domain.calendar import local_text
from tocsin.domain.context import Context, ContextTold, RecentChange
from tocsin.wording.clean import clean, link, title
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import lines, say, stop, together
from tocsin.wording.scene import Says, Scene

LONGEST: Final = 80


def _room_told(event: ContextTold, scene: Scene) -> Words:
    """Six lines at most: what changed, what else fires, what to ask."""
    found = event.context
    return lines(
        *(_room_change(change, scene, first=not n) for n, change in enumerate(found.changes)),
        _room_firing(found, scene),
        _room_ask(found, scene),
    )


def _room_change(change: RecentChange, scene: Scene, *, first: bool) -> Words:
    begins = "Changed lately: " if first else "and "
    what = title(change.title, LONGEST)
    of = f" ({clean(change.service, 60)})" if _room_is_another(change, scene) else ""
    return together(" ", (f"{begins}{what}{of},", scene.when(change.at), link(change.link)))


def _room_is_another(change: RecentChange, scene: Scene) -> bool:
    """Whether it is worth saying whose change it is."""
    known = scene.incident.service_info
    own = known is not None and known.name == change.service
    return bool(change.service) and not own and change.service not in change.title


def _room_firing(found: Context, scene: Scene) -> Words:
    if not found.firing:
        return ""
    named = [
        say(f"{title(alert.title, LONGEST)} since ", scene.moment(alert.since))
        for alert in found.firing
    ]
    more = f" · {found.more_firing} more" if found.more_firing else ""
    return say("Also fires: ", together(" · ", named), more)


def _room_ask(found: Context, scene: Scene) -> Words:
    more = {"changes": found.more_changes, "alerts": found.more_firing}
    whole = (query for query, count in more.items() if count)
    typed = [Code(f"{scene.prefix}{query}") for query in (*found.presets, *whole)]
    return say("Ask: ", together(" · ", map(say, typed))) if typed else ""


def _timeline_context(event: ContextTold, _names: Names, zone: str) -> str:
    changes = (
        f"{title(change.title)} ({local_text(change.at, zone)})" for change in event.context.changes
    )
    firing = (title(alert.title) for alert in event.context.firing)
    changed, fires = "; ".join(changes), "; ".join(firing)
    return stop(
        ". ".join(
            filter(
                None, (changed and f"Changed before: {changed}", fires and f"Also firing: {fires}")
            )
        )
    )


ROOM: Final[Mapping[str, Says]] = {
    "context-told": _room_told,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "context-told": _timeline_context,
}
