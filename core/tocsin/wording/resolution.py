"""Resolving, reopening, closing, in words: reply, room, announcement, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.calendar import format_duration
from tocsin.domain.command import Command
from tocsin.domain.incident import Incident
from tocsin.domain.people import ENGINE, is_machine
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.domain.resolution import (
    Check,
    Checked,
    Close,
    Closed,
    Reopen,
    Reopened,
    Resolve,
    Resolved,
    checklist,
    missing_items,
)
from tocsin.wording.announcement_template import announcement_text
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list, lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.postmortem.progress import actions_line
from tocsin.wording.reply_context import ReplyContext, ReplySentence, nothing_beside, sentence
from tocsin.wording.sentence_context import Sentence, SentenceContext, because


def _reply_checked(reply: ReplyContext, command: Check) -> str:
    left = len(missing_items(reply.incident, reply.context.now))
    return f"{reply.key}: check {command.n} ticked, {left or 'none'} open."


def _reply_resolved(reply: ReplyContext, _command: Resolve) -> Text:
    age = reply.context.when(reply.incident.declared)
    return say(f"{reply.key} resolved; it was declared ", age, ". Thank you, everyone.")


def _reply_reopened(reply: ReplyContext, _command: Reopen) -> Words:
    return sentence(reply, "reopened: investigating", reply.paged())


def _reply_closed(reply: ReplyContext, _command: Close) -> str:
    return f"{reply.key} closed."


def everyone(persons: tuple[str, ...], context: SentenceContext) -> str:
    """`Ana, Bo and Cy`."""
    return comma_list(context.name(person) for person in persons)


def involved(incident: Incident) -> tuple[str, ...]:
    """Everyone to thank, each once: responders, role holders, authors, the reporter."""
    found = (
        *incident.responders,
        *(held.person for held in incident.roles.values() if not held.standing),
        *(update.by for update in incident.updates),
        *(change.by for change in incident.mitigations.values()),
        *(change.approved_by for change in incident.mitigations.values()),
        incident.reporter,
    )
    return tuple(dict.fromkeys(who for who in found if who and not is_machine(who)))


def item_text(incident: Incident, key: str) -> str:
    """The words of one check of the resolution checklist."""
    return dict(incident.policy.checklist).get(key, key)


def _room_checked(event: Checked, context: SentenceContext) -> Words:
    left = missing_items(context.incident, context.now)
    still = "; ".join(f"{item.n} {item.text}" for item in left)
    if event.item == "stable" and event.by == ENGINE:
        minutes = int(context.incident.policy.stable_for.total_seconds() // 60)
        return lines(
            f"{minutes} stable minutes are over.",
            say(f"Still to check: {still}. Tick with ", context.here("check <n>")) if still else "",
            say("Then: ", context.here("resolve"))
            if still
            else say("To finish: ", context.here("resolve")),
        )
    total = len(checklist(context.incident, context.now))
    done = f"{context.name(event.by)} ticked: {item_text(context.incident, event.item)}."
    if still:
        return f"{done} {total - len(left)} of {total} are done; still to check: {still}."
    return say(f"{done} All {total} are done: ", context.here("resolve"))


def thanks(incident: Incident, context: SentenceContext) -> str:
    """The thanks by name."""
    names = everyone(involved(incident), context)
    return f"Thank you, {names}." if names else "Thank you, everyone."


def _room_resolved(event: Resolved, context: SentenceContext) -> Words:
    incident = context.incident
    lasted = format_duration(event.at - incident.declared)
    skipped = "; ".join(item_text(incident, key) for key in event.skipped)
    return lines(
        f"Incident closed: {incident.key} {context.title}, resolved after {lasted}.",
        with_full_stop(f"Not checked: {skipped}{because(event.reason, ' — ')}") if skipped else "",
        thanks(incident, context),
        say("If it comes back: ", context.here("reopen <reason>")),
    )


def _room_reopened(event: Reopened, context: SentenceContext) -> str:
    return lines(
        with_full_stop(
            f"{context.name(event.by)} reopened {context.incident.key}{because(event.reason)}"
        ),
        "Status: investigating. The checklist and the stable minutes begin anew.",
    )


def _room_closed(_event: Closed, context: SentenceContext) -> str:
    goes_on = actions_line(context)
    if goes_on:
        return f"{context.incident.key} is closed. {goes_on}"
    return f"{context.incident.key} is closed: nothing is owed any more."


def _announce_resolved(event: Resolved, context: SentenceContext) -> Words:
    lasted = format_duration(event.at - context.incident.declared)
    return lines(
        f"Resolved: {context.severity} {context.incident.key} {context.title}",
        say("Resolved at ", context.when(event.at), f", after {lasted}."),
        thanks(context.incident, context),
    )


def _announce_reopened(event: Reopened, context: SentenceContext) -> Text:
    return announcement_text(f"{context.incident.key} reopened", context, reason=event.reason)


_CHECKS: Final[Mapping[str, str]] = dict(DEFAULT_POLICY.checklist)


def _timeline_resolved(event: Resolved, names: Names, _zone: str) -> str:
    skipped = f"; not checked: {', '.join(event.skipped)}" if event.skipped else ""
    return with_full_stop(
        f"{names(event.by)} resolved the incident{skipped}{because(event.reason)}"
    )


def _timeline_checked(event: Checked, names: Names, _zone: str) -> str:
    return f"{names(event.by)} ticked: {_CHECKS.get(event.item, clean(event.item, 60))}."


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    Check: _reply_checked,
    Resolve: _reply_resolved,
    Reopen: _reply_reopened,
    Close: _reply_closed,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    Check: nothing_beside,
    Resolve: nothing_beside,
    Reopen: nothing_beside,
    Close: nothing_beside,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "checked": _room_checked,
    "resolved": _room_resolved,
    "reopened": _room_reopened,
    "closed": _room_closed,
}

ANNOUNCE: Final[Mapping[str, Sentence]] = {
    "resolved": _announce_resolved,
    "reopened": _announce_reopened,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "checked": _timeline_checked,
    "resolved": _timeline_resolved,
    "reopened": lambda event, names, _z: with_full_stop(
        f"{names(event.by)} reopened it{because(event.reason)}"
    ),
    "closed": lambda event, names, _z: f"{names(event.by)} closed it; nothing was owed any more.",
}
