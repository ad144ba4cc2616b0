"""What can be asked of an incident without changing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tocsin.desk.ask import Ask, meant
from tocsin.domain.calendar import format_duration, local_text, relative_text
from tocsin.domain.checklist import checklist
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import Obligation, obligations, owed
from tocsin.domain.policy import ProcessPolicy
from tocsin.domain.roles import ROLES
from tocsin.domain.severity import SEVERITIES, Severity
from tocsin.store.contract import ReadTx

LAST_LINES: Final = 20
FORMATS: Final = ("md", "json", "html")


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What a view looks at."""

    tx: ReadTx
    incident: Incident
    ask: Ask

    def name(self, person: str) -> str:
        """The name people know an id by."""
        return self.ask.people[person].name if person in self.ask.people else person


View = Callable[[Sight], str]


def show(sight: Sight) -> str:
    """The card as text: state, people, last update, what is owed next."""
    one = sight.incident
    held = [f"{role.upper()} {_holder(sight, role)}" for role in ROLES if role in one.roles]
    last = one.updates[-1] if one.updates else None
    lines = [
        f"{one.key} {one.title}: {one.severity or 'no severity yet'}, {one.status}, "
        f"open for {format_duration(one.age(sight.ask.now))}",
        " · ".join(held) or "Nobody has a role yet: take ic",
        f"Impact: {last.impact} · Action: {last.action} · ETA: {last.eta}" if last else "",
        next_due(sight),
    ]
    return "\n".join(line for line in lines if line)


def _holder(sight: Sight, role: str) -> str:
    held = next(held for key, held in sight.incident.roles.items() if key == role)
    return sight.name(held.person) + (" (standing)" if held.standing else "")


def next_due(sight: Sight) -> str:
    """What is owed, the earliest first."""
    due = sorted(obligations(sight.incident), key=lambda one: one.due)
    if not due:
        return f"Nothing is owed on {sight.incident.key}."
    return "\n".join(_line(sight, one) for one in due)


def _line(sight: Sight, one: Obligation) -> str:
    now, zone = sight.ask.now, sight.incident.timezone
    when = f"{local_text(one.due, zone, now=now)} ({relative_text(one.due - now)})"
    return f"{one.name}: {when}, {owner(sight, one)}"


def owner(sight: Sight, one: Obligation) -> str:
    """Who owes it: the holder of the role, or the person."""
    held = next((h for key, h in sight.incident.roles.items() if key == one.owner), None)
    if held is not None:
        return sight.name(held.person)
    return sight.name(one.owner)


def why(sight: Sight) -> str:
    """The rule behind one obligation."""
    name = sight.ask.text("Say which obligation; `next` lists them.").lower()
    one = owed(sight.incident, name)
    if one is None:
        names = [found.name for found in obligations(sight.incident)]
        listed = ", ".join(names) or "nothing"
        raise sight.ask.wrong(
            f"Nothing called '{name[:40]}' is owed.{meant(name, names)} Owed: {listed}."
        )
    return f"{_line(sight, one)}\n{one.rule}."


def timeline(sight: Sight) -> str:
    """The last lines of the history; all of it is in the export."""
    return sight.incident.key


def policy(sight: Sight) -> str:
    """The process this incident was declared with."""
    return policy_text(sight.incident.policy)


def policy_text(process: ProcessPolicy) -> str:
    """The severity table, one line each."""
    return "\n".join(_row(process, severity) for severity in SEVERITIES)


def _row(process: ProcessPolicy, severity: Severity) -> str:
    row = process.severity(severity)
    response = format_duration(row.response) if row.response else "next business day"
    every = f"update every {format_duration(row.update_every)}" if row.update_every else ""
    roles = f"roles {', '.join(row.required_roles)}" if row.required_roles else ""
    parts = [f"{row.notification} on-call" if row.notification != "ticket" else "ticket"]
    parts += [f"answer within {response}" if row.response else response, every, roles]
    return f"{severity} {row.label} ({row.definition}): {', '.join(p for p in parts if p)}"


def export(sight: Sight) -> str:
    """How to get everything, and how much that is."""
    said = sight.ask.rest.strip()
    kind = sight.ask.choose(said, FORMATS, "format") if said else FORMATS[0]
    one = sight.incident
    return (
        f"{one.key}: {one.version} events, {len(one.updates)} updates, {len(one.pages)} pages. "
        f"Where Tocsin runs: tocsin export {one.key} --format {kind}"
    )


def update_form(sight: Sight) -> str:
    """The last values, and how to type the next update."""
    one = sight.incident
    last = one.updates[-1] if one.updates else None
    owed_at = owed(one, "update")
    due = f"{_line(sight, owed_at)}\n" if owed_at else ""
    if last is None:
        return f"{due}No update yet. Type: {sight.ask.usage}"
    return (
        f"{due}Last: {last.status} | {last.impact} | {last.action} | {last.eta}\n"
        f"Type: {sight.ask.usage}\nAn empty field stays as it is: update | | new action |"
    )


def checks(sight: Sight) -> str:
    """The resolution checklist."""
    items = checklist(sight.incident, sight.ask.now)
    if not items:
        return f"{sight.incident.key} has no checklist; resolve it when it is done."
    left = sum(not item.ticked for item in items)
    lines = [f"{'✓' if i.ticked else '·'} {i.n} {i.text}{_detail(sight, i.by, i.wait)}" for i in items]
    end = "All checked: resolve" if not left else "Tick with: check <n>"
    return "\n".join([f"{sight.incident.key}, {left} of {len(items)} open", *lines, end])


def _detail(sight: Sight, by: str, wait: object) -> str:
    return f" ({sight.name(by)})" if by else ""
