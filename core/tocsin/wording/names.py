"""The names people are known by: of persons, of machines, of the targets of a ladder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from tocsin.domain.people import ENGINE, GUEST, Person
from tocsin.domain.roles import BRIEFS, Role, parse_role
from tocsin.providers.kinds import KINDS
from tocsin.wording.clean import clean

Names = Callable[[str], str]
# An entry takes the one event type its key names, which a table cannot say to a checker.
TimelineSentence = Callable[[Any, Names, str], str]

_KINDS: Final[Mapping[str, str]] = {
    "chat": "chat",
    **{row.kind: row.words for row in KINDS.values()},
}
_TARGETS: Final[Mapping[str, str]] = {
    "em": "Engineering Manager",
    "cto": "CTO",
    "ceo": "CEO",
    "ciso": "CISO",
    "room": "the room",
}
SHORT: Final[Mapping[Role, str]] = {
    "ic": "IC",
    "tl": "TL",
    "comms": "Comms",
    "em": "EM",
    "security": "Security",
}


def page_name(id: str) -> str:
    """`page 2` of `p2`: its id alone reads like a severity."""
    return f"page {clean(id, 20).removeprefix('p')}"


def names_of(people: Mapping[str, Person]) -> Names:
    """The function from an id (person, guest, engine, provider instance) to a readable name."""

    def name(actor: str) -> str:
        person = people.get(actor)
        return clean(person.name, 60) if person and person.name else _other(actor)

    return name


def _other(actor: str) -> str:
    if actor == ENGINE:
        return "Tocsin"
    if actor.startswith(GUEST):
        return f"{clean(actor.removeprefix(GUEST), 60)} (guest)"
    kind, dot, instance = actor.partition(".")
    if not dot:
        return clean(actor, 60)
    what, which = _KINDS.get(kind, clean(kind)), clean(instance)
    return what if which == what else f"{what} ({which})"


def role_title(role: Role) -> str:
    """`Incident Commander`."""
    return BRIEFS[role].title


def target_text(target: str, names: Names) -> str:
    """A ladder target or role key in words: `primary`, `CTO`, `Incident Commander`, a name."""
    if target.startswith("@"):
        return names(target[1:])
    role = parse_role(target)
    if target in _TARGETS:
        return _TARGETS[target]
    return role_title(role) if role is not None else clean(target, 60)


def tool_names(tools: Iterable[str]) -> str:
    """Paging instances, joined by commas."""
    return ", ".join(clean(tool, 40) for tool in tools)
