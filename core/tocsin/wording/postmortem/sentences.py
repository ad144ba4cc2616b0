"""The post-mortem: every sentence about it, and how far it got."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Link, Text, Words
from tocsin.domain.command import Command
from tocsin.domain.obligations import owed
from tocsin.domain.people import is_machine
from tocsin.domain.plurals import plural
from tocsin.domain.postmortem import reasons, required
from tocsin.domain.postmortem.decide import (
    DraftPostmortem,
    PublishPostmortem,
    ReviewPostmortem,
    SkipPostmortem,
    WriteSection,
)
from tocsin.domain.postmortem.events import (
    PostmortemDrafted,
    PostmortemFiled,
    PostmortemPublished,
    PostmortemReviewed,
    PostmortemSkipped,
    PostmortemWritten,
)
from tocsin.wording.blameless import advice, texts_of
from tocsin.wording.clean import clean, link
from tocsin.wording.composing import comma_list, lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.obligations import publish_command
from tocsin.wording.postmortem.progress import actions_line, how_to_write
from tocsin.wording.reply_context import ReplyContext, ReplySentence
from tocsin.wording.sentence_context import Sentence, SentenceContext, because

NO_PLACE: Final = "No place keeps it: add [postmortems.<name>] to the team file."


def _reply_due(reply: ReplyContext, name: str, words: str) -> Words:
    """`Review it by Tue …: …`, or "" where it is not owed."""
    obligation = owed(reply.incident, name)
    return (
        say(f"{words} ", reply.context.when(obligation.due), ".") if obligation is not None else ""
    )


def advised(reply: ReplyContext, texts: tuple[str, ...]) -> str:
    """Another way to say it, where a text looks at a person; or ""."""
    return advice(texts, reply.context.people.values())


def _reply_drafted(reply: ReplyContext, _command: DraftPostmortem) -> Words:
    show = reply.context.anywhere("postmortem show")
    need = (
        "" if required(reply.incident) else " None is required; it is good to learn all the same."
    )
    return lines(
        say(f"{reply.key}: you stand behind the draft.{need} Read it: ", show),
        how_to_write(reply.context),
        _reply_due(reply, "postmortem-review", "The team reviews it by"),
    )


def _reply_written(reply: ReplyContext, command: WriteSection) -> Words:
    text = reply.incident.postmortem.sections.get(command.section, "")
    count = len(text.splitlines())
    kept = f"kept, {plural(count, 'line')} now" if text else "emptied"
    again = reply.incident.postmortem.published is not None
    anew = say("To begin it anew: ", reply.context.anywhere(f"postmortem {command.section} -"))
    renew = say("To renew what is published: ", reply.context.anywhere("postmortem publish"))
    return lines(
        f"{reply.key}: section {command.section} {kept}.",
        anew if count > 1 else "",
        renew if again else "",
        advised(reply, (command.text,)),
    )


def _reply_reviewed(reply: ReplyContext, command: ReviewPostmortem) -> Words:
    said = ", your comment stands in the document" if command.comment else ""
    return lines(
        f"{reply.key}: reviewed{said}. Thank you. {own_draft(reply)}".rstrip(),
        _reply_due(reply, "postmortem-publish", "It is published by"),
        advised(reply, (command.comment,)),
    )


def own_draft(reply: ReplyContext) -> str:
    """The note that somebody reviewed their own draft, or ""."""
    own = reply.incident.postmortem.drafted_by == reply.incident.postmortem.reviews[-1].by
    return "You also stand behind the draft: another pair of eyes sees more." if own else ""


def places(reply: ReplyContext) -> tuple[str, ...]:
    """Where the published document goes."""
    events = reply.outcome.events
    return next(event.providers for event in events if isinstance(event, PostmortemPublished))


def _reply_published(reply: ReplyContext, _command: PublishPostmortem) -> str:
    found = places(reply)
    goes = f"It goes to {', '.join(found)}; the room hears where it lies."
    where = f" {goes if found else NO_PLACE}"
    gap = "" if reply.incident.postmortem.reviews else " Nobody had reviewed it: a process gap."
    return lines(
        f"{reply.key}: the post-mortem is published.{where}{gap}",
        advised(reply, texts_of(reply.incident)),
    )


def _reply_skipped(reply: ReplyContext, _command: SkipPostmortem) -> Text:
    close = reply.context.anywhere("close")
    return say(f"{reply.key}: there will be no post-mortem; the reason is kept. To finish: ", close)


def _beside_drafted(reply: ReplyContext, _command: DraftPostmortem) -> Text:
    need = (
        "" if required(reply.incident) else " None is required; it is good to learn all the same."
    )
    return say("Read it: ", reply.context.here("postmortem show"), need)


def _beside_reviewed(reply: ReplyContext, command: ReviewPostmortem) -> str:
    own = own_draft(reply)
    return lines(own, advised(reply, (command.comment,)))


def _beside_published(reply: ReplyContext, _command: PublishPostmortem) -> str:
    where = "" if places(reply) else NO_PLACE
    return lines(where, advised(reply, texts_of(reply.incident)))


def _beside_skipped(reply: ReplyContext, _command: SkipPostmortem) -> Text:
    return say("To finish: ", reply.context.here("close"))


def by_when(name: str, context: SentenceContext) -> Words:
    """`, due Tue 2026-11-24 10:45 CET (in 24 h)`, or nothing where it is not owed."""
    obligation = owed(context.incident, name)
    return say(", due ", context.when(obligation.due)) if obligation is not None else ""


def _room_drafted(event: PostmortemDrafted, context: SentenceContext) -> Words:
    review = say("Review it: ", context.here("postmortem review <comment>"))
    if not is_machine(event.by):
        return lines(
            say(
                f"{context.name(event.by)} stands behind the post-mortem draft. Write in it: ",
                context.here("postmortem <section> <text>"),
            ),
            say(review, by_when("postmortem-review", context)),
        )
    why = comma_list(reasons(context.incident))
    return lines(
        say(f"The post-mortem is drafted from the record ({why}): ", context.here("postmortem")),
        say(
            "Stand behind it: ",
            context.here("postmortem draft"),
            by_when("postmortem-draft", context),
        ),
        say(
            "Publish it: ",
            context.here("postmortem publish"),
            by_when("postmortem-publish", context),
        ),
    )


def _room_reviewed(event: PostmortemReviewed, context: SentenceContext) -> Words:
    said = f"{context.name(event.by)} reviewed the post-mortem{because(event.comment)}"
    waits = owed(context.incident, "postmortem-publish") is not None
    due = by_when("postmortem-publish", context)
    publish = say(f"{context.owner('ic')}: ", context.here("postmortem publish"), due)
    return lines(with_full_stop(said), publish if waits else "")


def _room_published(event: PostmortemPublished, context: SentenceContext) -> Words:
    alone = "" if context.incident.postmortem.reviews else " Nobody reviewed it before; noted."
    publisher = context.name(event.by)
    public = by_when("public-postmortem", context)
    return lines(
        f"{publisher} published the post-mortem. Thank you for learning from it.{alone}",
        say(
            say("The status page promised one too", public, ": "),
            context.here(publish_command(context.incident)),
        )
        if public
        else "",
        actions_line(context),
    )


def _room_filed(event: PostmortemFiled, context: SentenceContext) -> Text:
    place = Link(event.url) if link(event.url) else clean(event.ref) or "kept"
    return say(f"The post-mortem, {context.name(f'postmortems.{event.provider}')}: ", place)


def _room_skipped(event: PostmortemSkipped, context: SentenceContext) -> Words:
    said = f"{context.name(event.by)} decided that there will be no post-mortem"
    promised = context.incident.status_posts
    return lines(
        with_full_stop(f"{said}{because(event.reason)}"),
        say("The status page promised one: ", context.here("status-page publish <text>"))
        if promised
        else "",
    )


def _timeline_drafted(event: PostmortemDrafted, names: Names, _zone: str) -> str:
    return f"{names(event.by)} drafted the post-mortem."


def _timeline_written(event: PostmortemWritten, names: Names, _zone: str) -> str:
    return f"{names(event.by)} wrote the post-mortem's section {event.section}."


def _timeline_reviewed(event: PostmortemReviewed, names: Names, _zone: str) -> str:
    return with_full_stop(f"{names(event.by)} reviewed the post-mortem{because(event.comment)}")


def _timeline_published(event: PostmortemPublished, names: Names, _zone: str) -> str:
    return f"{names(event.by)} published the post-mortem."


def _timeline_filed(event: PostmortemFiled, names: Names, _zone: str) -> str:
    place = link(event.url) or clean(event.ref)
    keeper = names(f"postmortems.{event.provider}")
    return with_full_stop(f"The post-mortem was filed, {keeper}{because(place)}")


def _timeline_skipped(event: PostmortemSkipped, names: Names, _zone: str) -> str:
    return with_full_stop(f"{names(event.by)} skipped the post-mortem{because(event.reason)}")


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    DraftPostmortem: _reply_drafted,
    WriteSection: _reply_written,
    ReviewPostmortem: _reply_reviewed,
    PublishPostmortem: _reply_published,
    SkipPostmortem: _reply_skipped,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    DraftPostmortem: _beside_drafted,
    ReviewPostmortem: _beside_reviewed,
    PublishPostmortem: _beside_published,
    SkipPostmortem: _beside_skipped,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "postmortem-drafted": _room_drafted,
    "postmortem-reviewed": _room_reviewed,
    "postmortem-published": _room_published,
    "postmortem-filed": _room_filed,
    "postmortem-skipped": _room_skipped,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "postmortem-drafted": _timeline_drafted,
    "postmortem-written": _timeline_written,
    "postmortem-reviewed": _timeline_reviewed,
    "postmortem-published": _timeline_published,
    "postmortem-filed": _timeline_filed,
    "postmortem-skipped": _timeline_skipped,
}
