"""The status page as people in chat see it: what it says, and what could be said next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.chat import Link, Text, Words
from tocsin.domain.obligations import owed
from tocsin.domain.parts import StatusPost
from tocsin.wording.clean import clean, link
from tocsin.wording.owed import line
from tocsin.wording.parts import lines, say
from tocsin.wording.scene import Scene
from tocsin.wording.status_page import plain

SHOWN: Final = 3
EXCERPT: Final = 200


def shown_text(scene: Scene, words: str) -> Words:
    """The last entries, newest first, and everything that may be done about them.

    Args:
        scene: The incident and the moment.
        words: What `publish` without a text would say; "" where it would say nothing.
    """
    incident = scene.incident
    posts = incident.status_posts[::-1]
    more = len(posts) - SHOWN
    one, drift = owed(incident, "status-page"), owed(incident, "drift")
    return lines(
        *(_post(post, scene) for post in posts[:SHOWN]),
        f"and {more} earlier" if more > 0 else "",
        "" if posts else f"Nothing of {incident.key} is on the status page.",
        *_pages(scene),
        _draft(scene),
        line(one, scene) if one else "",
        say(line(drift, scene), f": {drift.rule}") if drift else "",
        f"To publish this: {clean(plain(words), EXCERPT)}" if words else "",
        say(
            "Type: ",
            scene.anywhere("status-page publish" if words else "status-page publish <text>"),
        ),
    )


def _post(post: StatusPost, scene: Scene) -> Text:
    text = clean(plain(post.text), EXCERPT)
    return say(scene.when(post.at), f", {post.phase}, by {scene.name(post.by)}: {text}")


def _pages(scene: Scene) -> Iterator[Words]:
    """Each page that was told, where it is, and whether it took the last entry."""
    incident = scene.incident
    last = incident.status_posts[-1].providers if incident.status_posts else ()
    for page in last:
        since = incident.status_failed.get(page)
        known = page in incident.status_refs
        behind = say("does not take entries since ", scene.when(since)) if since else ""
        state = behind or ("in step" if known else "not told yet")
        url = link(incident.status_links.get(page, ""))
        where = say(" ", Link(url)) if url else ""
        yield say(f"{scene.name(f'status_page.{page}').capitalize()}: ", state, where)


def _draft(scene: Scene) -> str:
    incident = scene.incident
    if incident.status_proposal is not None:
        waits = incident.status_proposal
        text = clean(plain(waits.text), EXCERPT)
        return f"Waiting for a second look ({waits.n}), from {scene.name(waits.by)}: {text}"
    if incident.status_draft:
        by = scene.name(incident.status_draft_by)
        return f"Draft by {by}: {clean(plain(incident.status_draft), EXCERPT)}"
    return ""
