"""What the room hears of the post-mortem and its action items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Link, Text, Words
from tocsin.domain import events as e
from tocsin.domain.obligations import owed
from tocsin.domain.people import is_machine
from tocsin.domain.postmortem import reasons
from tocsin.wording.clean import clean, link
from tocsin.wording.owed import publishing
from tocsin.wording.parts import joined, lines, say, stop
from tocsin.wording.postmortem_state import actions_line
from tocsin.wording.room_calling import Says
from tocsin.wording.scene import Scene, because


def by_when(name: str, scene: Scene) -> Words:
    """`, due Tue 2026-11-24 10:45 CET (in 24 h)`, or nothing where it is not owed."""
    one = owed(scene.incident, name)
    return say(", due ", scene.when(one.due)) if one is not None else ""


def _drafted(event: e.PostmortemDrafted, scene: Scene) -> Words:
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


def _reviewed(event: e.PostmortemReviewed, scene: Scene) -> Words:
    said = f"{scene.name(event.by)} reviewed the post-mortem{because(event.comment)}"
    waits = owed(scene.incident, "postmortem-publish") is not None
    due = by_when("postmortem-publish", scene)
    publish = say(f"{scene.owner('ic')}: ", scene.here("postmortem publish"), due)
    return lines(stop(said), publish if waits else "")


def _published(event: e.PostmortemPublished, scene: Scene) -> Words:
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


def _filed(event: e.PostmortemFiled, scene: Scene) -> Text:
    place = Link(event.url) if link(event.url) else clean(event.ref) or "kept"
    return say(f"The post-mortem, {scene.name(f'postmortems.{event.provider}')}: ", place)


def _skipped(event: e.PostmortemSkipped, scene: Scene) -> Words:
    said = f"{scene.name(event.by)} decided that there will be no post-mortem"
    promised = scene.incident.status_posts
    return lines(
        stop(f"{said}{because(event.reason)}"),
        say("The status page promised one: ", scene.here("status-page publish <text>"))
        if promised
        else "",
    )


def _action(event: e.ActionAdded, scene: Scene) -> str:
    owner = scene.name(event.owner)
    return f"Action item {event.n}, {owner} by {event.due}: {clean(event.text)}"


def _action_done(event: e.ActionDone, scene: Scene) -> str:
    return (
        f"Action item {event.n} is done, says {scene.name(event.by)}. {actions_line(scene)}".strip()
    )


TEXTS: Final[Mapping[str, Says]] = {
    "postmortem-drafted": _drafted,
    "postmortem-reviewed": _reviewed,
    "postmortem-published": _published,
    "postmortem-filed": _filed,
    "postmortem-skipped": _skipped,
    "action-added": _action,
    "action-done": _action_done,
}
