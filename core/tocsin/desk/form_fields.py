"""What forms are drawn from, and the fields several of them share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from tocsin.chat.forms import Field, Form
from tocsin.desk.ask import Ask
from tocsin.desk.grammar import Line
from tocsin.desk.here import Looking
from tocsin.domain.incident import Incident
from tocsin.domain.people import Roster
from tocsin.domain.roles import BRIEFS, ROLES, Role
from tocsin.wording.clean import clean

MOST_CHOICES: Final = 100
LONGEST_LABEL: Final = 70
REASON: Final = 500
YES_NO: Final = (("no", "No"), ("yes", "Yes"))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """An incident, and who asks for a form of it."""

    here: Looking
    incident: Incident

    @property
    def roster(self) -> Roster:
        """The facts of its team."""
        return self.here.execute.roster(self.here.tx, self.incident.team)

    def ask(self) -> Ask:
        """What a value that was typed before is read with."""
        line = Line(noun="incident", number=self.incident.number, verb="update", rest="")
        return self.here.ask(line, self.incident.timezone, self.incident.team)

    def form(self, name: str, title: str, line: str, *fields: Field, submit: str = "Send") -> Form:
        """A form whose line is `incident INC-4` and these words."""
        key = self.incident.key
        return Form(
            name=name,
            title=f"{key}: {title}",
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
) -> Field:
    """One of a list."""
    rows = tuple(islice(choices, MOST_CHOICES))
    return Field(
        name=name,
        label=label,
        kind="choice",
        choices=tuple((key, clean(said, LONGEST_LABEL)) for key, said in rows),
        value=value if value in dict(rows) else "",
        hint=hint,
        required=required,
    )


def yes_no(name: str, label: str) -> Field:
    """A question that is No until it is answered."""
    return choice(name, label, YES_NO, value="no")


def reason(label: str, *, name: str = "reason", required: bool = True, value: str = "") -> Field:
    """Words that say why, or what."""
    return Field(
        name=name, label=label, kind="lines", required=required, most=REASON, value=value[:REASON]
    )


def role(label: str = "Role", value: Role | None = None) -> Field:
    """One of the roles."""
    titles = ((one, BRIEFS[one].title) for one in ROLES)
    return choice("role", label, titles, value=value or "")


def person(sheet: Sheet, label: str = "Person", value: str = "") -> Field:
    """Somebody of the team files; who is on call and the team's own people stand first."""
    people = sheet.here.people
    own = sheet.here.teams[sheet.incident.team].people if _has_team(sheet) else frozenset()
    first = (*sheet.roster.on_call.values(), *sheet.incident.responders, *sorted(own))
    order = [one for one in dict.fromkeys((*first, *sorted(people))) if one in people]
    named = ((one, f"{people[one].name} (@{one})") for one in order)
    return replace(choice("person", label, named, value=value), kind="person")


def _has_team(sheet: Sheet) -> bool:
    return sheet.incident.team in sheet.here.teams
