"""The desk itself: a message comes in, a reply goes out, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from tocsin.chat.port import Said
from tocsin.desk import questions
from tocsin.desk.aim import aim, refuse_any
from tocsin.desk.ask import Ask
from tocsin.desk.blame import must_be_seen, remark
from tocsin.desk.discretion import Sees, elsewhere, is_among_itself, is_wordless, overheard
from tocsin.desk.drills import drills_text
from tocsin.desk.grammar import Line, cut, read_line
from tocsin.desk.help import ONCALL, help_text, unknown_verb, usage
from tocsin.desk.hints import pasteable
from tocsin.desk.listing import list_text
from tocsin.desk.metrics import metrics_reply
from tocsin.desk.oncall import oncall_text
from tocsin.desk.overrides import override
from tocsin.desk.parse_opening import Opening
from tocsin.desk.plain import plain
from tocsin.desk.ports import Charts, Execute
from tocsin.desk.queries import Sight, View
from tocsin.desk.questions import Question, asked
from tocsin.desk.reasons import reasoned
from tocsin.desk.refusing import refused_of
from tocsin.desk.replies import question_of, reply_to
from tocsin.desk.reply import Reply
from tocsin.desk.services import service_of
from tocsin.desk.takes import NOTHING
from tocsin.desk.teams import TeamFacts, implied_team, named_team
from tocsin.desk.told import Told
from tocsin.desk.verbs import VERBS, Verb
from tocsin.desk.which import room_incident, which_incident
from tocsin.domain.commands import Base, Declare
from tocsin.domain.incident import Incident
from tocsin.domain.membership import is_in
from tocsin.domain.metrics import Metrics
from tocsin.domain.people import Person
from tocsin.domain.titles import marked
from tocsin.engine.outcome import Outcome
from tocsin.errors import (
    Forbidden,
    InvalidValue,
    NotFound,
    RejectedCommand,
    Unconfirmed,
    VersionConflict,
)
from tocsin.store.contract import Tx
from tocsin.wording.clean import clean
from tocsin.wording.fitting import one_message
from tocsin.wording.metrics import Following
from tocsin.wording.scene import Scene
from tocsin.wording.show import policy_text, within

LONGEST_REFUSAL: Final = 1500
CHANGED: Final = "What would go out has changed since you saw it. It is now:"
REFUSALS: Final = (RejectedCommand, InvalidValue, NotFound, VersionConflict)


class Desk:
    """Turns what somebody said into a command, has it done, and says what came of it."""

    def __init__(
        self,
        *,
        execute: Execute,
        teams: Mapping[str, TeamFacts],
        people: Callable[[], Mapping[str, Person]],
        charts: Charts,
        prefix: str = "!",
    ) -> None:
        """`people` gives everybody of the deployment as they are now."""
        self._execute = execute
        self._teams = teams
        self._people = people
        self._charts = charts
        self._prefix = prefix

    def handle(self, tx: Tx, said: Said) -> Reply:
        """Answer one message. What the process does not allow is a reply too, not accepted."""
        try:
            return self._answer(tx, said)
        except REFUSALS as error:
            return self._refused(tx, said, error)

    def _refused(self, tx: Tx, said: Said, error: Exception, key: str = "") -> Reply:
        """The sentence why not; what it names to type can be pasted as it stands."""
        sentence = pasteable(str(error), self._prefix, key)
        asks = isinstance(error, Unconfirmed)  # its words are our own, in several lines
        text = one_message(sentence) if asks else clean(sentence, LONGEST_REFUSAL)
        what = refused_of(tx, said, self._prefix, error, key)
        return Reply(text=text, accepted=False, refused=what)

    def _answer(self, tx: Tx, said: Said) -> Reply:
        line = read_line(said.text, self._prefix)
        if line.noun == "oncall":
            return _answered(self._oncall(tx, said, line))
        if line.number is not None and not line.verb:
            line = replace(line, verb="show")
        verb = VERBS.get(line.verb or "help")
        if verb is None:
            raise unknown_verb(self._prefix, line.verb, line.rest, line.number)
        if verb.name in questions.ANSWERS:
            return self._answer_question(tx, said, aim(line, verb.takes))
        if not verb.of_incident:
            refuse_any(line)
            return _answered(self._for_none(tx, said, line, verb))
        line = aim(line, verb.takes)
        if verb.name == "policy" and line.number is None:
            return _answered(self._policy(tx, said, line))
        return self._on_incident(tx, said, line, verb)

    def _for_none(self, tx: Tx, said: Said, line: Line, verb: Verb) -> str:
        """The verbs that are for no incident there is."""
        if verb.name == "drill" and not plain(line.rest).strip():
            return drills_text(self._prefix, self._people(), said.speaker)
        if verb.opens is not None:
            return self._open(tx, said, line, verb.opens)
        if verb.name == "list":
            return self._list(tx, said, line)
        if verb.name == "metrics":
            return self._metrics(tx, said, line)
        return help_text(self._prefix, line.rest)

    def _open(self, tx: Tx, said: Said, line: Line, parse: Callable[[Ask], Opening]) -> str:
        implied = self._team(tx, said)
        opening = parse(self._ask(tx, said, line, implied.timezone, implied.id))
        team = named_team(opening.team, self._teams) if opening.team else implied
        service = service_of(opening, team, line.rest)
        made: list[Declare] = []

        def make(number: int, policy_hash: str) -> Declare:
            made.append(replace(opening.make(number, policy_hash), service=service))
            return made[-1]

        outcome = self._execute.declare(tx, team.id, make, by=said.speaker)
        return reply_to(self._told(outcome, overheard(outcome.incident, said, tx)), made[-1])

    def _answer_question(self, tx: Tx, said: Said, line: Line) -> Reply:
        """What was shown is done after a `yes` of the same person, as long as it is still so."""
        self._ask(tx, said, line, "UTC", "").nothing()
        self._answerable(tx, said, line.number)
        question = questions.answered(tx, said, line.number)
        self._answerable(tx, said, question.number)
        questions.drop(tx, said.speaker, question)
        again = clean(f"{self._prefix}incident {question.typed}")
        if question.verb not in VERBS:
            raise unknown_verb(self._prefix, question.verb)
        if line.verb == "no":
            return _answered(f"Dropped, nothing went out: `{again}`")
        if question.over(self._execute.now()):
            raise RejectedCommand(
                "That was shown more than five minutes ago; nothing went out. "
                f"To see it as it is now: `{again}`"
            )
        return self._on_incident(tx, said, question.line, VERBS[question.verb], confirmed=question)

    def _answerable(self, tx: Tx, said: Said, number: int | None) -> None:
        """What was shown in private is neither sent nor named where others read."""
        if number is None:
            return
        about = which_incident(tx, said, number, self._sees(tx, said))
        if not is_among_itself(about, said, tx):
            raise Forbidden(elsewhere(about.key, done=False))

    def _on_incident(
        self, tx: Tx, said: Said, line: Line, verb: Verb, *, confirmed: Question | None = None
    ) -> Reply:
        incident = which_incident(tx, said, line.number, self._sees(tx, said), verb.name)
        try:
            return _answered(self._with_incident(tx, said, line, verb, incident, confirmed))
        except REFUSALS as error:
            return self._refused(tx, said, error, incident.key)

    def _with_incident(
        self,
        tx: Tx,
        said: Said,
        line: Line,
        verb: Verb,
        incident: Incident,
        confirmed: Question | None = None,
    ) -> str:
        typed, (line, why) = line, reasoned(line, verb)
        ask = self._ask(tx, said, line, incident.timezone, incident.team, verb=verb)
        ask = replace(
            ask,
            ladders=tuple(incident.policy.ladders),
            usage=usage(self._prefix, verb.name, incident.key),
        )
        looks = not plain(line.rest).strip() or cut(line.rest)[0].lower() in verb.looks
        if verb.does is None and verb.takes is NOTHING:
            ask.nothing()
        if verb.views is not None and (verb.does is None or looks):
            return self._view(tx, said, incident, ask, verb.views)
        if verb.does is None:
            raise unknown_verb(self._prefix, verb.name)
        question = confirmed or asked(typed, said, incident.number, self._execute.now())
        as_of = question.asked if verb.shows is not None else None
        command = replace(verb.does(ask), why=why, as_of=as_of)
        shown = self._shown(tx, said, incident, command, verb, ask)
        if shown and confirmed is None:
            return self._ask_first(tx, said, question, shown, incident)
        if shown and not question.showed(shown):
            return f"{CHANGED}\n{self._with_incident(tx, said, typed, verb, incident)}"
        return self._do(tx, said, incident, command)

    def _do(self, tx: Tx, said: Said, incident: Incident, command: Base) -> str:
        """Have it done; where others read it, of what is private only whether it was done."""
        aside = is_among_itself(incident, said, tx)
        try:
            must_be_seen(tx, incident, command, self._people())
            outcome = self._execute.command(tx, incident.id, command, by=said.speaker)
        except (RejectedCommand, InvalidValue, NotFound) as error:
            if not aside:
                raise RejectedCommand(elsewhere(incident.key, done=False)) from None
            if isinstance(error, Unconfirmed):
                raise Unconfirmed(question_of(self._scene(incident), command)) from None
            raise
        if aside and (is_wordless(command) or is_among_itself(outcome.incident, said, tx)):
            return reply_to(self._told(outcome, remark(tx, outcome, self._people())), command)
        return elsewhere(incident.key, done=True)

    def _shown(
        self, tx: Tx, said: Said, incident: Incident, command: Base, verb: Verb, ask: Ask
    ) -> str:
        """What somebody has to see before this is done, "" = nothing."""
        if verb.shows is None:
            return ""
        if not is_among_itself(incident, said, tx):
            raise Forbidden(elsewhere(incident.key, done=False))
        seen = self._execute.preview(tx, incident.id, command, by=ask.speaker)
        return verb.shows(self._told(seen), ask.roster(), command)

    def _ask_first(
        self, tx: Tx, said: Said, question: Question, shown: str, incident: Incident
    ) -> str:
        """Show what would go out, and wait for a yes."""
        scene = self._scene(incident)
        questions.keep(tx, said.speaker, question.showing(shown))
        until = scene.clock(question.asked + questions.WITHIN)
        how = (
            f"Nothing has gone out yet. To send exactly this, until {until}: "
            f"{scene.anywhere('yes')}. To drop it: {scene.anywhere('no')}"
        )
        return marked(f"{shown}\n{how}", incident)

    def _view(self, tx: Tx, said: Said, incident: Incident, ask: Ask, view: View) -> str:
        if not is_among_itself(incident, said, tx):
            raise Forbidden(elsewhere(incident.key))
        sight = Sight(tx=tx, incident=incident, ask=ask, scene=self._scene(incident))
        return marked(within(view(sight), incident.key), incident)

    def _list(self, tx: Tx, said: Said, line: Line) -> str:
        team = self._team(tx, said)
        ask = self._ask(tx, said, line, team.timezone, team.id)
        sees = self._sees(tx, said)

        def visible(incident: Incident) -> bool:
            return is_among_itself(incident, said, tx) and sees(incident)

        return list_text(tx, ask, self._teams, visible, prefix=self._prefix)

    def _metrics(self, tx: Tx, said: Said, line: Line) -> str:
        team = self._team(tx, said)
        ask = self._ask(tx, said, line, team.timezone, team.id)

        def follow(found: Metrics, name: str) -> Following:
            return self._charts.ask(tx, said, found, name=name, at=ask.now)

        return metrics_reply(tx, ask, team, self._teams, follow)

    def _policy(self, tx: Tx, said: Said, line: Line) -> str:
        """The incident's own policy in its room, elsewhere the team's."""
        if plain(line.rest).strip():
            raise InvalidValue(f"This takes no arguments. Usage: {usage(self._prefix, 'policy')}")
        incident = self._here(tx, said)
        team = self._team(tx, said)
        policy = incident.policy if incident is not None else team.policy
        return policy_text(policy, owner=team.owner, updated=team.updated)

    def _team(self, tx: Tx, said: Said) -> TeamFacts:
        """The team meant where none is named: that of the room's incident comes first."""
        incident = self._here(tx, said)
        if incident is not None and incident.team in self._teams:
            return self._teams[incident.team]
        return implied_team(said.speaker, said.room, self._teams)

    def _here(self, tx: Tx, said: Said) -> Incident | None:
        """The incident in whose room this was said, if it exists for the speaker."""
        incident = room_incident(tx, said)
        return incident if incident is not None and self._sees(tx, said)(incident) else None

    def _sees(self, tx: Tx, said: Said) -> Sees:
        def sees(incident: Incident) -> bool:
            if "private" not in incident.flags:
                return True
            return is_in(incident, said.speaker, self._execute.roster(tx, incident.team))

        return sees

    def _oncall(self, tx: Tx, said: Said, line: Line) -> str:
        first, rest = cut(line.rest)
        team = self._team(tx, said)
        asked = Line(noun="oncall", number=None, verb="oncall", rest=rest)
        ask = self._ask(tx, said, asked, team.timezone, team.id)
        if first.lower() == "override":
            return override(tx, ask, said, team, self._teams, partial(self._execute.roster, tx))
        shown = named_team(line.rest, self._teams) if first else team
        return oncall_text(tx, ask, shown, self._execute.roster(tx, shown.id))

    def _ask(
        self, tx: Tx, said: Said, line: Line, timezone: str, team: str, *, verb: Verb | None = None
    ) -> Ask:
        name = verb.name if verb is not None else line.verb
        oncall = f"{self._prefix}{ONCALL.format(prefix=self._prefix)}"
        return Ask(
            rest=line.rest,
            usage=oncall if line.noun == "oncall" else usage(self._prefix, name),
            speaker=said.speaker,
            platform=said.platform,
            now=self._execute.now(),
            timezone=timezone,
            people=self._people(),
            roster=lambda: self._execute.roster(tx, team),
            rosters={one: partial(self._execute.roster, tx, one) for one in self._teams},
        )

    def _told(self, outcome: Outcome, remark: str = "") -> Told:
        return Told(outcome=outcome, scene=self._scene(outcome.incident), remark=remark)

    def _scene(self, incident: Incident) -> Scene:
        return Scene(
            incident=incident,
            people=self._people(),
            now=self._execute.now(),
            prefix=self._prefix,
        )


def _answered(text: str) -> Reply:
    return Reply(text=one_message(text))


__all__ = ["Desk", "Execute", "Reply", "TeamFacts"]
