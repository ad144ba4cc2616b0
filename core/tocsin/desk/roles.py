"""Roles and hand-offs, as people type it and as it is shown."""

from __future__ import annotations

from typing import Final

from tocsin.desk.ask import Ask, seen
from tocsin.desk.grammar import cut, option, split_option, words
from tocsin.desk.plain import bare, plain
from tocsin.domain.roles import ROLES, Role, parse_role
from tocsin.domain.roles.decide import AcceptHandoff, Assign, Handoff, Take

_FEW: Final = 2  # behind `take tl`: `and comms`


def _role(ask: Ask, said: str) -> Role:
    found = parse_role(bare(said))
    if found is None:
        ask.choose(said, ROLES, "role")
    return found or "ic"


def take(ask: Ask) -> Take:
    """`<role> [--alone <reason>]`; other words behind the role are the reason."""
    said, alone = split_option(ask.rest, "alone")
    if alone is not None and not seen(alone):
        raise ask.wrong("Say why one person holds both roles, behind --alone.")
    first, why = cut(said)
    more = any(parse_role(bare(word)) for word in plain(why).split()[:_FEW])
    if more or any(option(word) is not None for word in words(why)):
        raise ask.wrong("Take one role at a time.")
    return Take(role=_role(ask, first), alone=alone or "", why=seen(why))


def _role_and_person(ask: Ask) -> tuple[Role, str]:
    first, who = ask.split()
    return _role(ask, first), ask.person(who.strip('"“”'))


def assign(ask: Ask) -> Assign:
    """`<role> @who`."""
    role, person = _role_and_person(ask)
    return Assign(role=role, person=person)


def handoff(ask: Ask) -> Handoff:
    """`<role> @who`."""
    role, person = _role_and_person(ask)
    return Handoff(role=role, person=person)


def accept_handoff(ask: Ask) -> AcceptHandoff:
    """Take over what was offered."""
    ask.nothing()
    return AcceptHandoff()
