"""Everything one delivery says, handed to whatever takes it, inside its one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tocsin.engine.execute import Execute
from tocsin.engine.intake import Intake, Taken
from tocsin.engine.kept_changes import keep
from tocsin.engine.page_answers import PageAnswers
from tocsin.engine.sources import Heard, Source
from tocsin.engine.ticket_changes import TicketChanges
from tocsin.providers import Received
from tocsin.store.contract import Tx


class Arrivals:
    """Takes alerts, page answers, ticket changes and changes, of whatever kind the source is."""

    def __init__(self, execute: Execute) -> None:
        """The engine's executor."""
        self._execute = execute
        self._intake = Intake(execute)
        self._pages = PageAnswers(execute)
        self._tickets = TicketChanges(execute)

    def take(self, tx: Tx, source: Source, received: Received) -> Taken:
        """Answers first: they end calling. An alert's incident is named before any other."""
        heard = [
            self._pages.take(tx, source, received.pages),
            self._tickets.take(tx, source, received.tickets),
        ]
        if received.changes:
            heard.append(keep(tx, source, received.changes, self._execute.now()))
        taken = self._intake.take(tx, source.team, source.place, received.groups, by=source.actor)
        if all(one == Heard() for one in heard):
            return taken
        return _joined(taken, heard)


def says_once(received: Received) -> bool:
    """Whether a repeat would do more than the first: not where it tells how something stands."""
    noted = any(event.action == "annotated" for event in received.pages)
    return bool(received.groups or noted) or not (received.pages or received.tickets)


def _joined(taken: Taken, heard: Sequence[Heard]) -> Taken:
    left: Counter[str] = sum((Counter(one.ignored) for one in heard), Counter())
    known = (one.incident for one in heard if one.incident is not None)
    return replace(taken, incident=taken.incident or next(known, None), left=left)
