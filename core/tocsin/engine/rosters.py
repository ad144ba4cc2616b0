"""Builds a team's roster: who is on call and who stands behind each contact at a moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial

from tocsin.config.values import Team
from tocsin.domain.calendar import BusinessCalendar
from tocsin.domain.escalation.ladders import Ladder, Unplanned
from tocsin.domain.incident import Incident
from tocsin.domain.oncall import Override, Rotation, Shift, on_call
from tocsin.domain.people import Person, Reading, Roster
from tocsin.engine.oncall_overrides import overrides, overrides_in_force
from tocsin.engine.schedules import reading_of
from tocsin.store.contract import ReadTx
from tocsin.wording.templates import fill

Plan = Callable[[str, Incident], Ladder | Unplanned | None]


class Rosters:
    """Builds the roster of a team from its file, its rotations and the overrides in the store."""

    def __init__(
        self,
        teams: Mapping[str, Team],
        people: Mapping[str, Person],
        *,
        admins: frozenset[str],
        platforms: tuple[str, ...],
        plan: Plan,
        mailers: Mapping[str, str] | None = None,
        recipients: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None,
        recorders: Mapping[str, tuple[str, ...]] | None = None,
        context: Collection[str] = (),
    ) -> None:
        """`plan(team, incident)` asks the team's escalation strategy, None = the policy's.

        `mailers`: team -> the instance that can mail its people. `recipients`: team -> customers
        instance -> the addresses it mails. `recorders`: team -> its instances that are told of
        changes. `context`: teams whose tools can tell what is going on.
        """
        self._mailers = mailers or {}
        self._context = frozenset(context)
        self._recorders = recorders or {}
        self._recipients = recipients or {}
        self.teams = teams
        self.people = people
        self._admins = admins
        self._platforms = platforms
        self._plan = plan
        self._shifts: dict[tuple[str, str], tuple[tuple[Override, ...], Shift | None]] = {}

    def roster(self, tx: ReadTx, team_id: str, now: datetime) -> Roster:
        """Return who is on call and who stands behind each contact, now.

        A team whose file is gone has nobody on call; its open incidents go on all the same.
        """
        team = self.teams.get(team_id)
        if team is None:
            return self._without_file(team_id, now)
        on_call, readings = self._on_call(tx, team, now)
        return Roster(
            team=team.id,
            timezone=team.timezone,
            calendar=team.calendar,
            as_of=now,
            people=self.people,
            admins=self._admins,
            on_call=on_call,
            readings=readings,
            contacts=team.contacts,
            paging=team.paging,
            ticketing=team.ticketing,
            platforms=team.platforms or self._platforms,
            announce=team.announce,
            room_taken=lambda name: tx.fact("rooms", name) is not None,
            plan=lambda incident: self._plan(team_id, incident),
            services=team.services,
            instances=team.instances,
            emails=team.emails,
            words=partial(fill, people=self.people),
            recipients=self._recipients.get(team.id, {}),
            mail=self._mailers.get(team.id, ""),
            recorders=self._recorders.get(team.id, ()),
            context=team.id in self._context,
        )

    def _without_file(self, team_id: str, now: datetime) -> Roster:
        return Roster(
            team=team_id,
            timezone="UTC",
            calendar=BusinessCalendar(timezone="UTC"),
            as_of=now,
            people=self.people,
            admins=self._admins,
            platforms=self._platforms,
            stale=True,
        )

    def _on_call(
        self, tx: ReadTx, team: Team, now: datetime
    ) -> tuple[dict[str, str], dict[str, Reading]]:
        """Level -> person, and what is known of the levels whose schedules are kept elsewhere."""
        found, readings = {}, {}
        for rotation in team.rotations:
            covers = overrides_in_force(overrides(tx, team.id, rotation.name), self.people)
            shift = self._shift(team.id, rotation, covers, now)
            if shift is not None and shift.person in self.people:
                found[rotation.name] = shift.person
        for level in team.schedules:
            person, readings[level] = reading_of(tx, team.id, level, self.people, now)
            if person:
                found[level] = person
        return found, readings

    def _shift(
        self, team: str, rotation: Rotation, covers: tuple[Override, ...], now: datetime
    ) -> Shift | None:
        """The shift that holds now; the last one is kept, as it holds for hours or days."""
        covered, shift = self._shifts.get((team, rotation.name), ((), None))
        if shift is not None and covered == covers and shift.start <= now < shift.end:
            return shift
        found = on_call(rotation, now, covers)
        self._shifts[team, rotation.name] = (covers, found)
        return found
