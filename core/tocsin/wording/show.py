"""What people ask to see: what is owed and why, lists, the timeline, the checklist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tocsin.chat import Code, Text, Words
from tocsin.domain.calendar import format_duration
from tocsin.domain.escalation.ladders import Ladder
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Act, Nudge, undone
from tocsin.domain.obligations import obligations
from tocsin.domain.obligations import owed as find_owed
from tocsin.domain.plurals import plural
from tocsin.domain.policy import Notification, ProcessPolicy, SeverityPolicy
from tocsin.domain.resolution import ChecklistItem, checklist, is_watched
from tocsin.domain.severity import SEVERITIES
from tocsin.domain.titles import display_title
from tocsin.wording import card
from tocsin.wording.clean import clean, title
from tocsin.wording.composing import comma_list, lines, say, with_full_stop
from tocsin.wording.names import SHORT, names_of, target_text
from tocsin.wording.obligations import commands_for, obligation_line
from tocsin.wording.sentence_context import SentenceContext
from tocsin.wording.truncation import first_rows, last_rows

TIMELINE_SHOWN: Final = 40
NUDGES_SHOWN: Final = 8
_ACTS: Final[Mapping[Act, str]] = {
    "remind": "reminds {who}",
    "page": "pages {who}",
    "notify": "notifies {who}",
    "alarm": "raises the alarm with phone numbers",
    "assume-severity": "assumes the higher severity and pages {who}",
    "page-ic": "pages {who} again",
    "offer-command": "tells {who} that they may take over",
    "page-above": "pages {who}, or the next above",
    "ring-again": "pages {who} again",
    "fail-over": "rings with the next tool after {who}",
    "tell-asker": "tells {who} that there is no answer, with the phone number",
    "notify-em": "notifies {who}",
    "hold-stable": "ticks the stable minutes",
    "record-gap": "records a process gap ({who})",
    "publish": "publishes what waits",
}
_DONE: Final[Mapping[Act, str]] = {
    "remind": "reminded {who}",
    "page": "paged {who}",
    "notify": "notified {who}",
    "alarm": "raised the alarm with phone numbers",
    "assume-severity": "assumed the higher severity and paged {who}",
    "page-ic": "paged {who} again",
    "offer-command": "told {who} that they may take over",
    "page-above": "paged {who}, or the next above",
    "ring-again": "paged {who} again",
    "fail-over": "rang with the next tool after {who}",
    "tell-asker": "told {who} that there was no answer",
    "notify-em": "notified {who}",
    "hold-stable": "ticked the stable minutes",
    "record-gap": "recorded a process gap ({who})",
    "publish": "published what waited",
}


def show_text(context: SentenceContext) -> str:
    """The card as plain text."""
    shown = card.card(context.incident, context.people, context.now, prefix=context.prefix)
    return shown.as_text()


def next_text(context: SentenceContext) -> Words:
    """Everything owed, the earliest first, with what to type."""
    incident = context.incident
    found = card.by_due(incident, context.now)
    if not found:
        return f"Nothing is owed by {incident.key} ({incident.status})."
    rows = (
        say(say(obligation_line(obligation, context), " "), commands_for(obligation.name, context))
        for obligation in found
    )
    return lines(f"Owed by {incident.key}:", *rows)


def why_text(name: str, context: SentenceContext) -> Words:
    """Why one thing is owed: its rule, due time and owner, what was done and what is to come."""
    incident = context.incident
    obligation = find_owed(incident, name)
    if obligation is None:
        known = comma_list(each.name for each in obligations(incident)) or "nothing"
        return f"{incident.key} does not owe {clean(name, 60)!r} now. Owed: {known}."
    rows = undone(incident, obligation)
    nudges = [say(context.when(at), f": Tocsin {_act(nudge, context)}") for _, at, nudge in rows]
    left = {index for index, _, _ in rows}
    done = [
        say(context.when(nudge.at), f": Tocsin {_act(nudge, context, _DONE)}")
        for index, nudge in enumerate(obligation.nudges)
        if index not in left
    ]
    more = len(nudges) - NUDGES_SHOWN
    return lines(
        obligation_line(obligation, context),
        f"Rule: {with_full_stop(clean(obligation.rule))}",
        say("Type: ", commands_for(obligation.name, context)),
        "So far:" if done else "",
        *done[-NUDGES_SHOWN:],
        "Still to come:" if nudges else "No more nudges will come.",
        *nudges[:NUDGES_SHOWN],
        f"and {more} more" if more > 0 else "",
    )


def _act(nudge: Nudge, context: SentenceContext, acts: Mapping[Act, str] = _ACTS) -> str:
    if nudge.act == "record-gap":
        return acts[nudge.act].format(who=comma_list(nudge.hears))
    first_found = nudge.act == "remind"
    hears = [_hearer(target, context) for target in nudge.hears]
    who = comma_list(hears, "or else" if first_found else "and")
    besides = [_hearer(target, context) for target in nudge.also]
    return acts[nudge.act].format(who=f"{who}, and {comma_list(besides)}" if besides else who)


def _hearer(target: str, context: SentenceContext) -> str:
    return target_text(target, names_of(context.people))


def timeline_text(stamped: Iterable[str], key: str) -> Words:
    """The timeline from its lines (`timeline.stamped`); of a long one, the end."""
    rows = list(stamped)
    earlier = max(len(rows) - TIMELINE_SHOWN, 0)

    def left(more: int) -> Words:
        return say(f"({more + earlier} earlier lines; all of it: ", export_of(key), ")")

    if not rows:
        return "Nothing has happened yet."
    return last_rows(rows[earlier:], left, always=earlier > 0)


def export_of(key: str) -> Code:
    """What prints all of an incident where Tocsin runs."""
    return Code(f"tocsin export {key}")


def cut_to_one_message(words: Words, key: str) -> Text:
    """An answer about an incident, cut to one message."""
    return first_rows(
        say(words).rows(), lambda more: say(f"({more} more lines; all of it: ", export_of(key), ")")
    )


def checklist_text(context: SentenceContext) -> Words:
    """The resolution checklist, with the countdown of what the clock ticks."""
    items = checklist(context.incident, context.now)
    if not items:
        return f"{context.incident.key} has no resolution checklist."
    ready = all(item.ticked for item in items)
    verb = "resolve" if ready else "check <n>"
    way = "All done" if ready else "Tick one"
    return lines(*(_item(item, context) for item in items), say(f"{way}: ", context.anywhere(verb)))


def _item(item: ChecklistItem, context: SentenceContext) -> Text:
    box = "[x]" if item.ticked else "[ ]"
    return say(f"{box} {item.n} {item.text}", _note(item, context))


def _note(item: ChecklistItem, context: SentenceContext) -> Words:
    if item.key == "alerts" and not context.incident.firing:
        return _watched(item, context)
    if item.ticked:
        return ""
    if item.wait is not None:
        return say(", until ", context.when(context.now + item.wait))
    firing = ", ".join(clean(alert.title, 60) for alert in context.incident.firing[:3])
    notes: Mapping[str, Words] = {
        "alerts": f" (firing: {firing})",
        "stable": say(" (begins with ", context.anywhere("mitigated"), ")"),
    }
    return notes.get(item.key, "")


def _watched(item: ChecklistItem, context: SentenceContext) -> Words:
    """Who says that no alert fires: monitoring, or a person where it cannot know."""
    incident = context.incident
    if incident.alerts:
        return " (its linked alerts are over)"
    if incident.alert_sources:
        sources = ", ".join(clean(name, 40) for name in incident.alert_sources)
        return f" (no alert is linked to it; watched by {sources})"
    if item.ticked or is_watched(incident):
        return ""
    return say(" (no monitoring is connected: look, then ", context.here(f"check {item.n}"), ")")


def list_text(incidents: Iterable[Incident], *, prefix: str = "!") -> Words:
    """Incidents, one a line."""
    found = [
        f"{incident.key} · {incident.severity or 'no severity yet'} · {incident.status} · "
        f"{title(display_title(incident, 'direct'))}"
        for incident in incidents
    ]
    if not found:
        opens = Code(f"{prefix}incident declare <title> p1")
        return say("No incident is open. To open one: ", opens)
    return "\n".join(found)


_NOTIFICATIONS: Final[Mapping[Notification, str]] = {
    "page": "page on-call",
    "notify": "notify on-call (no page)",
    "ticket": "create a ticket",
}


def policy_text(policy: ProcessPolicy, *, owner: str = "", updated: str = "") -> str:
    """The rules, two lines a severity, then the clocks and the checklist, and who keeps them."""
    checks = "; ".join(clean(text) for _, text in policy.checklist)
    return lines(
        *(row for key in SEVERITIES for row in _severity(key, policy)),
        f"Triage within {format_duration(policy.triage_within)}; "
        f"unclear reports become {policy.assume_unknown}.",
        f"Stable window {format_duration(policy.stable_for)}; "
        f"reminders can be moved by up to {format_duration(policy.snooze_limit)}.",
        f"To resolve: {checks}.",
        " ".join(
            f"{what}: {clean(said)}."
            for what, said in (("Owner", owner), ("Last updated", updated))
            if clean(said)
        ),
    )


def _severity(key: str, policy: ProcessPolicy) -> tuple[str, str]:
    row = next(row for name, row in policy.severities.items() if name == key)
    ladder = policy.ladders.get(row.ladder)
    roles = ", ".join(SHORT[role] for role in row.required_roles)
    rules = (
        _NOTIFICATIONS[row.notification],
        f"answered within {format_duration(row.response)}" if row.response else "next business day",
        f"update every {format_duration(row.update_every)}" if row.update_every else "",
        f"roles {roles}" if roles else "",
        _calls(ladder) if ladder else "",
        _manager(row),
    )
    first = f"{key} - {clean(row.label, 40)}: {clean(row.definition)}"
    return first, "; ".join(rule for rule in rules if rule)


def _calls(ladder: Ladder) -> str:
    steps = (
        f"{', '.join(target_text(target, str) for target in step.targets)} "
        f"+{format_duration(step.after)}"
        for step in ladder.steps
    )
    again = f", again {plural(ladder.repeats, 'time')} every {format_duration(ladder.repeat_every)}"
    return f"ladder {', '.join(steps)}{again if ladder.repeats else ''}"


def _manager(row: SeverityPolicy) -> str:
    after = row.escalate_em_after
    return f"Engineering Manager after {format_duration(after)}" if after else ""


def with_more(listed: Words, most: int, prefix: str) -> Text:
    """A list with more behind it than is shown."""
    rest = f"\nThese are the newest {most}; there are more. Any of them by its number: "
    return say(listed, rest, Code(f"{prefix}incident INC-n"))


def export_text(incident: Incident, kind: str) -> Text:
    """How to get all of an incident as a file of this kind, and how much that is."""
    counted = (
        plural(incident.version, "event"),
        plural(len(incident.updates), "update"),
        plural(len(incident.pages), "page"),
    )
    return say(
        f"{incident.key}: {', '.join(counted)}. Where Tocsin runs: ",
        Code(f"tocsin export {incident.key} --format {kind}"),
    )
