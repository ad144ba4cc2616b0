"""What each obligation is called, and the command and the button that meet it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from tocsin.chat import Text, Words
from tocsin.domain.calendar import WEEKDAYS
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import ActionItem
from tocsin.domain.lifecycle import WORKING
from tocsin.domain.obligation import Obligation
from tocsin.domain.obligations import owed
from tocsin.domain.roles import Role, parse_role
from tocsin.domain.status_page import default_entry, is_stale
from tocsin.wording.clean import clean
from tocsin.wording.composing import say
from tocsin.wording.names import page_name, role_title
from tocsin.wording.sentence_context import SentenceContext

SHORT: Final = 80
# A role that is called by what it does has no article.
_NAMED: Final[Mapping[Role, str]] = {"security": "somebody for Security"}
# What leads on from a status in which an incident was left.
_END: Final[Mapping[str, str]] = {"triage": "accept", "resolved": "next"}


class OwedWords(NamedTuple):
    """What people read of one obligation; `{part}` is what stands behind the colon of its name.

    Args:
        label: What it is called; `{page}` and `{role}` are the part in words.
        command: What to type after `incident`; `{waiting}` is the change that waits longest.
        button: The label of the one button that says the command; "" = `wording/buttons` draws it.
        form: The form that button opens where the command has a hole.
    """

    label: str
    command: str
    button: str = ""
    form: str = ""


ROWS: Final[Mapping[str, OwedWords]] = {
    "open": OwedWords("The end of the incident", "resolve"),
    "triage": OwedWords("Triage", "severity <p0|p1|p2|p3>"),
    "ack": OwedWords("An answer", "ack", "Acknowledge"),
    "answer": OwedWords("An answer to {page}", "ack", "Acknowledge"),
    "role": OwedWords("Naming {role}", "take {part}"),
    "handoff": OwedWords("The answer to the hand-off", "accept-handoff", "Accept the hand-off"),
    "approval": OwedWords("An approval", "approve {waiting}"),
    "update": OwedWords("The update", "update <status> | <impact> | <action> | <eta>"),
    "status-page": OwedWords(
        "The next entry of the status page", "status-page publish", "Publish", "status-page"
    ),
    "drift": OwedWords(
        "A status page that says what is so", "status-page show", "Status page", "status-page"
    ),
    "customer-notice": OwedWords("The customer notice", "notify-customers", "Notify customers"),
    "customer-follow-up": OwedWords(
        "The customer follow-up", "notify-customers", "Notify customers"
    ),
    "escalate-em": OwedWords("Telling the Engineering Manager", "escalate em <reason>"),
    "stability": OwedWords("The end of the stable minutes", "check", "Checklist"),
    "ticket": OwedWords("The ticket", "close", "Close"),
    "meeting": OwedWords("The post-mortem meeting", "next"),
    "postmortem-draft": OwedWords(
        "The post-mortem draft", "postmortem draft", "The draft is ready"
    ),
    "postmortem-review": OwedWords("The post-mortem review", "postmortem review", "It is reviewed"),
    "postmortem-publish": OwedWords(
        "Publishing the post-mortem", "postmortem publish", "Publish post-mortem"
    ),
    "public-postmortem": OwedWords(
        "The public post-mortem", "postmortem publish", "Post-mortem for customers", "status-page"
    ),
    "action-item": OwedWords("Action item {part}", "action done {part}", "Item {part} is done"),
}


def label(name: str) -> str:
    """The name of an obligation: `The update`, `Naming the Technical Lead`."""
    kind, _, part = name.partition(":")
    role = parse_role(part)
    if kind not in ROWS or (kind == "role" and role is None):
        return name
    return ROWS[kind].label.format(part=part, page=page_name(part), role=_named(role))


def _named(role: Role | None) -> str:
    return _NAMED.get(role, f"the {role_title(role)}") if role is not None else ""


def in_a_sentence(name: str) -> str:
    """The name that is typed for it; `the answer to page 2` where that reads like a severity."""
    kind, _, detail = name.partition(":")
    return f"the answer to {page_name(detail)}" if kind == "answer" else name


def obligation_name(name: str, incident: Incident) -> str:
    """The label; of an action item with its text: `Action item 1 (add a test)`."""
    item = _item(name, incident)
    return f"{label(name)} ({clean(item.text, SHORT)})" if item is not None else label(name)


def command_text(name: str, incident: Incident) -> str:
    """The words to type after `incident`, with the number filled in where there is one."""
    kind, _, part = name.partition(":")
    if name == "triage" and incident.severity is not None:
        return "accept"
    if name == "open":
        return _END.get(incident.status, ROWS[name].command)
    if name == "status-page":
        return _entry(incident)
    if name == "drift" and is_stale(incident):
        return publish_command(incident)
    if name == "public-postmortem" and incident.postmortem.published is not None:
        return publish_command(incident)
    command = ROWS[kind].command if kind in ROWS else f"why {name}"
    return command.format(part=part, waiting=_waiting(incident))


def commands_for(name: str, context: SentenceContext) -> Text:
    """The commands that meet an obligation, typed anywhere; the IC gives roles to others."""
    first = context.anywhere(command_text(name, context.incident))
    if name == "open" and context.incident.status in WORKING:
        return say(first, ", or if it goes on ", context.anywhere(ROWS["update"].command))
    kind, _, role = name.partition(":")
    if kind != "role" or role == "ic":
        return say(first, relieving_command(name, context))
    return say(first, ", or as IC ", context.anywhere(f"assign {role} @who"))


def relieving_command(name: str, context: SentenceContext, *, here: bool = False) -> Words:
    """Of an approval that is late: how somebody else comes to give it."""
    obligation = owed(context.incident, name) if name == "approval" else None
    if obligation is None or obligation.due >= context.now or not context.incident.has_commander():
        return ""
    said = context.here if here else context.anywhere
    return say("; if the IC does not: ", said("ack"), ", then ", said("take ic"))


def due_text(name: str, due: datetime, context: SentenceContext) -> Text:
    """`is due 14:30 CET (in 5 min)`, or that it was."""
    return say(f"{('was due' if due < context.now else 'is due')} ", when_due(name, due, context))


def when_due(name: str, due: datetime, context: SentenceContext) -> Words:
    """`14:30 CET (in 5 min)`; of an action item its day, which is over at midnight."""
    item = _item(name, context.incident)
    if item is None:
        return context.when(due)
    day = f"{WEEKDAYS[item.due.weekday()]} {item.due.isoformat()}"
    return f"{day}{context.far(due)}"


def _item(name: str, incident: Incident) -> ActionItem | None:
    actions = incident.actions.values()
    return next((item for item in actions if name == f"action-item:{item.n}"), None)


def obligation_line(obligation: Obligation, context: SentenceContext) -> Text:
    """One obligation: `The update: Ana (Comms), due 14:30 CET (in 5 min)`."""
    # What stays as it is was drawn at the very moment from which it is late.
    late = (
        "LATE "
        if obligation.due < context.now or (context.fixed and obligation.due == context.now)
        else ""
    )
    what, who = obligation_name(obligation.name, context.incident), context.owner(obligation.owner)
    return say(f"{late}{what}: {who}, due ", when_due(obligation.name, obligation.due, context))


def _entry(incident: Incident) -> str:
    """A second look at what waits; own words where nothing may be filled in."""
    if incident.status_proposal is not None:
        return f"approve {incident.status_proposal.n}"
    return publish_command(incident)


def publish_command(incident: Incident) -> str:
    """The command that publishes the next entry: with own words where nothing can be filled in."""
    filled = default_entry(incident) is not None
    return "status-page publish" if filled else "status-page publish <text>"


def _waiting(incident: Incident) -> str:
    waiting = [change for change in incident.mitigations.values() if change.state == "proposed"]
    if not waiting:
        return "<n>"
    first = min(waiting, key=lambda change: change.seq)
    return f"{first.n} <reason>" if first.strategy == "other" else str(first.n)
