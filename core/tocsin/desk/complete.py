"""What a line that is being typed may become: verbs, incidents, people, roles, what is owed.

Only words that the desk would take at that place, and of private incidents nothing to who may not
see them here. Reads only, and little: it is asked with every key that is pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from tocsin.desk.declare import OPTIONS
from tocsin.desk.escalation import TARGETS
from tocsin.desk.grammar import NOUNS, after_prefix, as_number
from tocsin.desk.here import Looking
from tocsin.desk.mitigation import STRATEGIES
from tocsin.desk.updates import FIELDS
from tocsin.desk.verbs import VERBS
from tocsin.desk.which import is_part_of
from tocsin.domain.flags import FLAGS
from tocsin.domain.incident import Incident
from tocsin.domain.milestones import MILESTONES
from tocsin.domain.obligations import obligations
from tocsin.domain.postmortem import SECTIONS
from tocsin.domain.resolution import missing
from tocsin.domain.roles import ROLES
from tocsin.domain.severity import SEVERITIES
from tocsin.errors import TocsinError
from tocsin.wording.buttons import on_card
from tocsin.wording.owed import typed

MOST: Final = 20
LONGEST: Final = 400
MOST_INCIDENTS: Final = 50
_FIRST: Final = ("incident", "oncall", "logs", "graph", "alerts", "changes")


@dataclass(frozen=True, kw_only=True)
class Typing:
    """Somebody who types, and the incident that is meant so far, if one is."""

    here: Looking
    incident: Incident | None = None


def complete(here: Looking, typed_so_far: str) -> tuple[str, ...]:
    """Whole lines that begin with what is typed, the likeliest first; at most `MOST`.

    What is typed may begin with the bot's prefix or not; the lines do likewise.
    """
    if len(typed_so_far) > LONGEST or "\n" in typed_so_far:
        return ()
    said = after_prefix(typed_so_far, here.prefix) if here.prefix else typed_so_far
    said = typed_so_far.lstrip() if said is None else said
    *words, last = said.split(" ")
    before = typed_so_far[: len(typed_so_far) - len(last)]
    fits = (one for one in _next(here, [w for w in words if w]) if _begins(one, last))
    return tuple(f"{before}{one}" for one in islice(dict.fromkeys(fits), MOST))


def _begins(word: str, typed_so_far: str) -> bool:
    return word.lower().startswith(typed_so_far.lower()) and word != typed_so_far


def _next(here: Looking, words: list[str]) -> Iterator[str]:
    """The words that may stand behind these."""
    if not words:
        yield from _FIRST
        return
    if NOUNS.get(words[0].lower()) == "oncall":
        yield from ("override", *here.teams)
        return
    words = words[1:] if NOUNS.get(words[0].lower()) == "incident" else words
    number = as_number(words[0]) if words else None
    incident = _meant(here, number)
    if number is not None and incident is None:
        return
    words = words[1:] if number is not None else words
    typing = Typing(here=here, incident=incident)
    yield from _behind(typing, words) if words else _verbs(typing, named=number is not None)


def _verbs(typing: Typing, *, named: bool) -> Iterator[str]:
    """First what the incident needs now, then its other verbs; ids where none is named yet."""
    if typing.incident is not None:
        yield from _needed(typing.incident, typing.here)
    if not named:
        yield from ("declare", *(one.key for one in _seen(typing.here)))
    yield from (name for name, verb in VERBS.items() if verb.of_incident or not named)


def _needed(incident: Incident, here: Looking) -> Iterator[str]:
    for action in on_card(incident, here.execute.now()):
        yield action.command.split()[2]
    for one in obligations(incident):
        yield typed(one.name, incident).split()[0]


def _behind(typing: Typing, words: list[str]) -> Iterable[str]:
    """What may stand behind a verb and the words behind it already."""
    verb, *said = (one.lower() for one in words)
    if verb == "declare":
        return (*(f"--{one}" for one in OPTIONS), *(one.lower() for one in SEVERITIES))
    kinds = ARGUMENTS.get(verb, ())
    return kinds[len(said)](typing) if len(said) < len(kinds) else ()


def _meant(here: Looking, number: int | None) -> Incident | None:
    """The incident that is named, or that of the room; no other is guessed."""
    try:
        found = here.which(number) if number is not None else here.of_room() or here.which(None)
    except TocsinError:
        return None
    return found if here.aside(found) else None


def _seen(here: Looking) -> list[Incident]:
    """The open ones that may be named here; those the speaker works on stand first."""
    rows = here.tx.incidents(open_only=True, limit=MOST_INCIDENTS)
    looked = (here.tx.look(row.id) for row in rows)
    found = [one for one in looked if one is not None and here.sees(one) and here.aside(one)]
    return sorted(found, key=lambda one: not is_part_of(one, here.said.speaker))


Gives = Callable[[Typing], Iterable[str]]


def _of(*words: str) -> Gives:
    return lambda _typing: words


def _people(typing: Typing) -> Iterable[str]:
    own = typing.incident.responders if typing.incident is not None else ()
    return (f"@{one}" for one in dict.fromkeys((*own, *sorted(typing.here.people))))


def _whom(typing: Typing) -> Iterable[str]:
    if typing.incident is None:
        return _people(typing)
    roster = typing.here.execute.roster(typing.here.tx, typing.incident.team)
    return (*roster.on_call, *roster.contacts, *_people(typing))


def _incidents(typing: Typing) -> Iterable[str]:
    own = typing.incident.key if typing.incident is not None else ""
    return (one.key for one in _seen(typing.here) if one.key != own)


def _owed(typing: Typing) -> Iterable[str]:
    return (one.name for one in obligations(typing.incident)) if typing.incident else ()


def _changes(state: str) -> Gives:
    def give(typing: Typing) -> Iterable[str]:
        found = typing.incident.mitigations.values() if typing.incident else ()
        return (str(one.n) for one in found if one.state == state)

    return give


def _checks(typing: Typing) -> Iterable[str]:
    left = missing(typing.incident, typing.here.execute.now()) if typing.incident else ()
    return (str(one.n) for one in left if one.wait is None)


_ROLE: Final = _of(*ROLES)
_SPAN: Final = _of("10m", "30m", "1h", "1d")
_FLAG: Final = _of(*FLAGS)
ARGUMENTS: Final[Mapping[str, tuple[Gives, ...]]] = MappingProxyType(
    {
        "list": (_of("all", "--team"),),
        "why": (_owed,),
        "export": (_of("md", "json", "html"),),
        "help": (_of(*VERBS),),
        "merge": (_incidents,),
        "severity": (_of(*(one.lower() for one in SEVERITIES)),),
        "flag": (_FLAG,),
        "unflag": (_FLAG,),
        "take": (_ROLE,),
        "assign": (_ROLE, _people),
        "handoff": (_ROLE, _people),
        "page": (_whom,),
        "escalate": (_of(*TARGETS),),
        "update": (_of(*FIELDS, "no change"),),
        "task": (_of("add", "done"),),
        "action": (_of("add", "done"),),
        "milestone": (_of(*MILESTONES),),
        "mitigate": (_of(*STRATEGIES),),
        "approve": (_changes("proposed"),),
        "reject": (_changes("proposed"),),
        "done": (_changes("approved"),),
        "snooze": (_owed, _SPAN),
        "check": (_checks,),
        "postmortem": (_of("draft", "show", "review", *SECTIONS),),
        "status-page": (_of("draft", "publish", "show"),),
        "resolve": (_of("--override"),),
        "drill": (_of("outage", "slow", "breach"),),
    }
)
