"""Reminders, and moving them, in words: reply, room, one person, timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.calendar import local_text
from tocsin.domain.command import Command
from tocsin.domain.obligations import owed
from tocsin.domain.reminders import Reminded, Snooze, Snoozed
from tocsin.domain.roles import parse_role
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list, join_nonempty, lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence, role_title
from tocsin.wording.obligations import (
    command_text,
    commands_for,
    due_text,
    in_a_sentence,
    label,
    obligation_name,
    relieving_command,
    when_due,
)
from tocsin.wording.reply_context import ReplyContext, ReplySentence
from tocsin.wording.sentence_context import Sentence, SentenceContext


def _reply_snoozed(reply: ReplyContext, command: Snooze) -> Text:
    until = reply.incident.snoozed[command.obligation]
    return say(
        f"{reply.key}: no reminder of {in_a_sentence(command.obligation)} before ",
        reply.context.when(until),
        ".",
    )


def _room_reminded(event: Reminded, context: SentenceContext) -> Words:
    return nudge((event,), context)


def _direct_reminded(event: Reminded, context: SentenceContext) -> Words:
    last = " This is the last reminder." if event.last else ""
    due = due_text(event.obligation, event.due, context)
    return lines(
        say(f"{obligation_name(event.obligation, context.incident)} ", due, f".{last}"),
        context.headline,
        f"Why: {with_full_stop(clean(event.rule))}",
        say("Type: ", commands_for(event.obligation, context)),
    )


def _timeline_reminded(event: Reminded, names: Names, zone: str) -> str:
    who = "The room" if event.hears == "room" else names(event.hears)
    due = local_text(event.due, zone, now=event.at)
    return f"{who} was reminded: {label(event.obligation)}, due {due}."


def _timeline_snoozed(event: Snoozed, names: Names, zone: str) -> str:
    until = local_text(event.until, zone, now=event.at)
    return f"{names(event.by)} moved the reminders of {in_a_sentence(event.obligation)} to {until}."


SHOWN: Final = 5
LAST: Final = " This is the last reminder."


def nudge(reminded: Sequence[Reminded], context: SentenceContext) -> Words:
    """What is owed, by whom, and what to type: the roles that are missing first.

    Args:
        reminded: What the room is reminded of at one time; the later of one thing counts.
    """
    each = {event.obligation: event for event in reminded}
    roles = [event for name, event in each.items() if name.startswith("role:")]
    rest = [event for event in each.values() if event not in roles]
    if len(rest) == 1 and not roles:
        return _alone(rest[0], context)
    rows = (*_missing(roles, context), *(_line(event, context) for event in rest))
    more = len(rows) - SHOWN
    kept = rows if more <= 1 else (*rows[:SHOWN], say(f"and {more} more: ", context.here("next")))
    return lines(*kept)


def _alone(event: Reminded, context: SentenceContext) -> Words:
    return lines(
        say(_due(event, context), f".{(LAST if event.last else '')}"),
        f"Why: {with_full_stop(clean(event.rule))}",
        say(
            "Type: ",
            context.here(command_text(event.obligation, context.incident)),
            relieving_command(event.obligation, context, here=True),
        ),
    )


def _line(event: Reminded, context: SentenceContext) -> Words:
    how = context.here(command_text(event.obligation, context.incident))
    last = LAST if event.last else ""
    return say(
        _due(event, context),
        ": ",
        how,
        relieving_command(event.obligation, context, here=True),
        last,
    )


def _due(event: Reminded, context: SentenceContext) -> Words:
    """`Eva (Comms): The update is due 14:30 CET (now)`."""
    waits = owed(context.incident, event.obligation)
    who = say(whom(waits.owner, context), ": ") if waits is not None else ""
    what = obligation_name(event.obligation, context.incident)
    return say(who, f"{what} ", due_text(event.obligation, event.due, context))


def _missing(roles: Sequence[Reminded], context: SentenceContext) -> Iterable[Words]:
    """Which roles nobody has, who gives them to somebody, and how."""
    keys = [event.obligation.partition(":")[2] for event in roles]
    titles = [role_title(role) for role in map(parse_role, keys) if role is not None]
    if not titles:
        return
    first = min(roles, key=lambda event: event.due)
    gives = join_nonempty(
        " · ", (context.here(f"assign {key} @who") for key in keys if key != "ic")
    )
    takes = join_nonempty(" · ", (context.here(f"take {key}") for key in keys))
    names = "their names are" if len(titles) > 1 else "a name is"
    when = when_due(first.obligation, first.due, context)
    due = say(f"{names} due " if first.due >= context.now else "due since ", when)
    yield say(f"Still missing: {comma_list(titles)}; ", due, f".{LAST * first.last}")
    yield say("Take it: ", takes)
    if gives:
        yield say(whom("ic", context), ", or give it to somebody: ", gives)


def whom(owner: str, context: SentenceContext) -> Words:
    """Who is asked to see to it: by name where there is one; the IC for a role nobody has."""
    role = parse_role(owner)
    if role is None or context.incident.holder(role) or not context.incident.holder("ic"):
        return context.asked(owner)
    return context.asked("ic")


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    Snooze: _reply_snoozed,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "reminded": _room_reminded,
}

DIRECT: Final[Mapping[str, Sentence]] = {
    "reminded": _direct_reminded,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "nudged": lambda event, _n, _z: f"A moment of {in_a_sentence(event.obligation)} was reached.",
    "reminded": _timeline_reminded,
    "snoozed": _timeline_snoozed,
}
