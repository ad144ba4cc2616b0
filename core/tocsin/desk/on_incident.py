"""The verbs that change one incident, or show first what would go out."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tocsin.chat import Words
from tocsin.desk import questions
from tocsin.desk.ask import Ask
from tocsin.desk.asking import Shows
from tocsin.desk.blame import must_be_seen, remark
from tocsin.desk.discretion import NotHere, elsewhere, is_wordless
from tocsin.desk.grammar import Line
from tocsin.desk.help import unknown_verb
from tocsin.desk.here import Here
from tocsin.desk.one_voice import answer
from tocsin.desk.questions import Question, asked
from tocsin.desk.reasons import reasoned
from tocsin.desk.refusing import Worded
from tocsin.desk.verb import Verb
from tocsin.domain.commands import Base
from tocsin.domain.incident import Incident
from tocsin.errors import InvalidValue, NotFound, RejectedCommand, Unconfirmed
from tocsin.wording.parts import marked, say
from tocsin.wording.replies import question_of

CHANGED: Final = "What would go out has changed since you saw it. It is now:"


def on_incident(
    here: Here, line: Line, verb: Verb, incident: Incident, confirmed: Question | None = None
) -> Words:
    """The reply to a verb of this incident.

    Args:
        confirmed: The question that was just answered with yes, None for a line just typed.

    Raises:
        RejectedCommand, InvalidValue, NotFound, Forbidden: With the sentence why not.
    """
    read, why = reasoned(line, verb)
    ask = here.ask(read, incident.timezone, incident.team, verb=verb.name, key=incident.key)
    ask = replace(ask, ladders=tuple(incident.policy.ladders))
    if verb.does is None:
        raise unknown_verb(here.prefix, verb.name)
    command = verb.does(ask)
    command = replace(command, why=why or command.why)
    if verb.shows is None:
        return _do(here, incident, command)
    question = confirmed or asked(line, here.said, incident.number, here.execute.now())
    command = replace(command, as_of=question.asked)
    shown = _shown(here, incident, command, verb.shows, ask)
    if shown and confirmed is None:
        return _ask_first(here, question, shown, incident)
    if shown and not question.showed(shown):
        return say(f"{CHANGED}\n", on_incident(here, line, verb, incident))
    return _do(here, incident, command)


def _do(here: Here, incident: Incident, command: Base) -> Words:
    """Have it done; where others read it, of what is private only whether it was done."""
    aside = here.aside(incident)
    try:
        must_be_seen(here.tx, incident, command, here.people, here.prefix)
        outcome = here.execute.command(here.tx, incident.id, command, by=here.said.speaker)
    except (RejectedCommand, InvalidValue, NotFound) as error:
        if not aside:
            raise NotHere(incident.key, done=False) from None
        if isinstance(error, Unconfirmed):
            asks = question_of(here.scene(incident), command)
            raise Worded(asks, kind="Unconfirmed") from None
        raise
    if aside and (is_wordless(command) or here.aside(outcome.incident)):
        return answer(here, here.told(outcome, remark(here.tx, outcome, here.people)), command)
    return elsewhere(incident.key, done=True)


def _shown(here: Here, incident: Incident, command: Base, shows: Shows, ask: Ask) -> str:
    """What somebody has to see before this is done, "" = nothing."""
    if not here.aside(incident):
        raise NotHere(incident.key, done=False)
    seen = here.execute.preview(here.tx, incident.id, command, by=ask.speaker)
    return shows(here.told(seen), ask.roster(), command)


def _ask_first(here: Here, question: Question, shown: str, incident: Incident) -> Words:
    """Show what would go out, and wait for a yes."""
    scene = here.scene(incident)
    questions.keep(here.tx, here.said.speaker, question.showing(shown))
    how = say(
        "Nothing has gone out yet. To send exactly this, until ",
        scene.moment(question.asked + questions.WITHIN),
        ": ",
        scene.anywhere("yes"),
        ". To drop it: ",
        scene.anywhere("no"),
    )
    return marked(say(f"{shown}\n", how), incident)
