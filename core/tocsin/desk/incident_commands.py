"""Runs the verbs that change one incident, or previews what they would send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tocsin.chat import EMPTY, Words
from tocsin.desk import confirmations
from tocsin.desk.confirmations import PendingConfirmation, asked
from tocsin.desk.grammar import CommandLine
from tocsin.desk.help import unknown_verb
from tocsin.desk.incident_lookup import room_incident
from tocsin.desk.message_context import WriteContext
from tocsin.desk.privacy import NotHere, reveals_nothing
from tocsin.desk.request import FormattedRefusal, Request
from tocsin.desk.verb import Preview, Verb, split_reason
from tocsin.domain.command import Command, Outcome
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.domain.postmortem.decide import PublishPostmortem
from tocsin.domain.postmortem.events import PostmortemDrafted
from tocsin.engine.feed_cursor import feed_name, keep_in_reply
from tocsin.errors import InvalidValue, NotFound, RejectedCommand, Unconfirmed
from tocsin.store.contract import ReadTx
from tocsin.wording import feed
from tocsin.wording.blameless import publish_all_the_same, recorded
from tocsin.wording.composing import lines, say, with_drill_mark
from tocsin.wording.confirmations import CHANGED, waits_for_a_yes
from tocsin.wording.nouns import BESIDE
from tocsin.wording.privacy import elsewhere
from tocsin.wording.replies import question_of, reply_to
from tocsin.wording.reply_context import ReplyContext


def incident_command(
    message: WriteContext,
    line: CommandLine,
    verb: Verb,
    incident: Incident,
    confirmed: PendingConfirmation | None = None,
) -> Words:
    """The reply to a verb of this incident.

    Args:
        confirmed: The question that was just answered with yes, None for a line just typed.

    Raises:
        RejectedCommand, InvalidValue, NotFound, Forbidden: With the sentence why not.
    """
    read, why = split_reason(line, verb)
    request = message.request(read, verb, incident.timezone, incident.team, key=incident.key)
    request = replace(request, ladders=tuple(incident.policy.ladders))
    if verb.does is None:
        raise unknown_verb(message.prefix, verb.name)
    command = verb.does(request)
    command = replace(command, why=why or command.why)
    if verb.preview is None:
        return _do(message, incident, command)
    question = confirmed or asked(line, message.said, incident.number, message.execute.now())
    command = replace(command, as_of=question.asked)
    shown = _shown(message, incident, command, verb.preview, request)
    if shown and confirmed is None:
        return _ask_first(message, question, shown, incident)
    if shown and not question.showed(shown):
        return say(f"{CHANGED}\n", incident_command(message, line, verb, incident))
    return _do(message, incident, command)


def _do(message: WriteContext, incident: Incident, command: Command) -> Words:
    """Have it done; where others read it, of what is private only whether it was done."""
    aside = message.may_show(incident)
    try:
        require_blame_reviewed(message.tx, incident, command, message.people, message.prefix)
        outcome = message.execute.command(message.tx, incident.id, command, by=message.said.speaker)
    except (RejectedCommand, InvalidValue, NotFound) as error:
        if not aside:
            raise NotHere(incident.key, done=False) from None
        if isinstance(error, Unconfirmed):
            asks = question_of(message.sentence_context(incident), command)
            raise FormattedRefusal(asks, kind="Unconfirmed") from None
        raise
    if aside and (reveals_nothing(command) or message.may_show(outcome.incident)):
        return command_reply(
            message,
            message.reply_context(outcome, blame_remark(message.tx, outcome, message.people)),
            command,
        )
    return elsewhere(incident.key, done=True)


def _shown(
    message: WriteContext, incident: Incident, command: Command, preview: Preview, request: Request
) -> str:
    """What somebody has to see before this is done, "" = nothing."""
    if not message.may_show(incident):
        raise NotHere(incident.key, done=False)
    seen = message.execute.preview(message.tx, incident.id, command, by=request.speaker)
    return preview(message.reply_context(seen), request.roster(), command)


def _ask_first(
    message: WriteContext, question: PendingConfirmation, shown: str, incident: Incident
) -> Words:
    """Show what would go out, and wait for a yes."""
    context = message.sentence_context(incident)
    confirmations.keep(message.tx, message.said.speaker, question.showing(shown))
    how = waits_for_a_yes(context, question.asked + confirmations.WITHIN)
    return with_drill_mark(say(f"{shown}\n", how), incident)


def command_reply(message: WriteContext, context: ReplyContext, command: Command) -> Words:
    """The reply to a command that was done; in its incident's room it is what the room hears."""
    reply = reply_to(context, command)
    if not _is_said_to_the_room(message, context.incident):
        return reply
    says = BESIDE.get(type(command))
    beside = lines(says(context, command) if says is not None else reply, context.remark)
    first = _first_post(message, context, most=feed.LONGEST - feed.height(beside))
    if not first.words:
        return reply
    seqs = range(context.outcome.before.version + 1, first.last + 1)
    keep_in_reply(
        message.tx, context.incident.id, feed_name(context.incident, message.said.platform), seqs
    )
    return with_drill_mark(lines(first.words, beside), context.incident)


def _is_said_to_the_room(message: WriteContext, incident: Incident) -> bool:
    """Whether the reply stands where the feed does: neither aside nor in a thread."""
    own = incident.rooms.get(message.said.platform)
    if own is None or own.thread or message.said.thread or message.said.alone:
        return False
    meant = room_incident(message.tx, message.said)
    return meant is not None and meant.id == incident.id and own.id == message.said.room_id


def _first_post(message: WriteContext, reply: ReplyContext, *, most: int) -> feed.Post:
    """What the room hears of it in one message; what does not fit is left to the feed."""
    outcome, context = reply.outcome, reply.context
    rows = enumerate(outcome.events, start=outcome.before.version + 1)
    posts = feed.posts(
        rows, outcome.before, context.people, context.now, prefix=context.prefix, most=most
    )
    return posts[0] if posts else feed.Post(last=0, words=EMPTY)


def blame_remark(tx: ReadTx, outcome: Outcome, people: Mapping[str, Person]) -> Words:
    """When a draft is made: the lines of the record that put a fault on a person."""
    drafted = any(isinstance(event, PostmortemDrafted) for event in outcome.events)
    return _found(tx, outcome.incident, people.values()) if drafted else ""


def require_blame_reviewed(
    tx: ReadTx, incident: Incident, command: Command, people: Mapping[str, Person], prefix: str
) -> None:
    """Before it is published: such lines are shown, and a reason is asked for.

    Raises:
        FormattedRefusal: There are some, and no reason was given.
    """
    if not isinstance(command, PublishPostmortem) or command.why:
        return
    found = _found(tx, incident, people.values())
    if found:
        raise FormattedRefusal(lines(found, publish_all_the_same(incident.key, prefix)))


def _found(tx: ReadTx, incident: Incident, people: Iterable[Person]) -> Words:
    stored = tx.events(incident.id)
    kept = ((row.seq, row.event) for row in stored if row.event is not None)
    return recorded(kept, people)
