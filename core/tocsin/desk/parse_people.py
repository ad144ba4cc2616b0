"""People: roles, hand-offs, paging, answering, escalating."""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

from tocsin.desk.ask import Ask, find_person, seen
from tocsin.desk.grammar import begins_quoted, cut, option, split_option, words
from tocsin.desk.plain import bare, plain
from tocsin.domain.commands import (
    AcceptHandoff,
    Acknowledge,
    Assign,
    Escalate,
    Handoff,
    RequestPage,
    Take,
)
from tocsin.domain.quoting import quoted, unmarked
from tocsin.domain.roles import ROLES, Role, parse_role

EscalateTo = Literal["em", "security", "leadership"]
TARGETS: Final[tuple[EscalateTo, ...]] = get_args(EscalateTo)
_AND: Final = frozenset({"and", "&", ","})
_BETWEEN: Final = re.compile(r"[,;](?=@)")
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


def page(ask: Ask) -> RequestPage:
    """`<person|level|contact|team|policy> [message]`; the first that has that name is meant.

    Several people in a row are all paged: `@ana @tom help`.
    """
    first, message = ask.split()
    if not first or begins_quoted(ask.rest):
        raise ask.wrong("Say whom to page.")
    first, *more = _apart(first)
    targets = [_target(ask, one) for one in (first, *more)]
    while _names_somebody(first) and message:
        following, after = cut(message)
        if following.lower() in _AND:
            following, after = cut(after)
        if not _names_somebody(following):
            break
        targets += [_target(ask, one) for one in _apart(following)]
        message = after
    target, *others = dict.fromkeys(targets)
    return RequestPage(target=target, others=tuple(others), message=seen(message))


def _apart(said: str) -> list[str]:
    """`@ana,@tom` is two people."""
    return _BETWEEN.sub(" ", said).split() or [said]


def _target(ask: Ask, said: str) -> str:
    roster, name = ask.roster(), bare(said).lower()
    if name in roster.on_call or name in roster.contacts:
        return name
    if _names_somebody(said) or _is_person(said, ask):
        return f"@{ask.person(said)}"
    if name in ask.rosters:
        return f"@{_primary_of(ask, name)}"
    policy = next((one for one in ask.ladders if one.lower() == name), None)
    if policy is not None:
        return policy
    known = ", ".join([*roster.on_call, *roster.contacts, *ask.rosters, *ask.ladders])
    raise ask.wrong(f"Nobody stands behind {quoted(said)}. Page @person, or one of: {known}.")


def _names_somebody(said: str) -> bool:
    return plain(said).lstrip("([<\"'").startswith("@")


def _primary_of(ask: Ask, team: str) -> str:
    """A team is paged by paging whoever is on call for it."""
    people = ask.rosters[team]().resolve("primary")
    if not people:
        raise ask.wrong(f"Nobody is on call for team {team} now. Page @person.")
    return people[0]


def _is_person(said: str, ask: Ask) -> bool:
    """An id, a full name, or the platform's own id of an account, as a form has it."""
    name = bare(said)
    return name.lower() == "me" or find_person(name, ask.people, ask.platform) is not None


def ack(ask: Ask) -> Acknowledge:
    """Answer the page. What is typed behind it never stands in the way of an answer."""
    return Acknowledge()


def escalate(ask: Ask) -> Escalate:
    """`[em|security|leadership] <reason>`; the first word is a target only if more follow.

    Somebody else whom it names is not woken by it, and nobody in their place.
    """
    first, after = ask.split()
    target = next((one for one in TARGETS if one == bare(first).lower()), None)
    is_quoted = begins_quoted(ask.rest)
    if target is not None and seen(after) and not is_quoted:
        return Escalate(target=target, reason=seen(after))
    if target is None and not is_quoted and _is_called(first, seen(after), ask):
        every, whom = ", ".join(TARGETS), unmarked(bare(first))
        raise ask.wrong(f"Escalating calls {every}. Somebody else: `page {whom} <why>`.")
    return Escalate(target="em", reason=ask.text("Say why, in a few words."))


def _is_called(first: str, after: str, ask: Ask) -> bool:
    """Whether the first word is whom they want: a level of the rotation only if nothing follows."""
    roster, name = ask.roster(), bare(first).lower()
    levels = () if after else roster.on_call
    return name in roster.contacts or name in levels or _names_somebody(first)
