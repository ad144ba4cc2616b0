"""What is answered about the post-mortem and its action items."""

from __future__ import annotations

from typing import Final

from tocsin.chat import Text, Words
from tocsin.desk.told import Say, Told
from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.actions import open_actions
from tocsin.domain.obligations import owed
from tocsin.domain.postmortem import required
from tocsin.wording.blameless import advice, texts_of
from tocsin.wording.parts import lines, say
from tocsin.wording.postmortem_show import how_to_write

NO_PLACE: Final = "No place keeps it: add [postmortems.<name>] to the team file."


def _due(told: Told, name: str, words: str) -> Words:
    """`Review it by Tue …: …`, or "" where it is not owed."""
    one = owed(told.incident, name)
    return say(f"{words} ", told.scene.when(one.due), ".") if one is not None else ""


def advised(told: Told, texts: tuple[str, ...]) -> str:
    """Another way to say it, where a text looks at a person; or ""."""
    return advice(texts, told.scene.people.values())


def _drafted(told: Told, _command: c.DraftPostmortem) -> Words:
    show = told.scene.anywhere("postmortem show")
    need = "" if required(told.incident) else " None is required; it is good to learn all the same."
    return lines(
        say(f"{told.key}: you stand behind the draft.{need} Read it: ", show),
        how_to_write(told.scene),
        _due(told, "postmortem-review", "The team reviews it by"),
    )


def _written(told: Told, command: c.WriteSection) -> Words:
    text = told.incident.postmortem.sections.get(command.section, "")
    many = len(text.splitlines())
    kept = "emptied" if not text else f"kept, {many} line{'s' * (many != 1)} now"
    again = told.incident.postmortem.published is not None
    anew = say("To begin it anew: ", told.scene.anywhere(f"postmortem {command.section} -"))
    renew = say("To renew what is published: ", told.scene.anywhere("postmortem publish"))
    return lines(
        f"{told.key}: section {command.section} {kept}.",
        anew if many > 1 else "",
        renew if again else "",
        advised(told, (command.text,)),
    )


def _reviewed(told: Told, command: c.ReviewPostmortem) -> Words:
    said = ", your comment stands in the document" if command.comment else ""
    return lines(
        f"{told.key}: reviewed{said}. Thank you. {own_draft(told)}".rstrip(),
        _due(told, "postmortem-publish", "It is published by"),
        advised(told, (command.comment,)),
    )


def own_draft(told: Told) -> str:
    """That somebody reviewed their own draft, or ""."""
    own = told.incident.postmortem.drafted_by == told.incident.postmortem.reviews[-1].by
    return "You also stand behind the draft: another pair of eyes sees more." if own else ""


def places(told: Told) -> tuple[str, ...]:
    """Where the published document goes."""
    events = told.outcome.events
    return next(one.providers for one in events if isinstance(one, e.PostmortemPublished))


def _published(told: Told, _command: c.PublishPostmortem) -> str:
    found = places(told)
    goes = f"It goes to {', '.join(found)}; the room hears where it lies."
    where = f" {goes if found else NO_PLACE}"
    gap = "" if told.incident.postmortem.reviews else " Nobody had reviewed it: a process gap."
    return lines(
        f"{told.key}: the post-mortem is published.{where}{gap}",
        advised(told, texts_of(told.incident)),
    )


def _skipped(told: Told, _command: c.SkipPostmortem) -> Text:
    close = told.scene.anywhere("close")
    return say(f"{told.key}: there will be no post-mortem; the reason is kept. To finish: ", close)


def _action(told: Told, command: c.AddAction) -> Words:
    n = max(told.incident.actions)
    done = told.scene.anywhere(f"action done {n}")
    owner = told.scene.name(command.owner)
    return lines(
        say(f"{told.key}: action item {n}, {owner} by {command.due}. When it is done: ", done),
        advised(told, (command.text,)),
    )


def _action_done(told: Told, command: c.FinishAction) -> str:
    left = len(open_actions(told.incident))
    return f"{told.key}: action item {command.n} is done, {left or 'none'} open. Thank you."


REPLIES: Final[dict[type[c.Base], Say]] = {
    c.DraftPostmortem: _drafted,
    c.WriteSection: _written,
    c.ReviewPostmortem: _reviewed,
    c.PublishPostmortem: _published,
    c.SkipPostmortem: _skipped,
    c.AddAction: _action,
    c.FinishAction: _action_done,
}
