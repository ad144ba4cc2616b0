"""Answers the lines that only ask, and change nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tocsin.chat import Words
from tocsin.desk.asks import offer
from tocsin.desk.discretion import NotHere
from tocsin.desk.grammar import Line, cut
from tocsin.desk.help import help_text, unknown_verb
from tocsin.desk.here import ReadContext
from tocsin.desk.home import home
from tocsin.desk.link_me import linked
from tocsin.desk.listing import list_text
from tocsin.desk.oncall import asked_team, oncall_text
from tocsin.desk.plain import plain
from tocsin.desk.reasons import reasoned
from tocsin.desk.takes import NOTHING
from tocsin.desk.typed import Typed, typed
from tocsin.desk.verb import Verb, ViewContext
from tocsin.desk.verbs import ONCALL, VERBS
from tocsin.desk.which import room_incident
from tocsin.domain.incident import Incident
from tocsin.engine.guests import is_guest
from tocsin.errors import InvalidValue
from tocsin.wording.composing import marked
from tocsin.wording.drills import drills_text
from tocsin.wording.home import home_text
from tocsin.wording.show import policy_text, within


def look(here: ReadContext, line: Line, verb: Verb) -> Words:
    """The reply to a line that only asks, and is about no single incident.

    Raises:
        InvalidValue, NotFound: With the sentence why not.
    """
    return TELLS[verb.name](here, line)


def meant_here(here: ReadContext, said: Typed) -> Typed:
    """What is meant where nothing but the first word was typed: of an incident's room its card."""
    return typed("show", here.prefix) if said.bare and here.of_room() is not None else said


def of_all(here: ReadContext, said: Typed) -> Words:
    """The reply to a line that names no incident, over all of them; "" = one must be named."""
    over_all = OVER_ALL.get(said.verb.name)
    named = said.line.number is not None or room_incident(here.tx, here.said) is not None
    return "" if over_all is None or named else over_all(here)


def look_at(here: ReadContext, line: Line, verb: Verb, incident: Incident) -> Words:
    """The reply to a line that only asks, of this incident.

    Raises:
        InvalidValue, NotFound, Forbidden: With the sentence why not.
    """
    read, _ = reasoned(line, verb)
    ask = here.ask(read, verb, incident.timezone, incident.team, key=incident.key)
    ask = replace(ask, ladders=tuple(incident.policy.ladders))
    if verb.does is None and verb.takes is NOTHING:
        ask.nothing()
    if verb.views is None:
        raise unknown_verb(here.prefix, verb.name)
    if not here.aside(incident):
        raise NotHere(incident.key)
    context = ViewContext(
        tx=here.tx, incident=incident, ask=ask, sentence_context=here.sentence_context(incident)
    )
    return marked(within(verb.views(context), incident.key), incident)


def _list(here: ReadContext, line: Line) -> Words:
    ask = here.ask_of(here.team(), line, VERBS["list"])
    return list_text(here.tx, ask, here.teams, here.may_hear, prefix=here.prefix)


def _help(here: ReadContext, line: Line) -> str:
    return help_text(here.prefix, line.rest, guest=is_guest(here.said.speaker))


def _drills(here: ReadContext, line: Line) -> Words:
    return drills_text(here.prefix, here.people, here.said.speaker)


def _policy(here: ReadContext, line: Line) -> str:
    """The policy of the room's incident, elsewhere the team's."""
    if plain(line.rest).strip():
        raise InvalidValue(f"This takes no arguments. Usage: {VERBS['policy'].typed(here.prefix)}")
    incident, team = here.of_room(), here.team()
    kept = incident.policy if incident is not None else team.policy
    return policy_text(kept, owner=team.owner, updated=team.updated)


def _oncall(here: ReadContext, line: Line) -> str:
    """Who is on call."""
    first, rest = cut(line.rest)
    team = here.team()
    ask = here.ask_of(team, replace(line, rest=rest), ONCALL)
    shown = asked_team(line.rest, here.teams) if first else team
    return oncall_text(here.tx, ask, shown, here.execute.roster(here.tx, shown.id))


def _owed(here: ReadContext) -> Words:
    """What the speaker owes; "" for somebody in no team file: they owe nothing."""
    return home_text(home(here)) if here.said.speaker in here.people else ""


OVER_ALL: Final[Mapping[str, Callable[[ReadContext], Words]]] = {"next": _owed}
TELLS: Final[Mapping[str, Callable[[ReadContext, Line], Words]]] = {
    "list": _list,
    "help": _help,
    "drill": _drills,
    "policy": _policy,
    "oncall": _oncall,
    "link-me": linked,
    "logs": offer,
    "graph": offer,
}
