"""What stands at Statuspage of an incident, and how it differs from what we put there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tocsin.providers import StatusEntry, StatusPageState
from tocsin_statuspage.client import Object, objects, text

OURS = "tocsin"
"""The name of our object in an incident's metadata."""
OVER = frozenset({"resolved", "completed"})


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An incident there.

    Args:
        said: How many of our entries it has.
        put: Heading, impact and ids of components as we put them; "" where it is not ours.
        components: Ids of those it touches.
        metadata: Ours, and what other tools keep there.
    """

    id: str
    key: str
    url: str
    status: str
    name: str
    impact: str
    said: int
    put: Object = field(default_factory=dict)
    components: frozenset[str] = frozenset()
    postmortem: str = ""
    metadata: Object = field(default_factory=dict)

    @property
    def ours(self) -> frozenset[str]:
        """Ids of the components that we had put; others somebody added by hand."""
        return frozenset(text(self.put, "components").split())

    @property
    def is_open(self) -> bool:
        """Whether it goes on there."""
        return self.status not in OVER


def shown(one: Object) -> Shown:
    """An incident as the API tells it; whatever is missing is empty."""
    metadata = one.get("metadata")
    kept = metadata if isinstance(metadata, dict) else {}
    put = kept.get(OURS)
    said = text(kept, OURS, "said")
    published = one.get("postmortem_published_at")
    return Shown(
        id=text(one, "id"),
        key=text(kept, OURS, "key"),
        url=text(one, "shortlink"),
        status=text(one, "status"),
        name=text(one, "name"),
        impact=text(one, "impact_override") or text(one, "impact"),
        said=int(said) if said.isdecimal() and len(said) < 6 else 0,
        put=put if isinstance(put, dict) else {},
        components=frozenset(text(each, "id") for each in objects(one.get("components"))),
        postmortem=text(one, "postmortem_body") if published else "",
        metadata=kept,
    )


def told(state: StatusPageState) -> tuple[StatusEntry, ...]:
    """The entries that are updates of the incident there; the post-mortem has a place of its own.

    Where there is nothing else, the post-mortem's are.
    """
    every = tuple(one for one in state.entries if one.phase != "postmortem")
    return every or state.entries


def phase(entry: StatusEntry) -> str:
    """The phase as Statuspage names it."""
    return "resolved" if entry.phase == "postmortem" else entry.phase


def changed_by_hand(there: Shown, state: StatusPageState) -> Iterator[str]:
    """What somebody else has changed since we put it there, in a few words each."""
    entries = told(state)
    if not 0 < there.said <= len(entries):
        return
    ours = phase(entries[there.said - 1])
    if there.status != ours:
        yield f"it said {there.status or 'nothing'} where we had said {ours}"
    if there.name != text(there.put, "name"):
        yield "its title was another"
    if there.impact != text(there.put, "impact"):
        yield f"its impact was {there.impact or 'none'}"
