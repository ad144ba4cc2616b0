"""Forms of the work: the update, changes, notes, reminders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from tocsin.chat.forms import Field, Form
from tocsin.desk.form_fields import MOST_HINT, Sheet, choice, reason
from tocsin.desk.mitigation import STRATEGIES
from tocsin.desk.updates import still_to_come
from tocsin.domain.calendar import format_duration
from tocsin.domain.lifecycle import ENDED, WORKING
from tocsin.domain.obligation import SNOOZE_LATER, Obligation, is_about_now
from tocsin.domain.obligations import obligations
from tocsin.domain.parts import Mitigation
from tocsin.domain.updates import UPDATE_STATUSES
from tocsin.wording.clean import clean
from tocsin.wording.owed import label

LONGEST: Final = 300
_SPANS: Final = tuple(
    timedelta(minutes=one) for one in (5, 10, 15, 30, 60, 120, 24 * 60, 3 * 24 * 60, 7 * 24 * 60)
)


def update(sheet: Sheet) -> Form | None:
    """The form of `update`: four fields with their last values, but for a time that passed."""
    incident = sheet.incident
    if incident.status in ENDED:
        return None
    last = incident.updates[-1] if incident.updates else None
    now = "Investigating" if incident.status == "triage" else incident.status.capitalize()
    ask = sheet.ask()
    return sheet.form(
        "update",
        "update",
        "update {status} | {impact:lines} | {action:lines} | {eta}",
        choice("status", "Status", _same(_statuses(sheet)), value=now),
        _line("impact", "Impact: what customers feel", last.impact if last else ""),
        _line("action", "Action: what is being done", last.action if last else ""),
        Field(
            name="eta",
            label="ETA",
            value=still_to_come(ask, last.eta) if last else "",
            hint="14:30, 20m or unknown; empty = as before",
            most=60,
        ),
    )


def mitigate(sheet: Sheet) -> Form | None:
    """The form of `mitigate`."""
    if sheet.incident.status not in WORKING:
        return None
    return sheet.form(
        "mitigate",
        "propose a change",
        'mitigate {strategy:word} "{what}"',
        choice("strategy", "How", _same(STRATEGIES), value=STRATEGIES[0]),
        reason("What exactly is changed", name="what"),
        submit="Propose",
    )


def approve(sheet: Sheet) -> Form | None:
    """The form of `approve`; an experiment needs its reason."""
    first = next(iter(_waiting(sheet)), None)
    if first is None:
        return None
    needed = first.strategy == "other"
    return _answer(sheet, "approve", "Approve", reason("Reason", required=needed))


def reject(sheet: Sheet) -> Form | None:
    """The form of `reject`."""
    return _answer(sheet, "reject", "Reject", reason("Why not"))


def note(sheet: Sheet) -> Form | None:
    """The form of `note`."""
    return sheet.form(
        "note", "note", 'note "{text:lines}"', reason("What", name="text"), submit="Note"
    )


def snooze(sheet: Sheet) -> Form | None:
    """The form of `snooze`."""
    found = [one for one in obligations(sheet.incident) if _is_reminded(one)]
    if not found:
        return None
    most = max(_limit(sheet, one) for one in found)
    spans = (format_duration(one) for one in _SPANS if one <= most)
    return sheet.form(
        "snooze",
        "remind me later",
        "snooze {obligation:word} {duration:word}",
        choice(
            "obligation", "Of what", ((one.name, label(one.name)) for one in found),
            value=found[0].name,
        ),
        choice("duration", "In how long", _same(spans), value=format_duration(_SPANS[1])),
        submit="Snooze",
    )  # fmt: skip


def _answer(sheet: Sheet, verb: str, submit: str, why: Field) -> Form | None:
    """An answer to a change that waits; which one is asked where there are several."""
    waiting = _waiting(sheet)
    if not waiting:
        return None
    rows = [(str(one.n), f"{one.n}: {one.what}") for one in waiting]
    which = choice("n", "Which change", rows, value=rows[0][0])
    if len(rows) > 1:
        return sheet.form(verb, verb, f'{verb} {{n:word}} "{{reason}}"', which, why, submit=submit)
    line = f'{verb} {rows[0][0]} "{{reason}}"'
    about = replace(why, hint=clean(rows[0][1], MOST_HINT))
    return sheet.form(verb, f"{verb} {rows[0][0]}", line, about, submit=submit)


def _waiting(sheet: Sheet) -> list[Mitigation]:
    found = (one for one in sheet.incident.mitigations.values() if one.state == "proposed")
    return sorted(found, key=lambda one: one.seq)


def _statuses(sheet: Sheet) -> tuple[str, ...]:
    """`Resolved` is said by resolving."""
    over = sheet.incident.status == "resolved"
    return UPDATE_STATUSES if over else UPDATE_STATUSES[:-1]


def _line(name: str, what: str, value: str) -> Field:
    return Field(name=name, label=what, kind="lines", value=value[:LONGEST], most=LONGEST)


def _same(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(one, one) for one in values]


def _is_reminded(one: Obligation) -> bool:
    return any(nudge.act == "remind" for nudge in one.nudges)


def _limit(sheet: Sheet, one: Obligation) -> timedelta:
    return sheet.incident.policy.snooze_limit if is_about_now(one.name) else SNOOZE_LATER
