"""The context of one message: the transaction, the speaker, teams, policies, what may be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from tocsin.chat import Words
from tocsin.config.values import Team
from tocsin.desk.grammar import CommandLine
from tocsin.desk.incident_lookup import find_incident, room_incident
from tocsin.desk.ports import Charts, Execute
from tocsin.desk.privacy import only_members_read
from tocsin.desk.request import Request
from tocsin.desk.teams import implied_team
from tocsin.desk.verb import Verb
from tocsin.domain.command import Outcome
from tocsin.domain.incident import Incident
from tocsin.domain.membership import is_member
from tocsin.domain.people import Person
from tocsin.engine.account_linking import Linking
from tocsin.engine.spoken_line import SpokenLine
from tocsin.store.contract import ReadTx, Tx
from tocsin.wording.reply_context import ReplyContext
from tocsin.wording.sentence_context import SentenceContext


@dataclass(frozen=True, kw_only=True)
class ReadContext:
    """One message where nothing is written, and what the desk knows at this moment.

    Args:
        people: Everybody of the deployment, by id.
    """

    tx: ReadTx
    said: SpokenLine
    execute: Execute
    teams: Mapping[str, Team]
    people: Mapping[str, Person]
    links: Linking
    prefix: str

    def sees(self, incident: Incident) -> bool:
        """Whether an incident exists for the speaker."""
        if "private" not in incident.flags:
            return True
        return is_member(incident, self.said.speaker, self.execute.roster(self.tx, incident.team))

    def may_show(self, incident: Incident) -> bool:
        """Whether nobody else reads what is answered here."""
        return only_members_read(incident, self.said, self.tx)

    def may_hear(self, incident: Incident) -> bool:
        """Whether an incident may be told of here: it exists for all who read it."""
        return self.may_show(incident) and self.sees(incident)

    def which(self, number: int | None, verb: Verb | None = None) -> Incident:
        """The incident that is meant.

        Raises:
            NotFound, InvalidValue: As `which_incident` does.
        """
        return find_incident(self.tx, self.said, number, self.sees, verb)

    def of_room(self) -> Incident | None:
        """The incident in whose room this was said, if it exists for the speaker."""
        incident = room_incident(self.tx, self.said)
        return incident if incident is not None and self.sees(incident) else None

    def team(self) -> Team:
        """The team meant where none is named: that of the room's incident comes first."""
        incident = self.of_room()
        if incident is not None and incident.team in self.teams:
            return self.teams[incident.team]
        return implied_team(self.said.speaker, self.said.room, self.teams)

    def request(
        self, line: CommandLine, verb: Verb, timezone: str, team: str, *, key: str = ""
    ) -> Request:
        """The request of a line: the text behind the verb, with the facts its parser may look at.

        Args:
            verb: The one whose usage complaints show.
            key: The incident that usage names, "" = none.
        """
        roster = partial(self.execute.roster, self.tx)
        return Request(
            rest=line.rest,
            usage=verb.typed(self.prefix, key),
            speaker=self.said.speaker,
            platform=self.said.platform,
            now=self.execute.now(),
            timezone=timezone,
            people=self.people,
            roster=lambda: roster(team),
            rosters={name: partial(roster, name) for name in self.teams},
        )

    def request_of(self, team: Team, line: CommandLine, verb: Verb) -> Request:
        """The same for a line that belongs to a team and to no incident."""
        return self.request(line, verb, team.timezone, team.id)

    def sentence_context(self, incident: Incident) -> SentenceContext:
        """The context that sentences about an incident are written from."""
        return SentenceContext(
            incident=incident, people=self.people, now=self.execute.now(), prefix=self.prefix
        )


@dataclass(frozen=True, kw_only=True)
class WriteContext(ReadContext):
    """One message in a transaction that can write.

    Args:
        reports_per_hour: How many incidents somebody in no team file may open.
    """

    tx: Tx
    charts: Charts
    reports_per_hour: int

    def reply_context(self, outcome: Outcome, remark: Words = "") -> ReplyContext:
        """The context that the reply to a command is written from."""
        return ReplyContext(
            outcome=outcome, context=self.sentence_context(outcome.incident), remark=remark
        )
