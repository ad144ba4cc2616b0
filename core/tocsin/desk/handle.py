"""The desk itself: a message comes in, a reply goes out, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tocsin.chat.port import Said
from tocsin.desk import questions
from tocsin.desk.aim import aim, refuse_any
from tocsin.desk.discretion import elsewhere
from tocsin.desk.for_no_incident import for_no_incident, oncall, policy
from tocsin.desk.grammar import Line, read_line
from tocsin.desk.help import unknown_verb
from tocsin.desk.here import Here
from tocsin.desk.hints import pasteable
from tocsin.desk.on_incident import on_incident
from tocsin.desk.ports import Charts, Execute
from tocsin.desk.questions import Question
from tocsin.desk.refusing import refused_of
from tocsin.desk.reply import Reply
from tocsin.desk.teams import TeamFacts
from tocsin.desk.verbs import VERBS, Verb
from tocsin.domain.people import Person
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

LONGEST_REFUSAL: Final = 1500
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
        here = Here(
            tx=tx,
            said=said,
            execute=self._execute,
            teams=self._teams,
            people=self._people(),
            charts=self._charts,
            prefix=self._prefix,
        )
        try:
            return _answer(here)
        except REFUSALS as error:
            return _refused(here, error)


def _answer(here: Here) -> Reply:
    line = read_line(here.said.text, here.prefix)
    if line.noun == "oncall":
        return _answered(oncall(here, line))
    if line.number is not None and not line.verb:
        line = replace(line, verb="show")
    verb = VERBS.get(line.verb or "help")
    if verb is None:
        raise unknown_verb(here.prefix, line.verb, line.rest, line.number)
    if verb.name in questions.ANSWERS:
        return _answer_question(here, aim(line, verb.takes))
    if not verb.of_incident:
        refuse_any(line)
        return _answered(for_no_incident(here, line, verb))
    line = aim(line, verb.takes)
    if verb.name == "policy" and line.number is None:
        return _answered(policy(here, line))
    return _on_incident(here, line, verb)


def _on_incident(here: Here, line: Line, verb: Verb, *, confirmed: Question | None = None) -> Reply:
    incident = here.which(line.number, verb)
    try:
        return _answered(on_incident(here, line, verb, incident, confirmed))
    except REFUSALS as error:
        return _refused(here, error, incident.key)


def _answer_question(here: Here, line: Line) -> Reply:
    """What was shown is done after a `yes` of the same person, as long as it is still so."""
    here.ask(line, "UTC", "").nothing()
    _answerable(here, line.number)
    room = here.of_room()
    question = questions.answered(here.tx, here.said, line.number, room.number if room else None)
    _answerable(here, question.number)
    questions.drop(here.tx, here.said.speaker, question)
    again = clean(f"{here.prefix}incident {question.typed}")
    if question.verb not in VERBS:
        raise unknown_verb(here.prefix, question.verb)
    if line.verb == "no":
        return _answered(f"Dropped, nothing went out: `{again}`")
    if question.over(here.execute.now()):
        raise RejectedCommand(
            "That was shown more than five minutes ago; nothing went out. "
            f"To see it as it is now: `{again}`"
        )
    return _on_incident(here, question.line, VERBS[question.verb], confirmed=question)


def _answerable(here: Here, number: int | None) -> None:
    """What was shown in private is neither sent nor named where others read."""
    if number is None:
        return
    about = here.which(number)
    if not here.aside(about):
        raise Forbidden(elsewhere(about.key, done=False))


def _refused(here: Here, error: Exception, key: str = "") -> Reply:
    """The sentence why not; what it names to type can be pasted as it stands."""
    sentence = pasteable(str(error), here.prefix, key)
    asks = isinstance(error, Unconfirmed)  # its words are our own, in several lines
    text = one_message(sentence) if asks else clean(sentence, LONGEST_REFUSAL)
    what = refused_of(here.tx, here.said, here.prefix, error, key)
    return Reply(text=text, accepted=False, refused=what)


def _answered(text: str) -> Reply:
    return Reply(text=one_message(text))


__all__ = ["Desk", "Execute", "Reply", "TeamFacts"]
