"""Roles and hand-offs: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final

from tocsin.chat.forms import Form
from tocsin.desk.argument_shape import ONE_WORD, TWO_WORDS
from tocsin.desk.form_fields import FormContext, person, role
from tocsin.desk.grammar import option, split_first_word, split_option, words
from tocsin.desk.normalize import bare, normalized
from tocsin.desk.options import WHO, choice_of, free, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, changes
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligations import obligations
from tocsin.domain.roles import ROLES, Role, parse_role
from tocsin.domain.roles.decide import AcceptHandoff, Assign, Handoff, Take

_FEW: Final = 2  # behind `take tl`: `and comms`


def _role(request: Request, said: str) -> Role:
    found = parse_role(bare(said))
    if found is None:
        request.choose(said, ROLES, "role")
    return found or "ic"


def take(request: Request) -> Take:
    """Parse what stands behind `take`.

    `<role> [--alone <reason>]`; other words behind the role are the reason.
    """
    said, alone = split_option(request.rest, "alone")
    if alone is not None and not stripped_text(alone):
        raise request.wrong("Say why one person holds both roles, behind --alone.")
    first, why = split_first_word(said)
    more = any(parse_role(bare(word)) for word in normalized(why).split()[:_FEW])
    if more or any(option(word) is not None for word in words(why)):
        raise request.wrong("Take one role at a time.")
    return Take(role=_role(request, first), alone=alone or "", why=stripped_text(why))


def _role_and_person(request: Request) -> tuple[Role, str]:
    first, who = request.split()
    return _role(request, first), request.person(who.strip('"“”'))


def assign(request: Request) -> Assign:
    """Parse what stands behind `assign`: `<role> @who`."""
    role, person = _role_and_person(request)
    return Assign(role=role, person=person)


def handoff(request: Request) -> Handoff:
    """Parse what stands behind `handoff`: `<role> @who`."""
    role, person = _role_and_person(request)
    return Handoff(role=role, person=person)


def accept_handoff(request: Request) -> AcceptHandoff:
    """Return the command that takes the offered role; nothing stands behind it."""
    request.nothing()
    return AcceptHandoff()


def take_form(sheet: FormContext) -> Form | None:
    """The form of `take`; the first role that is owed stands in it."""
    if sheet.incident.status not in ACTIVE:
        return None
    field = role("Which role do you take?", _owed_role(sheet))
    return sheet.form("take", "take a role", "take {role:word}", field, submit="Take it")


def assign_form(sheet: FormContext) -> Form | None:
    """The form of `assign`."""
    if sheet.incident.status not in ACTIVE:
        return None
    return sheet.form(
        "roles",
        "give a role",
        "assign {role:word} @{person:word}",
        role(value=_owed_role(sheet)),
        person(sheet),
        submit="Give it",
    )


def handoff_form(sheet: FormContext) -> Form | None:
    """The form of `handoff`; the first role of whoever asks stands in it."""
    if sheet.incident.status not in ACTIVE:
        return None
    speaker = sheet.message.said.speaker
    held = (name for name, holder in sheet.incident.roles.items() if holder.person == speaker)
    return sheet.form(
        "handoff",
        "hand over a role",
        "handoff {role:word} @{person:word}",
        role(value=next(held, None)),
        person(sheet, "To whom"),
        submit="Offer it",
    )


def _owed_role(sheet: FormContext) -> Role | None:
    names = (duty.name.partition(":") for duty in obligations(sheet.incident))
    owed = (parse_role(which) for kind, _, which in names if kind == "role")
    return next(owed, None)


_ROLE: Final = choice_of("role", "Which role", ROLES, required=True)
_TO_WHOM: Final = shape("{role:word} @{person:word}", _ROLE, WHO)
ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "People",
        "take <role> [--alone <reason>]",
        "take a role yourself",
        take,
        ONE_WORD,
        shape(
            '{role:word} --alone="{alone}"',
            _ROLE,
            free("alone", "Why IC and Technical Lead are one"),
        ),
        reasoned=True,
        form=take_form,
    ),
    Verb(
        usage="assign <role> @who",
        help="give a role to somebody",
        group="People",
        does=assign,
        takes=TWO_WORDS,
        reasoned=True,
        commands=(_TO_WHOM,),
        form=assign_form,
        form_name="roles",
    ),
    changes(
        "People",
        "handoff <role> @who",
        "offer a role; they accept it",
        handoff,
        TWO_WORDS,
        _TO_WHOM,
        reasoned=True,
        form=handoff_form,
    ),
    changes("People", "accept-handoff", "accept the role you are offered", accept_handoff),
)
