"""One command = one unit of work: events, projection, effects and timers in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import reduce

from tocsin.domain.command import Command, Outcome
from tocsin.domain.decide import decide
from tocsin.domain.declare import Declare
from tocsin.domain.effects import effects
from tocsin.domain.event import Event
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.domain.membership import is_member, unknown_incident
from tocsin.domain.merge import Merge, TakeIn, alerts_handed_over, require_mergeable
from tocsin.domain.obligation import Obligation, Timer, undone
from tocsin.domain.obligations import obligations, timers
from tocsin.domain.people import ENGINE, Roster
from tocsin.domain.quoting import quoted
from tocsin.domain.reminders import Nudged
from tocsin.domain.rooms.events import RoomLeft, RoomNamed, RoomOpened
from tocsin.domain.titles import display_title
from tocsin.engine.feed_cursor import feed_name, keep_stopped_position
from tocsin.engine.observers import queue_notices
from tocsin.engine.page_keys import remember_pages
from tocsin.engine.payloads import Payloads
from tocsin.engine.ports import Clock, Ids, Watcher
from tocsin.engine.refs import TICKETS, ticket_key
from tocsin.engine.rosters import Rosters
from tocsin.errors import NotFound
from tocsin.store.codec import policy_hash
from tocsin.store.contract import NewEffect, ReadTx, Tx


class CommandExecutor:
    """Runs commands inside a transaction somebody else opened."""

    def __init__(
        self,
        *,
        clock: Clock,
        ids: Ids,
        rosters: Rosters,
        payloads: Payloads,
        watcher: Watcher,
        observers: Sequence[str] = (),
    ) -> None:
        """Everything that is not pure is handed in; `observers` are told of what is kept."""
        self.now = clock
        self._ids = ids
        self.rosters = rosters
        self._payloads = payloads
        self._watcher = watcher
        self._observers = observers
        self._policy_keys = {name: policy_hash(team.policy) for name, team in rosters.teams.items()}

    def roster(self, tx: ReadTx, team: str) -> Roster:
        """Return the team's roster at this moment."""
        return self.rosters.roster(tx, team, self.now())

    def declare(
        self, tx: Tx, team: str, make: Callable[[int, str], Declare], *, by: str
    ) -> Outcome:
        """Open an incident: `make(number, policy_hash)` gives the command.

        Raises:
            RejectedCommand: As `decide` does.
            NotFound: There is no such team.
        """
        if team not in self.rosters.teams:
            known = ", ".join(self.rosters.teams)
            raise NotFound(f"There is no team {quoted(team)}. Teams: {known}.")
        roster = self.roster(tx, team)
        policy = self.rosters.teams[team].policy
        key = self._policy_keys[team]
        tx.keep_policy(key, policy)
        blank = Incident(id=self._ids.incident(), policy=policy)
        return self._run(tx, blank, make(tx.next_number(), key), by, roster)

    def command(self, tx: Tx, incident_id: str, command: Command, *, by: str) -> Outcome:
        """Run a command on an incident that exists.

        Raises:
            RejectedCommand: As `decide` does.
            NotFound: There is no such incident.
        """
        incident = tx.incident(incident_id)
        if incident is None:
            raise NotFound(f"There is no incident {incident_id}.")
        target = (
            self._merged_into(tx, incident, command, by) if isinstance(command, Merge) else None
        )
        outcome = self._run(tx, incident, command, by, self.roster(tx, incident.team))
        if target is not None:
            self._take_in(tx, outcome.before, target)
        return outcome

    def preview(self, tx: ReadTx, incident_id: str, command: Command, *, by: str) -> Outcome:
        """Return what a command would do, without doing it.

        Raises:
            RejectedCommand: As `decide` does.
            NotFound: There is no such incident.
        """
        before = tx.incident(incident_id)
        if before is None:
            raise NotFound(f"There is no incident {incident_id}.")
        now = self.now()
        roster = self.rosters.roster(tx, before.team, now)
        events = decide(before, command, by=by, at=now, roster=roster)
        return Outcome(before=before, incident=reduce(evolve, events, before), events=events)

    def _merged_into(self, tx: Tx, incident: Incident, command: Merge, by: str) -> Incident:
        """The open incident that goes on; whoever merges is in both."""
        digits = command.into.upper().removeprefix("INC-")
        if not digits.isdecimal() or len(digits) >= 10:
            raise NotFound(f"There is no incident {command.into}.")
        found = tx.id_of(int(digits))
        target = tx.incident(found) if found is not None else None
        if target is None or not is_member(target, by, self.roster(tx, target.team)):
            raise NotFound(unknown_incident(int(digits)))
        require_mergeable(incident, target)
        return target

    def _take_in(self, tx: Tx, merged: Incident, target: Incident) -> None:
        """Tell the incident that goes on of the merge, and move the firing alerts there."""
        other = TakeIn(other=merged.key, title=display_title(merged, "other-incident"))
        self.command(tx, target.id, other, by=ENGINE)
        for key in dict.fromkeys(alert.key for alert in merged.firing):
            self.command(tx, target.id, alerts_handed_over(merged, key), by=ENGINE)
        for space, id_now in tx.facts("episode").items():
            if id_now == merged.id:
                tx.set_fact("episode", space, target.id)

    def reproject(self, tx: Tx, incident_id: str) -> None:
        """Write the timers of an incident anew (an upgrade may change what is owed)."""
        incident = tx.incident(incident_id)
        if incident is not None:
            ours = self._taken_over(tx, incident, self.now())
            tx.set_timers(ours.id, ours.number, timers(ours))
            _remember_ticket(tx, None, ours)

    @staticmethod
    def _taken_over(tx: Tx, incident: Incident, at: datetime) -> Incident:
        """Keep what another version folded as this version folds it; no event is made.

        It is done before anything else happens to the incident, and tells nobody.
        """
        if not tx.is_outdated(incident.id):
            return incident
        events = overdue_new_nudges(incident, tx.timers(incident.id), at)
        after = reduce(evolve, events, incident)
        if events:
            tx.append(incident, events, after)
        else:
            tx.keep_anew(incident)
        return after

    def _run(self, tx: Tx, before: Incident, command: Command, by: str, roster: Roster) -> Outcome:
        at = self.now()
        before = self._taken_over(tx, before, at)
        events = decide(before, command, by=by, at=at, roster=roster)
        after, queued = before, []
        for event in events:
            after = evolve(after, event)
            queued += self._effects(tx, event, after, at)
        if events:
            tx.append(before, events, after)
            tx.put_effects(queued)
            _remember_rooms(tx, before, after, events)
            _remember_ticket(tx, before, after)
            remember_pages(tx, before, after)
            queue_notices(tx, self._observers, after, at)
        tx.set_timers(after.id, after.number, timers(after))
        outcome = Outcome(before=before, incident=after, events=events)
        self._watcher.committed(outcome)
        return outcome

    def _effects(self, tx: Tx, event: Event, incident: Incident, at: datetime) -> list[NewEffect]:
        """Effects of one event as rows; their words are fixed here, so a retry says the same."""
        rows = []
        for number, effect in enumerate(effects(event, incident)):
            payload = self._payloads.make(tx, effect, event, incident, at)
            if payload is None:
                continue
            rows.append(
                NewEffect(
                    key=f"{incident.id}:{incident.version}:{number}:{effect.target}",
                    lane=f"{incident.id}:{effect.lane}",
                    pool=effect.pool,
                    incident=incident.id,
                    kind=effect.kind,
                    op=effect.op,
                    target=effect.target,
                    payload=payload,
                    needs=f"{effect.needs}:{effect.target}" if effect.needs else "",
                    created=at,
                )
            )
        return rows


def _remember_ticket(tx: Tx, before: Incident | None, after: Incident) -> None:
    """Keep which incident a ticket belongs to, for what its tracker tells of it."""
    ticket = after.ticket
    if ticket is None or (before is not None and before.ticket is not None) or not ticket.ref:
        return
    key = ticket_key(after.team, ticket.provider, ticket.ref)
    if before is not None or tx.fact(TICKETS, key) is None:
        tx.set_fact(TICKETS, key, after.id)


def _remember_rooms(tx: Tx, before: Incident, after: Incident, events: Sequence[Event]) -> None:
    """Keep which room names are taken, and how far the feed of a room left was posted."""
    for event in events:
        if isinstance(event, RoomNamed | RoomOpened):
            tx.set_fact("rooms", event.name.removeprefix("#"), after.id)
        elif isinstance(event, RoomLeft):
            keep_stopped_position(tx, after.id, feed_name(before, event.platform))


def overdue_new_nudges(
    incident: Incident, kept: Sequence[Timer], at: datetime
) -> tuple[Nudged, ...]:
    """Return the nudges that were due before this version ran and that no other version knew.

    It kept a timer for the next nudge of each obligation it knew. So what is not done and comes
    before that timer, or has none, is new: to carry it out would call people because of an
    upgrade. What comes later than the timer was missed while nobody ran, and is not passed over.
    """
    known = {timer.name: timer.due for timer in kept}
    found = (
        (obligation, tuple(_new(incident, obligation, known.get(obligation.name), at)))
        for obligation in obligations(incident)
    )
    return tuple(
        Nudged(
            by=ENGINE,
            at=at,
            obligation=obligation.name,
            generation=obligation.generation,
            done=done,
        )
        for obligation, done in found
        if done
    )


def _new(
    incident: Incident, owed: Obligation, known: datetime | None, at: datetime
) -> Iterator[int]:
    for index, due, _ in undone(incident, owed):
        if due <= at and (known is None or due < known):
            yield index
