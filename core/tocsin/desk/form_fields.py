"""`FormContext`, what forms are drawn from, and the fields several of them share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from tocsin.chat.forms import MOST_CHOICE, MOST_CHOICES, MOST_PEOPLE, MOST_TITLE, Field, Form
from tocsin.desk.grammar import CommandLine
from tocsin.desk.message_context import ReadContext
from tocsin.desk.request import Request
from tocsin.desk.verb import Verb
from tocsin.domain.incident import Incident
from tocsin.domain.people import Roster
from tocsin.domain.roles import BRIEFS, ROLES, Role
from tocsin.wording.clean import clean
from tocsin.wording.forms import one_of_many

MOST_HINT: Final = 150
REASON: Final = 500
YES_NO: Final = (("no", "No"), ("yes", "Yes"))


@dataclass(frozen=True, kw_only=True)
class FormContext:
    """An incident, and who asks for a form of it."""

    message: ReadContext
    incident: Incident

    @property
    def roster(self) -> Roster:
        """The facts of its team."""
        return self.message.execute.roster(self.message.tx, self.incident.team)

    def request(self, verb: Verb) -> Request:
        """The request with which a value typed behind this verb before is parsed."""
        line = CommandLine(noun="incident", number=self.incident.number, verb=verb.name, rest="")
        return self.message.request(line, verb, self.incident.timezone, self.incident.team)

    def form(self, name: str, title: str, line: str, *fields: Field, submit: str = "Send") -> Form:
        """A form whose line is `incident INC-4` and these words."""
        key = self.incident.key
        return Form(
            name=name,
            title=clean(f"{key}: {title}", MOST_TITLE),
            command=f"incident {key} {line}",
            fields=fields,
            incident=key,
            submit=submit,
        )


def choice(
    name: str,
    label: str,
    choices: Iterable[tuple[str, str]],
    *,
    value: str = "",
    hint: str = "",
    required: bool = True,
    most: int = MOST_CHOICES,
) -> Field:
    """A field for one of a list; of a long one the first: what is left out can be typed."""
    fit = ((key, said) for key, said in choices if 0 < len(key) <= MOST_CHOICE)
    rows = tuple(islice(fit, most))
    return Field(
        name=name,
        label=label,
        kind="choice",
        choices=tuple((key, clean(said, MOST_CHOICE)) for key, said in rows),
        value=value if value in dict(rows) else "",
        hint=hint,
        required=required,
    )


def choice_or_line(
    name: str, label: str, names: Iterable[str], *, value: str = "", required: bool = True
) -> Field:
    """A field for one of some names; where they are too many to be shown it is typed."""
    known = list(names)
    if len(known) <= MOST_CHOICES:
        return choice(name, label, same_words(known), value=value, required=required)
    hint = clean(one_of_many(known), MOST_HINT)
    return Field(
        name=name, label=label, value=value, hint=hint, required=required, most=MOST_CHOICE
    )


def yes_no(name: str, label: str) -> Field:
    """A field for a question that is No until it is answered."""
    return choice(name, label, YES_NO, value="no")


def reason(label: str, *, name: str = "reason", required: bool = True) -> Field:
    """A field for words that say why, or what."""
    return Field(name=name, label=label, kind="lines", required=required, most=REASON)


def role(label: str = "Role", value: Role | None = None) -> Field:
    """A field for one of the roles."""
    titles = ((name, BRIEFS[name].title) for name in ROLES)
    return choice("role", label, titles, value=value or "")


def person(sheet: FormContext, label: str = "Person", value: str = "") -> Field:
    """A field for somebody of the team files; who is on call and the own team stand first."""
    people = sheet.message.people
    own = sheet.message.teams[sheet.incident.team].people if _has_team(sheet) else frozenset()
    first = (*sheet.roster.on_call.values(), *sheet.incident.responders, *sorted(own))
    order = [id for id in dict.fromkeys((*first, *sorted(people))) if id in people]
    named = ((id, f"{people[id].name} (@{id})") for id in order)
    return somebody("person", label, named, value=value)


def somebody(name: str, label: str, named: Iterable[tuple[str, str]], *, value: str = "") -> Field:
    """A field for a person, or what stands for one; the likeliest first, of very many not all."""
    return replace(choice(name, label, named, value=value, most=MOST_PEOPLE), kind="person")


def _has_team(sheet: FormContext) -> bool:
    return sheet.incident.team in sheet.message.teams


def same_words(values: Iterable[str]) -> list[tuple[str, str]]:
    """Choices that are shown as they are typed."""
    return [(value, value) for value in values]
