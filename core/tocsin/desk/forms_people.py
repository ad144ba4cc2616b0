"""Forms about people: roles, hand-offs, pages, escalation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.chat.forms import Form
from tocsin.desk.escalation import TARGETS
from tocsin.desk.form_fields import Sheet, choice, person, reason, role, somebody
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligations import obligations
from tocsin.domain.roles import Role, parse_role

_TITLES: Final = {
    "em": "Engineering Manager",
    "security": "Security",
    "leadership": "Leadership",
}


def take(sheet: Sheet) -> Form | None:
    """The form of `take`; the first role that is owed stands in it."""
    if sheet.incident.status not in ACTIVE:
        return None
    field = role("Which role do you take?", _owed_role(sheet))
    return sheet.form("take", "take a role", "take {role:word}", field, submit="Take it")


def assign(sheet: Sheet) -> Form | None:
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


def handoff(sheet: Sheet) -> Form | None:
    """The form of `handoff`; the first role of whoever asks stands in it."""
    if sheet.incident.status not in ACTIVE:
        return None
    speaker = sheet.here.said.speaker
    held = (one for one, holder in sheet.incident.roles.items() if holder.person == speaker)
    return sheet.form(
        "handoff",
        "hand over a role",
        "handoff {role:word} @{person:word}",
        role(value=next(held, None)),
        person(sheet, "To whom"),
        submit="Offer it",
    )


def page(sheet: Sheet) -> Form | None:
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


def escalate(sheet: Sheet) -> Form | None:
    """The form of `escalate`."""
    if not sheet.incident.is_open:
        return None
    rows = ((one, _TITLES[one]) for one in TARGETS)
    return sheet.form(
        "escalate",
        "get more help",
        'escalate {target:word} "{reason}"',
        choice("target", "Whom", rows, value="em"),
        reason("Why"),
        submit="Escalate",
    )


def acknowledge(sheet: Sheet) -> Form | None:
    """The form of `ack`, with nothing to fill in."""
    if not sheet.incident.is_open:
        return None
    return sheet.form("acknowledge", "acknowledge", "ack", submit="Acknowledge")


def _targets(sheet: Sheet) -> Iterator[tuple[str, str]]:
    roster = sheet.roster
    for level, one in roster.on_call.items():
        yield level, f"{level}: {roster.name(one)}"
    for contact, people in roster.contacts.items():
        yield contact, f"{contact}: {', '.join(roster.name(one) for one in people)}"
    for one, _ in person(sheet).choices:
        yield f"@{one}", f"{roster.name(one)} (@{one})"


def _owed_role(sheet: Sheet) -> Role | None:
    names = (one.name.partition(":") for one in obligations(sheet.incident))
    owed = (parse_role(which) for kind, _, which in names if kind == "role")
    return next(owed, None)
