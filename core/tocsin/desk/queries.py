"""Turns a line into a query of a team's tools: which team, which tool, of what, since when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Final

from tocsin.chat import Words
from tocsin.config.values import Section, Team
from tocsin.desk.argument_shape import SOUGHT, TIMED, ArgumentShape
from tocsin.desk.grammar import CommandLine, key_number
from tocsin.desk.message_context import ReadContext
from tocsin.desk.normalize import bare, normalized
from tocsin.desk.options import SINCE, free, shape
from tocsin.desk.privacy import NotHere
from tocsin.desk.query_parsing import query_text, split_instance, split_since
from tocsin.desk.request import FormattedRefusal, Request, nearest
from tocsin.desk.verb import Verb, asks, never, when_bare
from tocsin.domain.incident import Incident
from tocsin.domain.rights import WHO
from tocsin.engine.kept_changes import recent_changes
from tocsin.engine.query import Asked, FiringFact, Query
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import Forbidden, InvalidValue, NotFound
from tocsin.providers.presets import filled, needs_service
from tocsin.wording.queries import no_tools, tools_text

USUAL: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
MOST_KNOWN: Final = 50
KINDS: Final[Mapping[str, Asked]] = {
    "logs": "logs",
    "graph": "graphs",
    "alerts": "alerts",
    "changes": "changes",
}


@dataclass(frozen=True, kw_only=True)
class QueryRequest:
    """A line that asks a tool, with all that is needed to understand it.

    Args:
        incident: The one it is about, None = none.
        team: Whose tools are asked.
    """

    message: ReadContext
    kind: Asked
    incident: Incident | None
    team: Team
    request: Request

    @property
    def verb(self) -> str:
        """The verb as it is typed."""
        return next(verb for verb, kind in KINDS.items() if kind == self.kind)

    @property
    def tools(self) -> tuple[Section, ...]:
        """The team's tools of this kind, in file order."""
        return self.team.of_kind(self.kind)

    def query(self, *instances: str, since: datetime) -> Query:
        """The query to these instances, without its text."""
        one = self.incident
        return Query(
            id=_id(self.message.said),
            kind=self.kind,
            team=self.team.id,
            team_name=self.team.name,
            instances=instances,
            since=since,
            until=self.request.now,
            timezone=self.request.timezone,
            service=one.service if one is not None else "",
            key=one.key if one is not None else "",
            prefix=self.message.prefix,
        )


def _id(said: SpokenLine) -> str:
    text = f"{said.platform}/{said.message_id}"
    return sha256(text.encode(errors="replace")).hexdigest()[:20]


def queryable_tools(message: ReadContext, line: CommandLine) -> Words:
    """The tools and presets that can be queried, for a line that asks for nothing yet."""
    asked = _question(message, line)
    if not asked.tools:
        raise FormattedRefusal(no_tools(asked.kind, asked.team.id), kind="InvalidValue")
    presets = {tool.instance: tuple(tool.presets) for tool in asked.tools}
    return tools_text(asked.kind, asked.team.name, presets, prefix=message.prefix)


def query(message: ReadContext, line: CommandLine) -> Query:
    """The query that a line asks for.

    Raises:
        Forbidden: Who asks is in no team file, or others read what is private.
        InvalidValue, NotFound: With the sentence what to type or to set up.
    """
    asked = _question(message, line)
    said, since = split_since(asked.request)
    return _QUERIES[asked.kind](asked, said, since)


def may_still_hear(message: ReadContext, key: str) -> bool:
    """Whether what belongs to this incident may still be told where it was asked; "" = to none."""
    if not key:
        return True
    try:
        return message.may_show(message.which(key_number(key)))
    except (NotFound, InvalidValue):
        return False


def _question(message: ReadContext, line: CommandLine) -> QueryRequest:
    if message.said.speaker not in message.people:
        raise Forbidden(
            f"'{line.verb}' is for {WHO['known']}, and you are not in one yet. "
            "You can always: `incident report <what you see>`."
        )
    incident = message.which(line.number) if line.number is not None else message.of_room()
    if incident is not None and not message.may_show(incident):
        raise NotHere(incident.key)
    known = incident is not None and incident.team in message.teams
    team = message.teams[incident.team] if incident is not None and known else message.team()
    timezone = incident.timezone if incident is not None else team.timezone
    key = incident.key if incident is not None else ""
    request = message.request(line, BY_NAME[line.verb], timezone, team.id, key=key)
    kind = KINDS[line.verb]
    return QueryRequest(message=message, kind=kind, incident=incident, team=team, request=request)


def _search(asked: QueryRequest, said: str, since: datetime | None) -> Query:
    """Logs and graphs: one tool is asked, by a preset or in its own words."""
    if not asked.tools:
        raise FormattedRefusal(no_tools(asked.kind, asked.team.id), kind="InvalidValue")
    named, rest = split_instance(said, [each.instance for each in asked.tools])
    if not normalized(rest).strip():
        raise asked.request.wrong("Say what to look for: a preset, or a query.")
    meant = [each for each in asked.tools if named in ("", each.instance)]
    word = bare(rest).lower()
    tool = next((found for found in meant if word in found.presets), meant[0])
    if word in tool.presets:
        return _by_preset(asked, word, tool, since)
    base = asked.query(tool.instance, since=since or _began(asked, asked.request.now - USUAL))
    near = nearest(word, tool.presets)
    return replace(base, text=query_text(asked.request, rest), meant=near)


def _by_preset(asked: QueryRequest, name: str, tool: Section, since: datetime | None) -> Query:
    """With the service of the incident in it; of the one that is meant where none is named."""
    preset = tool.presets[name]
    if needs_service(preset):
        asked = asked if asked.incident is not None else _of_the_one_meant(asked)
        preset = filled(preset, _service(asked))
    base = asked.query(tool.instance, since=since or _began(asked, asked.request.now - USUAL))
    return replace(base, text=preset, preset=name)


def _of_the_one_meant(asked: QueryRequest) -> QueryRequest:
    """As for any other verb: the speaker's own incident, else the only open one."""
    try:
        one = asked.message.which(None, BY_NAME[asked.verb])
    except NotFound:
        raise InvalidValue(
            "This preset is for the service of an incident, and none is open: type the query."
        ) from None
    if not asked.message.may_show(one):
        raise NotHere(one.key)
    return replace(asked, incident=one)


def _service(asked: QueryRequest) -> str:
    one = asked.incident
    key, service = (one.key, one.service) if one is not None else ("", "")
    if not service:
        raise InvalidValue(
            f"This preset is for a service, and {key} names none yet: `{key} service <name>`."
        )
    if service not in asked.team.services:
        raise InvalidValue(
            f"The service of {key} is in no team file, so a preset is not filled with it. "
            f"Type the query, or name another: `{key} service <name>`."
        )
    return service


def _alerts(asked: QueryRequest, said: str, since: datetime | None) -> Query:
    """What fires now: the linked alerts, and what the team's sources tell."""
    if normalized(said).strip() or since is not None:
        raise asked.request.wrong("This takes no arguments.")
    base = asked.query(*(tool.instance for tool in asked.tools), since=asked.request.now)
    known = tuple(islice(_firing(asked), MOST_KNOWN))
    return replace(base, known=known, hidden=frozenset(_hidden(asked)))


def _firing(asked: QueryRequest) -> Iterator[FiringFact]:
    """What fires of the incident, else of every open one of the team that may be told of here."""
    found = _open(asked) if asked.incident is None else (asked.incident,)
    for incident in found:
        for alert in sorted(incident.firing, key=lambda alert: alert.started):
            yield FiringFact(
                title=alert.title, since=alert.started, key=incident.key, severity=alert.severity
            )


def _open(asked: QueryRequest) -> Iterator[Incident]:
    message = asked.message
    for row in message.tx.incidents(team=asked.team.id, limit=MOST_KNOWN):
        one = message.tx.look(row.id)
        if one is not None and message.sees(one) and message.may_show(one):
            yield one


def _hidden(asked: QueryRequest) -> Iterator[str]:
    """Titles of alerts of what is private: no source tells of them where others read."""
    message = asked.message
    for row in message.tx.incidents(team=asked.team.id, limit=MOST_KNOWN):
        one = message.tx.look(row.id)
        if one is not None and not (message.sees(one) and message.may_show(one)):
            yield from (alert.title for alert in one.firing)


def _changes(asked: QueryRequest, said: str, since: datetime | None) -> Query:
    """What was changed: a cause comes before its effect, so a day before it is looked at."""
    if normalized(said).strip():
        raise asked.request.wrong("This takes a time only, such as 2h.")
    begin = since or _began(asked, asked.request.now) - DAY
    base = asked.query(*(tool.instance for tool in asked.tools), since=begin)
    told = recent_changes(asked.message.tx, asked.team.id, begin, until=asked.request.now)
    return replace(base, told=told)


def _began(asked: QueryRequest, otherwise: datetime) -> datetime:
    """When the impact of the incident began, as far as that is known and not too long ago."""
    kept = asked.incident.milestones if asked.incident is not None else {}
    return max(kept.get("impact-started", otherwise), asked.request.now - DAY)


_QUERIES: Final[Mapping[Asked, Callable[[QueryRequest, str, datetime | None], Query]]] = {
    "logs": _search,
    "graphs": _search,
    "alerts": _alerts,
    "changes": _changes,
}

_QUERY: Final = free("query", "A preset, or what to look for")
_SEARCHED: Final = shape("{query} {since:word}", _QUERY, SINCE)
ROWS: Final[tuple[Verb, ...]] = (
    asks("logs [tool:] <preset|query> [since]", "what the logs say", SOUGHT, when_bare, _SEARCHED),
    asks(
        "graph [tool:] <preset|query> [since]",
        "a graph, as a picture",
        SOUGHT,
        when_bare,
        _SEARCHED,
    ),
    asks("alerts", "what fires now", ArgumentShape(numbers=True)),
    asks(
        "changes [since]",
        "what was deployed or changed",
        TIMED,
        never,
        shape("{since:word}", SINCE),
    ),
)
BY_NAME: Final[Mapping[str, Verb]] = {verb.name: verb for verb in ROWS}
