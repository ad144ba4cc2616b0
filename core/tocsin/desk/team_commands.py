"""Runs the commands that belong to no existing incident: opening one, overrides, charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from tocsin.chat import Words
from tocsin.desk.buttons import opening_buttons
from tocsin.desk.grammar import CommandLine, split_first_word
from tocsin.desk.guests import note_opened, require_may_open
from tocsin.desk.link_me import link_me
from tocsin.desk.message_context import WriteContext
from tocsin.desk.overrides import override
from tocsin.desk.privacy import only_members_read, overheard_notice
from tocsin.desk.quarter_metrics import metrics_reply
from tocsin.desk.reply import Reply
from tocsin.desk.request import Request
from tocsin.desk.services import service_of
from tocsin.desk.teams import named_team
from tocsin.desk.verb import Opening, Verb
from tocsin.domain.declare import Declare
from tocsin.domain.quarter_metrics import Metrics
from tocsin.wording.composing import say
from tocsin.wording.quarter_metrics import Following
from tocsin.wording.replies import reply_to


def team_command(message: WriteContext, line: CommandLine, verb: Verb) -> Reply:
    """The reply to a verb that is for no incident there is."""
    if verb.opens is not None:
        return _open(message, line, verb, verb.opens)
    return Reply(text=say(_CHANGES[verb.name](message, line, verb)))


def _override(message: WriteContext, line: CommandLine, verb: Verb) -> str:
    """The reply to `oncall override`."""
    _, rest = split_first_word(line.rest)
    team, roster = message.team(), partial(message.execute.roster, message.tx)
    request = message.request_of(team, replace(line, rest=rest), verb)
    return override(message.tx, request, message.said, team, message.teams, roster)


def _open(
    message: WriteContext, line: CommandLine, verb: Verb, parse: Callable[[Request], Opening]
) -> Reply:
    implied = message.team()
    opening = parse(message.request_of(implied, line, verb))
    team = named_team(opening.team, message.teams) if opening.team else implied
    service = service_of(opening, team, line.rest)
    require_may_open(message, team)
    made: list[Declare] = []

    def make(number: int, policy_hash: str) -> Declare:
        made.append(replace(opening.make(number, policy_hash), service=service))
        return made[-1]

    outcome = message.execute.declare(message.tx, team.id, make, by=message.said.speaker)
    note_opened(message)
    hint = overheard_notice(outcome.incident, message.said, message.tx)
    apart = not only_members_read(outcome.incident, message.said, message.tx)
    words, below = (
        reply_to(message.reply_context(outcome, hint), made[-1]),
        opening_buttons(message, outcome.incident),
    )
    return Reply(text=say(words), actions=below, only_you=apart)


def _metrics(message: WriteContext, line: CommandLine, verb: Verb) -> Words:
    team = message.team()
    request = message.request_of(team, line, verb)

    def follow(found: Metrics, name: str) -> Following:
        return message.charts.ask(message.tx, message.said, found, name=name, at=request.now)

    return metrics_reply(message.tx, request, team, message.teams, follow)


_CHANGES: Final[Mapping[str, Callable[[WriteContext, CommandLine, Verb], Words]]] = {
    "metrics": _metrics,
    "oncall": _override,
    "link-me": lambda message, line, _: link_me(message, line),
}
