"""People: roles, hand-offs, paging, answering, escalating."""

from __future__ import annotations

from typing import Final, Literal, get_args

from tocsin.desk.ask import Ask
from tocsin.desk.grammar import split_option
from tocsin.domain.commands import (
    AcceptHandoff,
    Acknowledge,
    Assign,
    Escalate,
    Handoff,
    Page,
    Take,
)
from tocsin.domain.people import Person
from tocsin.domain.roles import ROLES, Role, parse_role

EscalateTo = Literal["em", "security", "leadership"]
TARGETS: Final[tuple[EscalateTo, ...]] = get_args(EscalateTo)


def _role(ask: Ask, said: str) -> Role:
    found = parse_role(said.strip(":,"))
    if found is None:
        ask.choose(said, ROLES, "role")
    return found or "ic"


def take(ask: Ask) -> Take:
    """`<role> [--alone <reason>]`."""
    said, alone = split_option(ask.rest, "alone")
    if alone == "":
        raise ask.wrong("Say why one person holds both roles, behind --alone.")
    if len(said.split()) > 1:
        raise ask.wrong("Take one role at a time.")
    return Take(role=_role(ask, said), alone=alone or "")


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


def page(ask: Ask) -> Page:
    """`<person|level|contact> [message]`; a level or contact wins over a person of that name."""
    first, message = ask.split()
    if not first:
        raise ask.wrong("Say whom to page.")
    roster, said = ask.roster(), first.strip(":,")
    level = said.lower()
    if level in roster.on_call or level in roster.contacts:
        return Page(target=level, message=message.strip())
    if said.startswith(("@", "<")) or _is_person(said, ask):
        return Page(target=f"@{ask.person(said)}", message=message.strip())
    known = ", ".join([*roster.on_call, *roster.contacts])
    raise ask.wrong(f"Nobody stands behind '{said[:40]}'. Page @person, or one of: {known}.")


def _is_person(said: str, ask: Ask) -> bool:
    wanted = said.lower()
    people: tuple[Person, ...] = tuple(ask.people.values())
    return wanted == "me" or any(wanted in (one.id.lower(), one.name.lower()) for one in people)


def ack(ask: Ask) -> Acknowledge:
    """Answer the page. What is typed behind it never stands in the way of an answer."""
    return Acknowledge()


def escalate(ask: Ask) -> Escalate:
    """`[em|security|leadership] <reason>`; the first word is a target only if more follow."""
    first, after = ask.split()
    target = next((one for one in TARGETS if one == first.lower().strip(":,")), None)
    if target is not None and after.strip():
        return Escalate(target=target, reason=after.strip())
    return Escalate(target="em", reason=ask.text("Say why, in a few words."))
