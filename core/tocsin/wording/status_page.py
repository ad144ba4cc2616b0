"""The status page: every sentence about it, what it is handed, and how people see it in chat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from tocsin.chat import Link, Text, Words
from tocsin.domain.command import Command
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import StatusPost
from tocsin.domain.obligations import owed
from tocsin.domain.people import is_machine
from tocsin.domain.severity import Severity
from tocsin.domain.status_page import STAGES, publishes_automatically
from tocsin.domain.status_page.decide import DraftStatus, PublishStatus
from tocsin.domain.status_page.events import (
    StatusPageDrafted,
    StatusPageFailed,
    StatusPagePosted,
    StatusPageProposed,
    StatusPagePutRight,
    StatusPageRejected,
    StatusPageUpdated,
)
from tocsin.providers import StatusEntry, StatusImpact, StatusPageState
from tocsin.wording import public_names
from tocsin.wording.clean import clean, link
from tocsin.wording.composing import lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.obligations import obligation_line
from tocsin.wording.reply_context import ReplyContext, ReplySentence, nothing_beside
from tocsin.wording.sentence_context import Sentence, SentenceContext, because
from tocsin.wording.templates import postmortem_url


def _reply_drafted(reply: ReplyContext, _command: DraftStatus) -> Text:
    how = reply.context.anywhere("status-page publish")
    return say(f"{reply.key}: drafted, nothing is published yet. To publish it: ", how, ".")


def _reply_published(reply: ReplyContext, _command: PublishStatus) -> Words:
    waits = reply.incident.status_proposal
    if waits is None:
        return reply_posted(reply)
    until = reply.context.when(waits.at + reply.incident.policy.approval_within)
    last = reply.context.anywhere(f"approve {waits.n}")
    return say(
        f"{reply.key}: entry {waits.n} waits until ",
        until,
        " for somebody else's look: ",
        last,
        ".",
    )


def reply_posted(reply: ReplyContext) -> Text:
    """The reply that an entry is published, or only kept in a drill, and when the next is due."""
    post = reply.incident.status_posts[-1]
    where = "published" if post.providers else "kept, on no page (drill)"
    obligation = owed(reply.incident, "status-page")
    following = (
        say(" Next entry due ", reply.context.when(obligation.due), ".") if obligation else ""
    )
    return say(f"{reply.key}: {where}, {post.phase}: {clean(plain(post.text))}", following)


def reply_rejected(reply: ReplyContext) -> str:
    """The reply that an entry is not published."""
    return f"{reply.key}: the entry is not published."


LONGEST: Final = 2000


def _room_drafted(event: StatusPageDrafted, context: SentenceContext) -> Words:
    return lines(
        f"{context.name(event.by)} drafted for the status page: {clean(event.text)}",
        say("To publish it: ", context.here("status-page publish")),
    )


def _room_proposed(event: StatusPageProposed, context: SentenceContext) -> Words:
    until = event.at + context.incident.policy.approval_within
    by_itself = publishes_automatically(context.incident)
    waits = say(". It goes out by itself at ", context.moment(until), ".") if by_itself else "."
    return lines(
        f"{context.name(event.by)} wants on the status page ({event.n}): "
        f"{_room_titled(event.title)}{clean(event.text, LONGEST)}",
        say(
            f"IC or Comms, but not {context.name(event.by)}: ",
            context.here(f"approve {event.n}"),
            " or ",
            context.here(f"reject {event.n} <why>"),
            waits,
        ),
    )


def _room_titled(title: str) -> str:
    """`“Cards fail”. ` before the words, where the entry gives the incident a new title."""
    return f"“{clean(title)}”. " if title else ""


def _room_rejected(event: StatusPageRejected, context: SentenceContext) -> str:
    return with_full_stop(f"Entry {event.n} is not published{because(event.reason)}")


def _room_posted(event: StatusPagePosted, context: SentenceContext) -> Words:
    where = "status page" if event.providers else "status page (drill: nobody outside sees it)"
    by = "" if is_machine(event.by) else f", by {context.name(event.by)}"
    late = " Nobody looked at it in time." if event.unseen else ""
    obligation = owed(context.incident, "status-page")
    said = f"{_room_titled(event.title)}{clean(plain(event.text))}{late}"
    due = say(" The next entry is due ", context.when(obligation.due), ".") if obligation else ""
    return say(f"On the {where} ({event.phase}{by}): {said}", due)


def _timeline_page(provider: str, names: Names) -> str:
    said = names(f"status_page.{provider}")
    return said[:1].upper() + said[1:]


def _timeline_drafted(event: StatusPageDrafted, names: Names, _zone: str) -> str:
    return f"{names(event.by)} drafted words for the status page: {clean(event.text)}"


def _timeline_posted(event: StatusPagePosted, names: Names, _zone: str) -> str:
    author = f", in the words of {names(event.author)}" if event.author else ""
    unseen = ", which nobody had looked at in time" if event.unseen else ""
    said = f"{names(event.by)} posted on the status page ({event.phase}{author}{unseen})"
    return f"{said}: {clean(plain(event.text))}"


def _timeline_proposed(event: StatusPageProposed, names: Names, _zone: str) -> str:
    return f"{names(event.by)} proposed entry {event.n} of the status page: {clean(event.text)}"


def _timeline_rejected(event: StatusPageRejected, names: Names, _zone: str) -> str:
    return with_full_stop(
        f"{names(event.by)} did not publish entry {event.n}{because(event.reason)}"
    )


def _room_put_right(event: StatusPagePutRight, context: SentenceContext) -> Words:
    return say(
        f"Somebody had changed {context.name(f'status_page.{event.provider}')} by hand: "
        f"{clean(event.found, EXCERPT)}. It shows our latest entry again. To say something else: ",
        context.here("status-page publish <text>"),
    )


def _timeline_put_right(event: StatusPagePutRight, names: Names, _zone: str) -> str:
    page = _timeline_page(event.provider, names)
    found = clean(event.found, EXCERPT)
    return f"{page} had been changed by hand ({found}); it shows the latest entry again."


def _timeline_failed(event: StatusPageFailed, names: Names, _zone: str) -> str:
    page = _timeline_page(event.provider, names)
    return with_full_stop(f"{page} did not take the latest entry{because(event.reason)}")


def _timeline_updated(event: StatusPageUpdated, names: Names, _zone: str) -> str:
    return f"{_timeline_page(event.provider, names)} shows the latest entry."


IMPACTS: Final[Mapping[Severity | None, StatusImpact]] = MappingProxyType(
    {"P0": "critical", "P1": "major", "P2": "minor", "P3": "minor", None: "minor"}
)

# The phase, as the templates write it before their words; pages show it in their own way.
_LABEL: Final = re.compile(r"\A\s*\*\*[\w -]{1,20}\*\*:\s*")


def plain(text: str) -> str:
    """The words of an entry without the phase in bold before them."""
    return _LABEL.sub("", text)


def page_state(incident: Incident) -> StatusPageState:
    """The state of an incident that has at least one entry; nothing in it was not published."""
    posts = incident.status_posts
    return StatusPageState(
        key=public_names.page_key(incident),
        title=public_names.title(incident),
        impact=IMPACTS[incident.severity],
        entries=tuple(StatusEntry(at=post.at, phase=post.phase, text=post.text) for post in posts),
        components=posts[-1].components,
        started=incident.milestones.get("impact-started", incident.declared),
        resolved=_over_since(incident),
        postmortem_url=_postmortem(incident),
    )


def _over_since(incident: Incident) -> datetime | None:
    """When the page began to say that it is over, None while it says otherwise."""
    since = None
    for post in reversed(incident.status_posts):
        if STAGES[post.phase] != "over":
            break
        since = post.at
    return since


def _postmortem(incident: Incident) -> str:
    """An address is public only where an entry of the page has announced it."""
    told = any(post.phase == "postmortem" for post in incident.status_posts)
    return postmortem_url(incident) if told else ""


SHOWN: Final = 3
EXCERPT: Final = 200


def shown_text(context: SentenceContext, words: str) -> Words:
    """The last entries, newest first, and everything that may be done about them.

    Args:
        context: The incident and the moment.
        words: What `publish` without a text would say; "" where it would say nothing.
    """
    incident = context.incident
    posts = incident.status_posts[::-1]
    more = len(posts) - SHOWN
    obligation, drift = owed(incident, "status-page"), owed(incident, "drift")
    return lines(
        *(_post(post, context) for post in posts[:SHOWN]),
        f"and {more} earlier" if more > 0 else "",
        "" if posts else f"Nothing of {incident.key} is on the status page.",
        *_pages(context),
        _draft(context),
        obligation_line(obligation, context) if obligation else "",
        say(obligation_line(drift, context), f": {drift.rule}") if drift else "",
        f"To publish this: {clean(plain(words), EXCERPT)}" if words else "",
        say(
            "Type: ",
            context.anywhere("status-page publish" if words else "status-page publish <text>"),
        ),
    )


def _post(post: StatusPost, context: SentenceContext) -> Text:
    text = clean(plain(post.text), EXCERPT)
    return say(context.when(post.at), f", {post.phase}, by {context.name(post.by)}: {text}")


def _pages(context: SentenceContext) -> Iterator[Words]:
    """Each page that was told, where it is, and whether it took the last entry."""
    incident = context.incident
    last = incident.status_posts[-1].providers if incident.status_posts else ()
    for page in last:
        since = incident.status_failed.get(page)
        known = page in incident.status_refs
        behind = say("does not take entries since ", context.when(since)) if since else ""
        state = behind or ("took the latest entry" if known else "not told yet")
        url = link(incident.status_links.get(page, ""))
        where = say(" ", Link(url)) if url else ""
        yield say(f"{context.name(f'status_page.{page}').capitalize()}: ", state, where)


def _draft(context: SentenceContext) -> str:
    incident = context.incident
    if incident.status_proposal is not None:
        waits = incident.status_proposal
        text = clean(plain(waits.text), EXCERPT)
        return f"Waiting for a second look ({waits.n}), from {context.name(waits.by)}: {text}"
    if incident.status_draft:
        by = context.name(incident.status_draft_by)
        return f"Draft by {by}: {clean(plain(incident.status_draft), EXCERPT)}"
    return ""


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    DraftStatus: _reply_drafted,
    PublishStatus: _reply_published,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    DraftStatus: nothing_beside,
    PublishStatus: nothing_beside,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "status-page-drafted": _room_drafted,
    "status-page-proposed": _room_proposed,
    "status-page-rejected": _room_rejected,
    "status-page-posted": _room_posted,
    "status-page-put-right": _room_put_right,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "status-page-drafted": _timeline_drafted,
    "status-page-posted": _timeline_posted,
    "status-page-proposed": _timeline_proposed,
    "status-page-rejected": _timeline_rejected,
    "status-page-updated": _timeline_updated,
    "status-page-failed": _timeline_failed,
    "status-page-put-right": _timeline_put_right,
}
