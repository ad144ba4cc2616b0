"""Effects of the kind Tell that several nouns have: to chat, to one person, to one tool."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tocsin.domain.effect import About, Effect, Op
from tocsin.domain.incident import Incident
from tocsin.domain.titles import is_private

_NOTHING: Final = About()


def chat(op: Op, platform: str, lane: str, about: About = _NOTHING) -> Effect:
    """A message to a chat platform, in a lane of its own."""
    return Effect(
        kind="tell", op=op, target=f"chat.{platform}", lane=f"chat.{platform}:{lane}",
        pool="chat", about=about,
    )  # fmt: skip


def direct(person: str, incident: Incident) -> Iterable[Effect]:
    """A direct message, on the first platform of the incident's team."""
    for platform in incident.platforms[:1]:
        yield chat("direct", platform, f"@{person}", About(person=person))


def announce(incident: Incident) -> Iterable[Effect]:
    """The announce room hears; of a private incident nothing."""
    return () if is_private(incident) else alarm(incident)


def alarm(incident: Incident) -> Iterable[Effect]:
    """The announce room hears in any case: somebody has to be called by phone."""
    for platform in incident.platforms:
        yield chat("announce", platform, "announce", About(room=incident.announce))


def tool(op: Op, target: str, about: About = _NOTHING) -> Effect:
    """A call of one tool, after those of the incident that it was told before."""
    return Effect(kind="tell", op=op, target=target, lane=target, pool="other", about=about)
