"""Pages and their answers, in words: reply, room, announcement, one person, timeline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from tocsin.chat import Code, Text, Words
from tocsin.domain.calendar import local_text
from tocsin.domain.command import Command
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.paging.events import (
    Acknowledged,
    AnswerUncounted,
    AskedAgain,
    PageAnswered,
    PageFailed,
    PageFailedOver,
    PageRequested,
    PageUnanswered,
    PageUndeliverable,
)
from tocsin.domain.roles.events import RoleAssigned
from tocsin.wording.clean import clean
from tocsin.wording.composing import join_nonempty, lines, say, with_full_stop
from tocsin.wording.names import (
    Names,
    TimelineSentence,
    page_name,
    role_title,
    target_text,
    tool_names,
)
from tocsin.wording.notify import room_line
from tocsin.wording.reply_context import ReplyContext, ReplySentence, beside_sentence, sentence
from tocsin.wording.sentence_context import Sentence, SentenceContext, because


def _reply_page(reply: ReplyContext, _command: RequestPage) -> Text:
    drill = "; a drill pages only those it names" if reply.notified() else ""
    return say(f"{reply.key}: ", reply.reached(), f"{drill}.")


def _reply_acknowledged(reply: ReplyContext, _command: Acknowledge) -> Words:
    roles = [event for event in reply.outcome.events if isinstance(event, RoleAssigned)]
    who = next(
        (event.person for event in reply.outcome.events if isinstance(event, Acknowledged)), ""
    )
    role = f"; you are {role_title(roles[0].role)}" if roles else ""
    if not who:
        return join_nonempty(
            " ", (f"{reply.key}: you have answered your page.", reply.still_called())
        )
    return sentence(reply, f"acknowledged by {reply.context.name(who)}{role}")


def _beside_still_called(reply: ReplyContext, _command: Command) -> Words:
    return reply.still_called()


def _beside_reached(reply: ReplyContext, _command: Command) -> Words:
    return beside_sentence(reply.asked_again(), reply.notified())


WHY: Final = 120
"""Characters of a tool's own words in a room."""
_PLAIN: Final = re.compile(r"[\w.+@|:/-]{1,120}", re.ASCII)


def _room_requested(event: PageRequested, context: SentenceContext) -> Words:
    person, called = context.name(event.person), say("Paging ", context.mention(event.person))
    if event.purpose == "request":
        at_whose = "" if event.by == "engine" else f" at {context.name(event.by)}'s request"
        if event.again:
            return say(called, " again, who has not answered yet.", _room_as_of(event, context))
        said = with_full_stop(say(called, f"{at_whose}{because(event.message)}"))
        return say(said, _room_as_of(event, context))
    target = target_text(event.target, context.name)
    whose = f" ({target})" if target and target != person else ""
    again = f", round {event.round}" if event.round > 1 else ""
    return say(called, f"{whose}, step {event.step + 1}{again}.", _room_as_of(event, context))


def _room_as_of(event: PageRequested, context: SentenceContext) -> Words:
    """That the schedule naming them is old: whoever reads it may know better."""
    if event.roster_as_of is None:
        return ""
    read = context.moment(event.roster_as_of)
    return say(" The schedule cannot be read; this is as of ", read, ".")


def _room_failed_over(event: PageFailedOver, context: SentenceContext) -> str:
    page = context.incident.pages.get(event.page)
    person = context.name(page.person) if page else page_name(event.page)
    tools = tool_names(page.tools) if page else tool_names((event.after, event.provider))
    return (
        f"{clean(event.after, 40)} did not take the page for {person}{_why(event.reason)}; "
        f"{clean(event.provider, 40)} rings as well (tools tried: {tools})."
    )


def _why(reason: str) -> str:
    """A tool's own words in brackets, for the room of the incident alone."""
    said = clean(reason, WHY).rstrip(".")
    return f" ({said})" if said else ""


def unanswered(event: PageUnanswered, context: SentenceContext) -> Words:
    """The sentence that somebody does not answer a page: their number, and who else helps."""
    rings = [
        page
        for page in context.incident.pages.values()
        if page.person == event.person and page.at >= event.since
    ]
    often = f"; it rang {len(rings)} times" if len(rings) > 1 else ""
    return lines(
        say(
            f"{context.name(event.person)} has not answered the page of ",
            context.when(event.since),
            f"{often}.",
        ),
        f"Please call now: {context.phone(event.person)}",
        say("Or ask somebody else: ", context.anywhere("escalate <reason>")),
    )


def undeliverable(event: PageUndeliverable, context: SentenceContext) -> str:
    """The sentence that no paging tool got through, and the number to call."""
    page = context.incident.pages.get(event.page)
    tried = f" ({tool_names(page.tools)} tried)" if page else ""
    return lines(
        f"No paging tool could reach {context.name(event.person)}{tried}.",
        call_now((event.person,), context),
    )


def _room_undeliverable(event: PageUndeliverable, context: SentenceContext) -> str:
    """With the last tool's own words, which stay in the room."""
    why = f"What the last one said: {clean(event.reason, WHY)}" if event.reason else ""
    return lines(undeliverable(event, context), why)


def call_now(people: Sequence[str], context: SentenceContext) -> str:
    """The people to call by phone; none for a drill."""
    numbers = " · ".join(context.phone(person) for person in people)
    asks = "In a real incident you would call now" if context.drill else "Please call now"
    return f"{asks}: {numbers}"


def _room_acknowledged(event: Acknowledged, context: SentenceContext) -> str:
    ladder = context.incident.ladder
    ends = " Nobody else is called." if ladder is not None and not ladder.exhausted else ""
    return f"{context.name(event.person)} acknowledged ({via_text(event.via)}).{ends}"


def _room_page_answered(event: PageAnswered, context: SentenceContext) -> str:
    return f"{context.name(event.person)} answered the page ({via_text(event.via)})."


def _room_uncounted(event: AnswerUncounted, context: SentenceContext) -> Words:
    """Who a tool says has answered, why that ends nothing, and what ends it."""
    page, tool = context.incident.pages.get(event.page), clean(event.provider, 40)
    whose = context.name(page.person) if page else "somebody"
    asks = page is not None and page.purpose == "request"
    who = context.name(event.person) if event.person else stranger_text(event)
    told = f"{tool} says that {who} {clean(event.action, 20)} the page for {whose}"
    if event.person:
        return lines(
            f"{told}; only {whose} can answer it: calling goes on." if asks
            else f"{told}, who cannot answer for this incident: calling goes on.",
            say("Whoever works on it: ", context.here('ack')),
        )  # fmt: skip
    return lines(
        f"{told}; that is nobody in a team file: calling goes on.",
        say("Whoever answered, type: ", context.here("ack")),
        _room_known_next_time(event, tool),
    )


def _room_known_next_time(event: AnswerUncounted, tool: str) -> Words:
    """What to write into the team file, where the tool says enough."""
    account = (
        f'accounts = {{ {tool} = "{event.account}" }}' if _PLAIN.fullmatch(event.account) else ""
    )
    email = f'email = "{event.email}"' if _PLAIN.fullmatch(event.email) else ""
    line = account or email
    where = "So that it counts next time, under their name in the team file: "
    return say(where, Code(line)) if line else ""


def _announce_undeliverable(event: PageUndeliverable, context: SentenceContext) -> str:
    return lines(context.headline, undeliverable(event, context))


def _direct_asked_again(event: AskedAgain, context: SentenceContext) -> Words:
    return lines(
        with_full_stop(f"{context.name(event.by)} asks for you as well{because(event.message)}"),
        context.headline,
        say("To answer: ", context.anywhere("ack")),
        room_line(context),
    )


def _direct_unanswered(event: PageUnanswered, context: SentenceContext) -> Words:
    return lines(unanswered(event, context), context.headline, room_line(context))


def via_text(via: str) -> str:
    """The way somebody answered: `chat`, `link`, or the paging tool."""
    return via if via in ("chat", "link") else f"through {clean(via.removeprefix('paging.'), 40)}"


def stranger_text(event: AnswerUncounted) -> str:
    """The name a tool gives to somebody in no team file: `Kim Lee (U77)`, `somebody`."""
    ids = [clean(id_, 60) for id_ in (event.account, event.email) if clean(id_)]
    name = clean(event.user, 60)
    if not name:
        return ids[0] if ids else "somebody"
    return f"{name} ({ids[0]})" if ids else name


def _timeline_requested(event: PageRequested, names: Names, zone: str) -> str:
    person, target = names(event.person), target_text(event.target, names)
    old = _timeline_as_of(event, zone)
    if event.again:
        return f"{person} was paged again, round {event.round}.{old}"
    if event.purpose == "request":
        return with_full_stop(f"{names(event.by)} had {person} paged{because(event.message)}") + old
    return f"{person} ({target}) was paged, step {event.step + 1}, round {event.round}.{old}"


def _timeline_asked_again(event: AskedAgain, names: Names, _zone: str) -> str:
    said = f"{names(event.by)} asked for {names(event.person)} too, who was being called already"
    return with_full_stop(f"{said}{because(event.message)}")


def _timeline_unanswered(event: PageUnanswered, names: Names, zone: str) -> str:
    since = local_text(event.since, zone, now=event.at)
    who = names(event.asked_by)
    return f"No answer from {names(event.person)} to the page of {since}; {who} was told."


def _timeline_as_of(event: PageRequested, zone: str) -> str:
    if event.roster_as_of is None:
        return ""
    return f" The schedule was read last at {local_text(event.roster_as_of, zone, now=event.at)}."


def _timeline_page_failed(event: PageFailed, _names: Names, _zone: str) -> str:
    verb = "refused" if event.permanent else "did not take"
    return with_full_stop(
        f"{clean(event.provider)} {verb} {page_name(event.page)}{because(event.reason)}"
    )


def _timeline_failed_over(event: PageFailedOver, _names: Names, _zone: str) -> str:
    after, tool = clean(event.after), clean(event.provider)
    return f"{tool} rang as well for {page_name(event.page)}, since {after} had not taken it."


def _timeline_acknowledged(event: Acknowledged, names: Names, _zone: str) -> str:
    return f"{names(event.person)} acknowledged ({via_text(event.via)})."


def _timeline_page_answered(event: PageAnswered, names: Names, _zone: str) -> str:
    return f"{names(event.person)} answered {page_name(event.page)} ({via_text(event.via)})."


def _timeline_uncounted(event: AnswerUncounted, names: Names, _zone: str) -> str:
    who = names(event.person) if event.person else stranger_text(event)
    tool = clean(event.provider, 40)
    did = f"{clean(event.action, 20)} {page_name(event.page)}"
    return f"{tool} said that {who} {did}; it did not count."


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    RequestPage: _reply_page,
    Acknowledge: _reply_acknowledged,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    RequestPage: _beside_reached,
    Acknowledge: _beside_still_called,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "page-requested": _room_requested,
    "page-failed-over": _room_failed_over,
    "page-undeliverable": _room_undeliverable,
    "acknowledged": _room_acknowledged,
    "page-answered": _room_page_answered,
    "answer-uncounted": _room_uncounted,
    "page-unanswered": unanswered,
}

ANNOUNCE: Final[Mapping[str, Sentence]] = {
    "page-undeliverable": _announce_undeliverable,
}

DIRECT: Final[Mapping[str, Sentence]] = {
    "asked-again": _direct_asked_again,
    "page-unanswered": _direct_unanswered,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "page-requested": _timeline_requested,
    "page-sent": lambda event, _n, _z: f"{clean(event.provider)} took {page_name(event.page)}.",
    "page-failed": _timeline_page_failed,
    "page-failed-over": _timeline_failed_over,
    "page-undeliverable": lambda event, names, _z: (
        f"No paging tool could reach {names(event.person)} ({page_name(event.page)})."
    ),
    "acknowledged": _timeline_acknowledged,
    "page-answered": _timeline_page_answered,
    "answer-uncounted": _timeline_uncounted,
    "asked-again": _timeline_asked_again,
    "page-unanswered": _timeline_unanswered,
}
