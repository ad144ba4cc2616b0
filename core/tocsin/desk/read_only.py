"""Answers the lines that change nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tocsin.chat import Words
from tocsin.desk.argument_shape import NOTHING
from tocsin.desk.grammar import CommandLine, split_first_word
from tocsin.desk.help import help_text, unknown_verb
from tocsin.desk.home import home
from tocsin.desk.incident_list import list_text
from tocsin.desk.incident_lookup import room_incident
from tocsin.desk.link_me import linked
from tocsin.desk.message_context import ReadContext
from tocsin.desk.normalize import normalized
from tocsin.desk.oncall import asked_team, oncall_text
from tocsin.desk.privacy import NotHere
from tocsin.desk.queries import queryable_tools
from tocsin.desk.typed_line import TypedLine, parse_line
from tocsin.desk.verb import Verb, ViewContext, split_reason
from tocsin.desk.verbs import ONCALL, VERBS
from tocsin.domain.incident import Incident
from tocsin.engine.guests import is_guest
from tocsin.errors import InvalidValue
from tocsin.wording.composing import with_drill_mark
from tocsin.wording.drills import drills_text
from tocsin.wording.home import home_text
from tocsin.wording.show import cut_to_one_message, policy_text


def team_view(message: ReadContext, line: CommandLine, verb: Verb) -> Words:
    """The reply to a line that changes nothing and is about no single incident.

    Raises:
        InvalidValue, NotFound: With the sentence why not.
    """
    return TELLS[verb.name](message, line)


def default_view(message: ReadContext, said: TypedLine) -> TypedLine:
    """The verb that the first word alone stands for: in an incident's room its card."""
    return (
        parse_line("show", message.prefix) if said.bare and message.of_room() is not None else said
    )


def overview(message: ReadContext, said: TypedLine) -> Words:
    """The reply to a line that names no incident, over all of them; "" = one must be named."""
    over_all = OVER_ALL.get(said.verb.name)
    named = said.line.number is not None or room_incident(message.tx, message.said) is not None
    return "" if over_all is None or named else over_all(message)


def incident_view(message: ReadContext, line: CommandLine, verb: Verb, incident: Incident) -> Words:
    """The reply to a line that changes nothing, about this incident.

    Raises:
        InvalidValue, NotFound, Forbidden: With the sentence why not.
    """
    read, _ = split_reason(line, verb)
    request = message.request(read, verb, incident.timezone, incident.team, key=incident.key)
    request = replace(request, ladders=tuple(incident.policy.ladders))
    if verb.does is None and verb.takes is NOTHING:
        request.nothing()
    if verb.views is None:
        raise unknown_verb(message.prefix, verb.name)
    if not message.may_show(incident):
        raise NotHere(incident.key)
    context = ViewContext(
        tx=message.tx,
        incident=incident,
        request=request,
        sentence_context=message.sentence_context(incident),
    )
    return with_drill_mark(cut_to_one_message(verb.views(context), incident.key), incident)


def _list(message: ReadContext, line: CommandLine) -> Words:
    request = message.request_of(message.team(), line, VERBS["list"])
    return list_text(message.tx, request, message.teams, message.may_hear, prefix=message.prefix)


def _help(message: ReadContext, line: CommandLine) -> str:
    return help_text(message.prefix, line.rest, guest=is_guest(message.said.speaker))


def _drills(message: ReadContext, line: CommandLine) -> Words:
    return drills_text(message.prefix, message.people, message.said.speaker)


def _policy(message: ReadContext, line: CommandLine) -> str:
    """The policy of the room's incident, elsewhere the team's."""
    if normalized(line.rest).strip():
        raise InvalidValue(
            f"This takes no arguments. Usage: {VERBS['policy'].typed(message.prefix)}"
        )
    incident, team = message.of_room(), message.team()
    kept = incident.policy if incident is not None else team.policy
    return policy_text(kept, owner=team.owner, updated=team.updated)


def _oncall(message: ReadContext, line: CommandLine) -> str:
    """Who is on call."""
    first, rest = split_first_word(line.rest)
    team = message.team()
    request = message.request_of(team, replace(line, rest=rest), ONCALL)
    shown = asked_team(line.rest, message.teams) if first else team
    return oncall_text(message.tx, request, shown, message.execute.roster(message.tx, shown.id))


def _owed(message: ReadContext) -> Words:
    """What the speaker owes; "" for somebody in no team file: they owe nothing."""
    return home_text(home(message)) if message.said.speaker in message.people else ""


OVER_ALL: Final[Mapping[str, Callable[[ReadContext], Words]]] = {"next": _owed}
TELLS: Final[Mapping[str, Callable[[ReadContext, CommandLine], Words]]] = {
    "list": _list,
    "help": _help,
    "drill": _drills,
    "policy": _policy,
    "oncall": _oncall,
    "link-me": linked,
    "logs": queryable_tools,
    "graph": queryable_tools,
}
