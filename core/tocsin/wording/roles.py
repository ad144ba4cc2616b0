"""Roles and hand-offs, in words: reply, room, one person, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.command import Command
from tocsin.domain.obligations import owed
from tocsin.domain.people import is_machine
from tocsin.domain.roles import BRIEFS
from tocsin.domain.roles.decide import AcceptHandoff, Assign, Handoff, Take
from tocsin.domain.roles.events import HandoffOffered, RoleAssigned
from tocsin.wording.composing import comma_list, join_nonempty, lines, say
from tocsin.wording.names import Names, TimelineSentence, role_title
from tocsin.wording.notify import room_line
from tocsin.wording.reply_context import ReplyContext, ReplySentence, nothing_beside, rings_beside
from tocsin.wording.sentence_context import Sentence, SentenceContext


def _reply_roles(reply: ReplyContext, _command: Command) -> Words:
    made = [event for event in reply.outcome.events if isinstance(event, RoleAssigned)]
    said = comma_list(
        f"{reply.context.name(event.person)} is {role_title(event.role)}" for event in made
    )
    return join_nonempty(" ", (f"{reply.key}: {said}.", reply.rings()))


def _reply_handoff(reply: ReplyContext, command: Handoff) -> Text:
    name = reply.context.name(command.person)
    how = reply.context.anywhere("accept-handoff")
    before = reply.outcome.before.offers.get(command.role)
    moved = before is not None and before.to != command.person
    instead = (
        f", instead of {reply.context.name(before.to)}," if before is not None and moved else ""
    )
    return say(
        f"{reply.key}: {name} is asked to be {role_title(command.role)}{instead} and types ",
        how,
        ".",
    )


def _beside_handoff(reply: ReplyContext, command: Handoff) -> str:
    before = reply.outcome.before.offers.get(command.role)
    moved = before is not None and before.to != command.person
    return f"{reply.context.name(before.to)} is not asked any more." if before and moved else ""


def _room_role(event: RoleAssigned, context: SentenceContext) -> Words:
    person, title = context.name(event.person), role_title(event.role)
    if event.standing:
        take = context.here(f"take {event.role}")
        return say(f"{person} stands as {title} until somebody takes it: ", take)
    theirs = event.by == event.person or is_machine(event.by)
    by = "" if theirs else f", assigned by {context.name(event.by)}"
    alone = " Both roles are with one person until help comes." if event.alone else ""
    relieved = f" {context.name(event.relieves)} is relieved." if event.relieves else ""
    return f"{person} is {title}{by}.{relieved}{alone}"


def _room_offered(event: HandoffOffered, context: SentenceContext) -> Words:
    title, to = role_title(event.role), context.name(event.to)
    return lines(
        f"{context.name(event.by)} offers {title} to {to}.",
        say(
            context.mention(event.to),
            " answers with ",
            context.here("accept-handoff"),
            "; until then nothing changes.",
        ),
    )


def _direct_role(event: RoleAssigned, context: SentenceContext) -> Words:
    brief = BRIEFS[event.role]
    obligation = owed(context.incident, "update") if event.role in ("comms", "ic") else None
    return lines(
        f"You are {brief.title} of {context.headline}",
        f"You {comma_list(brief.does)}.",
        brief.does_not,
        say("The next update is due ", context.when(obligation.due), ".") if obligation else "",
        room_line(context),
        say("To hand it over: ", context.anywhere(f"handoff {event.role} @who")),
    )


def _direct_offered(event: HandoffOffered, context: SentenceContext) -> Words:
    brief, holder = BRIEFS[event.role], context.incident.holder(event.role)
    until = context.moment(event.at + context.incident.policy.handoff_within)
    keeps = f" Until you answer, it stays with {context.name(holder)}." if holder else ""
    return lines(
        f"{context.name(event.by)} offers you {role_title(event.role)} of {context.headline}",
        f"You would {comma_list(brief.does)}. {brief.does_not}",
        say("To take it, by ", until, ": ", context.anywhere("accept-handoff"), keeps),
        room_line(context),
    )


def _timeline_role(event: RoleAssigned, names: Names, _zone: str) -> str:
    verb = "stood as" if event.standing else "became"
    alone = ", alone for the time being" if event.alone else ""
    relieved = f"; {names(event.relieves)} was relieved" if event.relieves else ""
    return f"{names(event.person)} {verb} {role_title(event.role)}{alone}{relieved}."


def _timeline_offered(event: HandoffOffered, names: Names, _zone: str) -> str:
    return f"{names(event.by)} offered {role_title(event.role)} to {names(event.to)}."


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    Take: _reply_roles,
    Assign: _reply_roles,
    AcceptHandoff: _reply_roles,
    Handoff: _reply_handoff,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    Take: rings_beside,
    Assign: nothing_beside,
    AcceptHandoff: nothing_beside,
    Handoff: _beside_handoff,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "role-assigned": _room_role,
    "handoff-offered": _room_offered,
}

DIRECT: Final[Mapping[str, Sentence]] = {
    "role-assigned": _direct_role,
    "handoff-offered": _direct_offered,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "role-assigned": _timeline_role,
    "handoff-offered": _timeline_offered,
}
