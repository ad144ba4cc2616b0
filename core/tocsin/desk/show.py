"""What is shown of an incident without changing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tocsin.chat import Code, Words
from tocsin.desk.ask import Ask, meant, seen
from tocsin.desk.plain import plain
from tocsin.domain.counting import many
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import obligations
from tocsin.domain.quoting import quoted
from tocsin.store.contract import ReadTx
from tocsin.wording import catchup as catchup_words
from tocsin.wording import show as wording
from tocsin.wording.clean import clean
from tocsin.wording.names import names_of
from tocsin.wording.parts import say
from tocsin.wording.scene import Scene
from tocsin.wording.timeline import is_told, short

FORMATS: Final = ("md", "json", "html")


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What a view looks at: the store, the incident, what was typed, and the words for it."""

    tx: ReadTx
    incident: Incident
    ask: Ask
    scene: Scene


View = Callable[[Sight], Words]


def show(sight: Sight) -> str:
    """The card as text: state, people, the last update, what is owed next."""
    scene = sight.scene
    return wording.show_text(sight.incident, scene.people, scene.now, prefix=scene.prefix)


def next_due(sight: Sight) -> Words:
    """What is owed, the earliest first."""
    scene = sight.scene
    return wording.next_text(sight.incident, scene.people, scene.now, prefix=scene.prefix)


def why(sight: Sight) -> Words:
    """The rule behind one obligation.

    Raises:
        InvalidValue: None was named, or it is not owed.
    """
    scene, names = sight.scene, [one.name for one in obligations(sight.incident)]
    name = plain(sight.ask.text("Say which obligation; `next` lists them.")).strip().lower()
    if name not in names:
        listed = ", ".join(names) or "nothing"
        near = meant(name, names)
        raise sight.ask.wrong(
            f"Nothing called {quoted(clean(name))} is owed.{near} Owed: {listed}."
        )
    return wording.why_text(sight.incident, name, scene.people, scene.now, prefix=scene.prefix)


def timeline(sight: Sight) -> Words:
    """The last lines of the history; all of it is in the export."""
    names, zone = names_of(sight.scene.people), sight.incident.timezone
    kept = (row.event for row in sight.tx.events(sight.incident.id))
    told = (event for event in kept if event is not None and is_told(event))
    stamped = short(told, names, zone, sight.scene.now)
    return wording.timeline_text(stamped, sight.incident.key)


def policy(sight: Sight) -> str:
    """The process this incident was declared with."""
    return wording.policy_text(sight.incident.policy)


def export(sight: Sight) -> Words:
    """How to get everything, and how much that is.

    Raises:
        InvalidValue: A format that does not exist.
    """
    said = seen(sight.ask.rest)
    kind = sight.ask.choose(said, FORMATS, "format") if said else FORMATS[0]
    one = sight.incident
    return say(
        f"{one.key}: {many(one.version, 'event')}, {many(len(one.updates), 'update')}, "
        f"{many(len(one.pages), 'page')}. Where Tocsin runs: ",
        Code(f"tocsin export {one.key} --format {kind}"),
    )


def catchup(sight: Sight) -> Words:
    """Where it stands, the last updates and decisions, what is open and what is owed."""
    kept = (row.event for row in sight.tx.events(sight.incident.id))
    return catchup_words.catchup_text(sight.scene, tuple(one for one in kept if one is not None))
