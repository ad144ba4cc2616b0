"""The post-mortem: every sentence about it, and how far it got."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Link, Text, Words
from tocsin.domain.command import Command
from tocsin.domain.counting import many
from tocsin.domain.obligations import owed
from tocsin.domain.people import is_machine
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
from tocsin.wording.names import Line, Names
from tocsin.wording.owed import publishing
from tocsin.wording.parts import joined, lines, say, stop
from tocsin.wording.postmortem.state import actions_line, how_to_write
from tocsin.wording.scene import Says, Scene, because
from tocsin.wording.told import Say, Told

NO_PLACE: Final = "No place keeps it: add [postmortems.<name>] to the team file."


def _reply_due(told: Told, name: str, words: str) -> Words:
    """`Review it by Tue …: …`, or "" where it is not owed."""
    obligation = owed(told.incident, name)
    return say(f"{words} ", told.scene.when(obligation.due), ".") if obligation is not None else ""


def advised(told: Told, texts: tuple[str, ...]) -> str:
    """Another way to say it, where a text looks at a person; or ""."""
    return advice(texts, told.scene.people.values())


def _reply_drafted(told: Told, _command: DraftPostmortem) -> Words:
    show = told.scene.anywhere("postmortem show")
    need = "" if required(told.incident) else " None is required; it is good to learn all the same."
    return lines(
        say(f"{told.key}: you stand behind the draft.{need} Read it: ", show),
        how_to_write(told.scene),
        _reply_due(told, "postmortem-review", "The team reviews it by"),
    )


def _reply_written(told: Told, command: WriteSection) -> Words:
    text = told.incident.postmortem.sections.get(command.section, "")
    count = len(text.splitlines())
    kept = f"kept, {many(count, 'line')} now" if text else "emptied"
    again = told.incident.postmortem.published is not None
    anew = say("To begin it anew: ", told.scene.anywhere(f"postmortem {command.section} -"))
    renew = say("To renew what is published: ", told.scene.anywhere("postmortem publish"))
    return lines(
        f"{told.key}: section {command.section} {kept}.",
        anew if count > 1 else "",
        renew if again else "",
        advised(told, (command.text,)),
    )


def _reply_reviewed(told: Told, command: ReviewPostmortem) -> Words:
    said = ", your comment stands in the document" if command.comment else ""
    return lines(
        f"{told.key}: reviewed{said}. Thank you. {own_draft(told)}".rstrip(),
        _reply_due(told, "postmortem-publish", "It is published by"),
        advised(told, (command.comment,)),
    )


def own_draft(told: Told) -> str:
    """That somebody reviewed their own draft, or ""."""
    own = told.incident.postmortem.drafted_by == told.incident.postmortem.reviews[-1].by
    return "You also stand behind the draft: another pair of eyes sees more." if own else ""


def places(told: Told) -> tuple[str, ...]:
    """Where the published document goes."""
    events = told.outcome.events
    return next(event.providers for event in events if isinstance(event, PostmortemPublished))


def _reply_published(told: Told, _command: PublishPostmortem) -> str:
    found = places(told)
    goes = f"It goes to {', '.join(found)}; the room hears where it lies."
    where = f" {goes if found else NO_PLACE}"
    gap = "" if told.incident.postmortem.reviews else " Nobody had reviewed it: a process gap."
    return lines(
        f"{told.key}: the post-mortem is published.{where}{gap}",
        advised(told, texts_of(told.incident)),
    )


def _reply_skipped(told: Told, _command: SkipPostmortem) -> Text:
    close = told.scene.anywhere("close")
    return say(f"{told.key}: there will be no post-mortem; the reason is kept. To finish: ", close)


def _beside_drafted(told: Told, _command: DraftPostmortem) -> Text:
    need = "" if required(told.incident) else " None is required; it is good to learn all the same."
    return say("Read it: ", told.scene.here("postmortem show"), need)


def _beside_reviewed(told: Told, command: ReviewPostmortem) -> str:
    own = own_draft(told)
    return lines(own, advised(told, (command.comment,)))


def _beside_published(told: Told, _command: PublishPostmortem) -> str:
    where = "" if places(told) else NO_PLACE
    return lines(where, advised(told, texts_of(told.incident)))


def _beside_skipped(told: Told, _command: SkipPostmortem) -> Text:
    return say("To finish: ", told.scene.here("close"))


def by_when(name: str, scene: Scene) -> Words:
    """`, due Tue 2026-11-24 10:45 CET (in 24 h)`, or nothing where it is not owed."""
    obligation = owed(scene.incident, name)
    return say(", due ", scene.when(obligation.due)) if obligation is not None else ""


def _room_drafted(event: PostmortemDrafted, scene: Scene) -> Words:
    review = say("Review it: ", scene.here("postmortem review <comment>"))
    if not is_machine(event.by):
        return lines(
            say(
                f"{scene.name(event.by)} stands behind the post-mortem draft. Write in it: ",
                scene.here("postmortem <section> <text>"),
            ),
            say(review, by_when("postmortem-review", scene)),
        )
    why = joined(reasons(scene.incident))
    return lines(
        say(f"The post-mortem is drafted from the record ({why}): ", scene.here("postmortem")),
        say(
            "Stand behind it: ", scene.here("postmortem draft"), by_when("postmortem-draft", scene)
        ),
        say("Publish it: ", scene.here("postmortem publish"), by_when("postmortem-publish", scene)),
    )


def _room_reviewed(event: PostmortemReviewed, scene: Scene) -> Words:
    said = f"{scene.name(event.by)} reviewed the post-mortem{because(event.comment)}"
    waits = owed(scene.incident, "postmortem-publish") is not None
    due = by_when("postmortem-publish", scene)
    publish = say(f"{scene.owner('ic')}: ", scene.here("postmortem publish"), due)
    return lines(stop(said), publish if waits else "")


def _room_published(event: PostmortemPublished, scene: Scene) -> Words:
    alone = "" if scene.incident.postmortem.reviews else " Nobody reviewed it before; noted."
    public = by_when("public-postmortem", scene)
    return lines(
        f"{scene.name(event.by)} published the post-mortem. Thank you for learning from it.{alone}",
        say(
            say("The status page promised one too", public, ": "),
            scene.here(publishing(scene.incident)),
        )
        if public
        else "",
        actions_line(scene),
    )


def _room_filed(event: PostmortemFiled, scene: Scene) -> Text:
    place = Link(event.url) if link(event.url) else clean(event.ref) or "kept"
    return say(f"The post-mortem, {scene.name(f'postmortems.{event.provider}')}: ", place)


def _room_skipped(event: PostmortemSkipped, scene: Scene) -> Words:
    said = f"{scene.name(event.by)} decided that there will be no post-mortem"
    promised = scene.incident.status_posts
    return lines(
        stop(f"{said}{because(event.reason)}"),
        say("The status page promised one: ", scene.here("status-page publish <text>"))
        if promised
        else "",
    )


def _timeline_drafted(event: PostmortemDrafted, names: Names, _zone: str) -> str:
    return f"{names(event.by)} drafted the post-mortem."


def _timeline_written(event: PostmortemWritten, names: Names, _zone: str) -> str:
    return f"{names(event.by)} wrote the post-mortem's section {event.section}."


def _timeline_reviewed(event: PostmortemReviewed, names: Names, _zone: str) -> str:
    return stop(f"{names(event.by)} reviewed the post-mortem{because(event.comment)}")


def _timeline_published(event: PostmortemPublished, names: Names, _zone: str) -> str:
    return f"{names(event.by)} published the post-mortem."


def _timeline_filed(event: PostmortemFiled, names: Names, _zone: str) -> str:
    place = link(event.url) or clean(event.ref)
    keeper = names(f"postmortems.{event.provider}")
    return stop(f"The post-mortem was filed, {keeper}{because(place)}")


def _timeline_skipped(event: PostmortemSkipped, names: Names, _zone: str) -> str:
    return stop(f"{names(event.by)} skipped the post-mortem{because(event.reason)}")


REPLIES: Final[Mapping[type[Command], Say]] = {
    DraftPostmortem: _reply_drafted,
    WriteSection: _reply_written,
    ReviewPostmortem: _reply_reviewed,
    PublishPostmortem: _reply_published,
    SkipPostmortem: _reply_skipped,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    DraftPostmortem: _beside_drafted,
    ReviewPostmortem: _beside_reviewed,
    PublishPostmortem: _beside_published,
    SkipPostmortem: _beside_skipped,
}

ROOM: Final[Mapping[str, Says]] = {
    "postmortem-drafted": _room_drafted,
    "postmortem-reviewed": _room_reviewed,
    "postmortem-published": _room_published,
    "postmortem-filed": _room_filed,
    "postmortem-skipped": _room_skipped,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "postmortem-drafted": _timeline_drafted,
    "postmortem-written": _timeline_written,
    "postmortem-reviewed": _timeline_reviewed,
    "postmortem-published": _timeline_published,
    "postmortem-filed": _timeline_filed,
    "postmortem-skipped": _timeline_skipped,
}
