"""What people typed while it ran, looked at before it stands in a post-mortem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.chat import Code, Words
from tocsin.desk.refusing import Worded
from tocsin.domain.commands import Base, PublishPostmortem
from tocsin.domain.events import PostmortemDrafted
from tocsin.domain.incident import Incident
from tocsin.domain.outcome import Outcome
from tocsin.domain.people import Person
from tocsin.store.contract import ReadTx
from tocsin.wording.blameless import recorded
from tocsin.wording.parts import lines, say


def remark(tx: ReadTx, outcome: Outcome, people: Mapping[str, Person]) -> Words:
    """When a draft is made: the lines of the record that put a fault on a person."""
    drafted = any(isinstance(event, PostmortemDrafted) for event in outcome.events)
    return _found(tx, outcome.incident, people.values()) if drafted else ""


def must_be_seen(
    tx: ReadTx, incident: Incident, command: Base, people: Mapping[str, Person], prefix: str
) -> None:
    """Before it is published: such lines are shown, and a reason is asked for.

    Raises:
        Worded: There are some, and no reason was given.
    """
    if not isinstance(command, PublishPostmortem) or command.why:
        return
    found = _found(tx, incident, people.values())
    if found:
        publish = f"{prefix}incident {incident.key} postmortem publish --reason <why>"
        raise Worded(lines(found, say("To publish it with them: ", Code(publish), ".")))


def _found(tx: ReadTx, incident: Incident, people: Iterable[Person]) -> Words:
    stored = tx.events(incident.id)
    kept = ((one.seq, one.event) for one in stored if one.event is not None)
    return recorded(kept, people)
