"""What is answered about the status page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.desk.told import Say, Told
from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.obligations import owed
from tocsin.wording.clean import clean
from tocsin.wording.parts import say
from tocsin.wording.status_page import plain


def _drafted(told: Told, _command: c.DraftStatus) -> Text:
    how = told.scene.anywhere("status-page publish")
    return say(f"{told.key}: drafted, nothing is published yet. To publish it: ", how, ".")


def _published(told: Told, _command: c.PublishStatus) -> Words:
    waits = told.incident.status_proposal
    if waits is None:
        return _posted(told)
    until = told.scene.when(waits.at + told.incident.policy.approval_within)
    last = told.scene.anywhere(f"approve {waits.n}")
    return say(
        f"{told.key}: entry {waits.n} waits until ", until, " for somebody else's look: ", last, "."
    )


def _posted(told: Told) -> Text:
    post = told.incident.status_posts[-1]
    where = "published" if post.providers else "kept, on no page (drill)"
    one = owed(told.incident, "status-page")
    following = say(" Next entry due ", told.scene.when(one.due), ".") if one else ""
    return say(f"{told.key}: {where}, {post.phase}: {clean(plain(post.text))}", following)


def _rejected(told: Told) -> str:
    return f"{told.key}: the entry is not published."


def entry_or(change: Say) -> Say:
    """The answer to approve and reject, which mean an entry of the status page or a change."""

    def answer(told: Told, command: c.Base) -> Words:
        for event in told.outcome.events:
            if isinstance(event, e.StatusPagePosted) and event.author:
                return _posted(told)
            if isinstance(event, e.StatusPageRejected):
                return _rejected(told)
        return change(told, command)

    return answer


REPLIES: Final[Mapping[type[c.Base], Say]] = {
    c.DraftStatus: _drafted,
    c.PublishStatus: _published,
}
