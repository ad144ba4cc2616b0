"""One person's list of what they owe over all incidents: a small card of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tocsin.chat import Card, Code, Text, Words, text
from tocsin.chat.forms import Action
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Task
from tocsin.domain.obligation import Obligation
from tocsin.domain.plurals import plural
from tocsin.wording import link_me
from tocsin.wording.buttons import MOST, card_buttons, obligation_buttons, verb_button
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list, lines, say
from tocsin.wording.names import SHORT
from tocsin.wording.obligations import obligation_name, when_due
from tocsin.wording.sentence_context import SentenceContext

_RINGS: Final = ("ack", "answer")
LINES: Final = 5
INCIDENTS: Final = 10
DECLARE: Final = Action(
    label="Declare an incident", command="incident declare", form="declare", style="main"
)


@dataclass(frozen=True, kw_only=True)
class Share:
    """One person's share of an incident: roles, obligations, tasks, pages.

    Args:
        owed: What they owe, the earliest first.
        tasks: What they said they would do meanwhile.
    """

    context: SentenceContext
    person: str
    owed: tuple[Obligation, ...]
    tasks: tuple[Task, ...] = ()

    @property
    def incident(self) -> Incident:
        """The incident it is of."""
        return self.context.incident

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles they have, in short."""
        held = self.incident.roles.items()
        return tuple(SHORT[role] for role, holding in held if holding.person == self.person)

    @property
    def late(self) -> bool:
        """Whether something of it should be done already."""
        return any(obligation.due < self.context.now for obligation in self.owed)

    def __bool__(self) -> bool:
        """Whether there is anything of theirs in it."""
        return bool(self.owed or self.tasks or (self.roles and self.incident.is_open))


def home_cards(shares: Sequence[Share], prefix: str) -> tuple[Card, ...]:
    """One card an incident, in the order they have; the last says how many more there are."""
    shown = tuple(_card(share) for share in shares[:INCIDENTS])
    more = len(shares) - INCIDENTS
    if more <= 0:
        return shown or (_nothing(prefix),)
    rest = Card(
        heading=text(f"and {plural(more, 'more incident')} in which something is yours"),
        lines=(say("All that is open: ", _list(prefix)),),
    )
    return (*shown, rest)


def home_text(cards: Iterable[Card]) -> Words:
    """The cards as one answer."""
    return lines(*(row for card in cards for row in (card.heading, *_indented(card.lines))))


def unknown_card(account: str | None, speaker: str, prefix: str) -> Card:
    """To somebody in no team file: how they become known; `account` None = not by an account."""
    how = (
        link_me.how_to_link(account, prefix)
        if account is not None
        else link_me.not_in_team_file(speaker)
    )
    heading, *rows = text(how).rows()
    return Card(heading=heading, lines=tuple(rows))


def _card(share: Share) -> Card:
    incident = share.incident
    rows = [*_roles(share), *_owed(share), *_tasks(share)]
    if len(rows) > LINES:
        left = len(rows) - LINES + 1
        rows = [*rows[: LINES - 1], say(f"and {left} more: ", share.context.anywhere("next"))]
    return Card(
        heading=text(f"{share.context.headline} · {incident.status}"),
        lines=tuple(map(text, rows)),
        actions=_actions(share),
    )


def _roles(share: Share) -> list[Words]:
    return [f"You are {comma_list(share.roles)}."] if share.roles else []


def _owed(share: Share) -> Iterable[Words]:
    for obligation in share.owed:
        late = "LATE " if obligation.due < share.context.now else ""
        due = when_due(obligation.name, obligation.due, share.context)
        yield say(f"{late}{obligation_name(obligation.name, share.incident)}, due ", due)


def _tasks(share: Share) -> Iterable[Words]:
    return (f"Task {task.n}: {clean(task.text, 80)}" for task in share.tasks)


def _actions(share: Share) -> tuple[Action, ...]:
    """How to do what is owed: an answer first; then what the card of the incident offers.

    A role that nobody has is no button here: who leads gives it to somebody.
    """
    incident = share.incident
    names = sorted((obligation.name for obligation in share.owed), key=_waits)
    mine = (name for name in names if not name.startswith("role:"))
    owed = [action for name in mine for action in obligation_buttons(name, incident)]
    tasks = [
        verb_button(incident, f"Task {task.n} is done", f"task done {task.n}")
        for task in share.tasks
    ]
    found = (*owed, *tasks, *card_buttons(incident, share.context.now))
    kept = {action.command: action for action in reversed(found)}
    return tuple(kept[line] for line in dict.fromkeys(action.command for action in found))[:MOST]


def _waits(name: str) -> bool:
    """Whether it comes after the calls that wait for an answer."""
    return name.partition(":")[0] not in _RINGS


def _nothing(prefix: str) -> Card:
    rows = (say("All that is open: ", _list(prefix)),)
    return Card(heading=text("You owe nothing now."), lines=rows, actions=(DECLARE,))


def _list(prefix: str) -> Code:
    return Code(f"{prefix}incident list")


def _indented(rows: Iterable[Text]) -> Iterable[Text]:
    return (say("  ", row) for row in rows)
