"""Pages and their answers: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.chat.forms import Form
from tocsin.desk.argument_shape import ArgumentShape, people_or_one
from tocsin.desk.form_fields import FormContext, person, reason, somebody
from tocsin.desk.grammar import begins_quoted, split_first_word
from tocsin.desk.normalize import bare, normalized
from tocsin.desk.options import free, known, shape
from tocsin.desk.request import Request, find_person, stripped_text
from tocsin.desk.verb import Verb, changes
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.quoting import quoted

_AND: Final = frozenset({"and", "&", ","})
_BETWEEN: Final = re.compile(r"[,;](?=@)")


def page(request: Request) -> RequestPage:
    """Parse what stands behind `page`.

    `<person|level|contact|team|policy> [message]`; the first that has that name is meant.

    Several people in a row are all paged: `@ana @tom help`.
    """
    first, message = request.split()
    if not first or begins_quoted(request.rest):
        raise request.wrong("Say whom to page.")
    first, *more = _apart(first)
    targets = [_target(request, named) for named in (first, *more)]
    while names_somebody(first) and message:
        following, after = split_first_word(message)
        if following.lower() in _AND:
            following, after = split_first_word(after)
        if not names_somebody(following):
            break
        targets += [_target(request, named) for named in _apart(following)]
        message = after
    target, *others = dict.fromkeys(targets)
    return RequestPage(target=target, others=tuple(others), message=stripped_text(message))


def _apart(said: str) -> list[str]:
    """`@ana,@tom` is two people."""
    return _BETWEEN.sub(" ", said).split() or [said]


def _target(request: Request, said: str) -> str:
    roster, name = request.roster(), bare(said).lower()
    if name in roster.on_call or name in roster.contacts:
        return name
    if names_somebody(said) or _is_person(said, request):
        return f"@{request.person(said)}"
    if name in request.rosters:
        return f"@{_primary_of(request, name)}"
    policy = next((ladder for ladder in request.ladders if ladder.lower() == name), None)
    if policy is not None:
        return policy
    known = ", ".join([*roster.on_call, *roster.contacts, *request.rosters, *request.ladders])
    raise request.wrong(f"Nobody stands behind {quoted(said)}. Page @person, or one of: {known}.")


def names_somebody(said: str) -> bool:
    """Whether what was typed names a person, a target or an id."""
    return normalized(said).lstrip("([<\"'").startswith("@")


def _primary_of(request: Request, team: str) -> str:
    """A team is paged by paging whoever is on call for it."""
    people = request.rosters[team]().resolve("primary")
    if not people:
        raise request.wrong(f"Nobody is on call for team {team} now. Page @person.")
    return people[0]


def _is_person(said: str, request: Request) -> bool:
    """An id, a full name, or the platform's own id of an account, as a form has it."""
    name = bare(said)
    return name.lower() == "me" or find_person(name, request.people, request.platform) is not None


def ack(request: Request) -> Acknowledge:
    """Return the command that answers a page; what is typed behind it is never in the way."""
    return Acknowledge()


def page_form(sheet: FormContext) -> Form | None:
    """The form of `page`: a person, a level, a contact or a policy."""
    if not sheet.incident.is_open:
        return None
    return sheet.form(
        "page",
        "page somebody",
        'page {whom:word} "{message}"',
        somebody("whom", "Whom", _targets(sheet)),
        reason("Message", name="message", required=False),
        submit="Page",
    )


def acknowledge_form(sheet: FormContext) -> Form | None:
    """The form of `ack`, with nothing to fill in."""
    if not sheet.incident.is_open:
        return None
    return sheet.form("acknowledge", "acknowledge", "ack", submit="Acknowledge")


def _targets(sheet: FormContext) -> Iterator[tuple[str, str]]:
    roster = sheet.roster
    for level, on_call in roster.on_call.items():
        yield level, f"{level}: {roster.name(on_call)}"
    for contact, people in roster.contacts.items():
        yield contact, f"{contact}: {', '.join(roster.name(named) for named in people)}"
    for id, _ in person(sheet).choices:
        yield f"@{id}", f"{roster.name(id)} (@{id})"


ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "People",
        "page <person|level|contact|team|policy> [message]",
        "page somebody",
        page,
        ArgumentShape(closed=people_or_one, text="may"),
        shape(
            '{whom:word} "{message}"',
            known("whom", "A person, level or contact", required=True),
            free("message", "What they read", 500),
        ),
        form=page_form,
    ),
    changes("People", "ack", "answer the page; calling stops", ack),
)
