"""The verbs that are for no incident there is: opening one, lists, numbers, policy, on call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tocsin.desk.ask import Ask
from tocsin.desk.discretion import overheard
from tocsin.desk.drills import drills_text
from tocsin.desk.grammar import Line, cut
from tocsin.desk.help import help_text, usage
from tocsin.desk.here import Here
from tocsin.desk.listing import list_text
from tocsin.desk.metrics import metrics_reply
from tocsin.desk.oncall import asked_team, oncall_text
from tocsin.desk.overrides import override
from tocsin.desk.parse_opening import Opening
from tocsin.desk.plain import plain
from tocsin.desk.replies import reply_to
from tocsin.desk.services import service_of
from tocsin.desk.teams import named_team
from tocsin.desk.verbs import Verb
from tocsin.domain.commands import Declare
from tocsin.domain.incident import Incident
from tocsin.domain.metrics import Metrics
from tocsin.errors import InvalidValue
from tocsin.wording.metrics import Following
from tocsin.wording.show import policy_text


def for_no_incident(here: Here, line: Line, verb: Verb) -> str:
    """The reply to a verb that is for no incident there is."""
    if verb.name == "drill" and not plain(line.rest).strip():
        return drills_text(here.prefix, here.people, here.said.speaker)
    if verb.opens is not None:
        return _open(here, line, verb.opens)
    if verb.name == "list":
        return _list(here, line)
    if verb.name == "metrics":
        return _metrics(here, line)
    return help_text(here.prefix, line.rest)


def policy(here: Here, line: Line) -> str:
    """The policy of the room's incident, elsewhere the team's."""
    if plain(line.rest).strip():
        raise InvalidValue(f"This takes no arguments. Usage: {usage(here.prefix, 'policy')}")
    incident, team = here.of_room(), here.team()
    kept = incident.policy if incident is not None else team.policy
    return policy_text(kept, owner=team.owner, updated=team.updated)


def oncall(here: Here, line: Line) -> str:
    """Who is on call, or what became of an override."""
    first, rest = cut(line.rest)
    team, roster = here.team(), partial(here.execute.roster, here.tx)
    ask = here.ask_of(team, replace(line, verb="oncall", rest=rest))
    if first.lower() == "override":
        return override(here.tx, ask, here.said, team, here.teams, roster)
    shown = asked_team(line.rest, here.teams) if first else team
    return oncall_text(here.tx, ask, shown, roster(shown.id))


def _open(here: Here, line: Line, parse: Callable[[Ask], Opening]) -> str:
    implied = here.team()
    opening = parse(here.ask_of(implied, line))
    team = named_team(opening.team, here.teams) if opening.team else implied
    service = service_of(opening, team, line.rest)
    made: list[Declare] = []

    def make(number: int, policy_hash: str) -> Declare:
        made.append(replace(opening.make(number, policy_hash), service=service))
        return made[-1]

    outcome = here.execute.declare(here.tx, team.id, make, by=here.said.speaker)
    return reply_to(here.told(outcome, overheard(outcome.incident, here.said, here.tx)), made[-1])


def _list(here: Here, line: Line) -> str:
    ask = here.ask_of(here.team(), line)

    def visible(incident: Incident) -> bool:
        return here.aside(incident) and here.sees(incident)

    return list_text(here.tx, ask, here.teams, visible, prefix=here.prefix)


def _metrics(here: Here, line: Line) -> str:
    team = here.team()
    ask = here.ask_of(team, line)

    def follow(found: Metrics, name: str) -> Following:
        return here.charts.ask(here.tx, here.said, found, name=name, at=ask.now)

    return metrics_reply(here.tx, ask, team, here.teams, follow)
