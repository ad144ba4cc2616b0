"""What changes something and is for no incident there is: opening one, overrides, charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from tocsin.chat import Words
from tocsin.desk.ask import Ask
from tocsin.desk.buttons import opened
from tocsin.desk.discretion import is_among_itself, overheard
from tocsin.desk.grammar import Line, cut
from tocsin.desk.guests import may_open, note_opened
from tocsin.desk.here import WriteContext
from tocsin.desk.link_me import link_me
from tocsin.desk.metrics import metrics_reply
from tocsin.desk.overrides import override
from tocsin.desk.reply import Reply
from tocsin.desk.services import service_of
from tocsin.desk.teams import named_team
from tocsin.desk.verb import Opening, Verb
from tocsin.domain.declare import Declare
from tocsin.domain.metrics import Metrics
from tocsin.wording.composing import say
from tocsin.wording.metrics import Following
from tocsin.wording.replies import reply_to


def for_no_incident(here: WriteContext, line: Line, verb: Verb) -> Reply:
    """The reply to a verb that is for no incident there is."""
    if verb.opens is not None:
        return _open(here, line, verb, verb.opens)
    return Reply(text=say(_CHANGES[verb.name](here, line, verb)))


def _override(here: WriteContext, line: Line, verb: Verb) -> str:
    """What became of an override."""
    _, rest = cut(line.rest)
    team, roster = here.team(), partial(here.execute.roster, here.tx)
    ask = here.ask_of(team, replace(line, rest=rest), verb)
    return override(here.tx, ask, here.said, team, here.teams, roster)


def _open(here: WriteContext, line: Line, verb: Verb, parse: Callable[[Ask], Opening]) -> Reply:
    implied = here.team()
    opening = parse(here.ask_of(implied, line, verb))
    team = named_team(opening.team, here.teams) if opening.team else implied
    service = service_of(opening, team, line.rest)
    may_open(here, team)
    made: list[Declare] = []

    def make(number: int, policy_hash: str) -> Declare:
        made.append(replace(opening.make(number, policy_hash), service=service))
        return made[-1]

    outcome = here.execute.declare(here.tx, team.id, make, by=here.said.speaker)
    note_opened(here)
    hint = overheard(outcome.incident, here.said, here.tx)
    apart = not is_among_itself(outcome.incident, here.said, here.tx)
    words, below = (
        reply_to(here.reply_context(outcome, hint), made[-1]),
        opened(here, outcome.incident),
    )
    return Reply(text=say(words), actions=below, only_you=apart)


def _metrics(here: WriteContext, line: Line, verb: Verb) -> Words:
    team = here.team()
    ask = here.ask_of(team, line, verb)

    def follow(found: Metrics, name: str) -> Following:
        return here.charts.ask(here.tx, here.said, found, name=name, at=ask.now)

    return metrics_reply(here.tx, ask, team, here.teams, follow)


_CHANGES: Final[Mapping[str, Callable[[WriteContext, Line, Verb], Words]]] = {
    "metrics": _metrics,
    "oncall": _override,
    "link-me": lambda here, line, _: link_me(here, line),
}
