"""The status page: what people publish, and what is published by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from tocsin.domain.command import Command
from tocsin.domain.draft import Carry, Draft, Handler
from tocsin.domain.guards import status_text
from tocsin.domain.obligation import Act, Nudge, Obligation
from tocsin.domain.parts import Phase
from tocsin.domain.people import ENGINE
from tocsin.domain.status_page import (
    Entry,
    by_itself,
    has_company,
    next_number,
    phase_now,
    speaks_by_itself,
    to_publish,
)
from tocsin.domain.status_page.events import (
    StatusPageDrafted,
    StatusPageFailed,
    StatusPagePosted,
    StatusPageProposed,
    StatusPagePutRight,
    StatusPageRejected,
    StatusPageUpdated,
)
from tocsin.errors import RejectedCommand


@dataclass(frozen=True, kw_only=True)
class DraftStatus(Command):
    """Keep words for the status page until they are published."""

    text: str
    title: str = ""
    verb: ClassVar[str] = "draft"


@dataclass(frozen=True, kw_only=True)
class PublishStatus(Command):
    """Publish on the status page: these words, else the draft, else the template's.

    `title` is what the page calls the incident from now on, "" = as before.
    """

    text: str = ""
    title: str = ""
    verb: ClassVar[str] = "publish"


@dataclass(frozen=True, kw_only=True)
class StatusResult(Command):
    """Record that a status page took our entry, or why it did not (`reason`; it is tried again).

    `by_hand` is what somebody had changed there and the page has put right, "" = nothing.
    """

    provider: str
    ref: str = ""
    url: str = ""
    reason: str = ""
    by_hand: str = ""


LONGEST: Final = 2000
LONGEST_TITLE: Final = 120


def keep_in_step(draft: Draft) -> None:
    """Post the entry that the page now needs, unless it says so already."""
    entry = by_itself(draft.incident, draft.at)
    pages = _pages(draft)
    if entry is None or not pages:
        return
    _withdraw(draft, f"the status page goes on to {entry.phase}")
    text = draft.roster.words(entry.template, draft.incident, draft.at)
    post_entry(draft, entry.phase, text, by=ENGINE, template=entry.template)


def tell_of_postmortem(draft: Draft) -> None:
    """Link the published post-mortem, where there is a page."""
    if _pages(draft):
        text = draft.roster.words("status-postmortem", draft.incident, draft.at)
        post_entry(draft, "postmortem", text, by=ENGINE, template="status-postmortem")


def _pages(draft: Draft) -> tuple[str, ...]:
    return draft.roster.instances.get("status_page", ())


def post_entry(
    draft: Draft,
    phase: Phase,
    text: str,
    *,
    by: str,
    template: str = "",
    author: str = "",
    unseen: bool = False,
    title: str = "",
) -> None:
    """Post an entry to every page of the team; of a drill to none."""
    info, drill = draft.incident.service_info, "drill" in draft.incident.flags
    hidden = info is None or "private" in draft.incident.flags
    draft.add(
        StatusPagePosted,
        by=by,
        phase=phase,
        text=text,
        components=() if info is None or hidden else info.components,
        providers=() if drill else _pages(draft),
        template=template,
        author=author,
        unseen=unseen,
        title=title,
    )


def _must_be_shown(draft: Draft) -> None:
    incident = draft.incident
    if incident.status in ("declined", "merged") and not incident.status_posts:
        raise RejectedCommand(f"{status_text(incident)}; nothing more is said of it.")
    if not _pages(draft) and "drill" not in incident.flags:
        raise RejectedCommand(
            f"Team {draft.roster.team} has no status page; add [status_page.static] to its file."
        )


def _fits(text: str) -> str:
    if len(text) > LONGEST:
        raise RejectedCommand(
            f"An entry of the status page has {LONGEST} characters at most; this has {len(text)}."
        )
    return text


def _fits_title(title: str) -> str:
    if len(title) > LONGEST_TITLE:
        raise RejectedCommand(
            f"A title on the status page has {LONGEST_TITLE} characters at most; "
            f"this has {len(title)}."
        )
    return title


def _draft(draft: Draft, command: DraftStatus) -> None:
    _must_be_shown(draft)
    draft.add(StatusPageDrafted, text=_fits(command.text), title=_fits_title(command.title))


class Words(NamedTuple):
    """What somebody worded, and who that was."""

    text: str
    title: str
    author: str


def _publish(draft: Draft, command: PublishStatus) -> None:
    """Own words wait for a second pair of eyes where there is one; templates go out at once."""
    _must_be_shown(draft)
    incident, words = draft.incident, _own_words(draft, command)
    if words is None:
        entry, text = _template(draft, command)
        post_entry(draft, entry.phase, text, by=draft.by, template=entry.template)
    elif words.author == draft.by and has_company(incident, draft.by):
        _withdraw(draft, "other words took their place")
        n = next_number(incident)
        draft.add(StatusPageProposed, n=n, text=words.text, title=words.title)
    else:
        seen = words.author if words.author != draft.by else ""
        phase = phase_now(incident)
        post_entry(draft, phase, words.text, by=draft.by, author=seen, title=words.title)


def _own_words(draft: Draft, command: PublishStatus) -> Words | None:
    """The words of the command, else of the draft; a title alone gets the template's text."""
    incident, title = draft.incident, _fits_title(command.title)
    if command.text:
        return Words(_fits(command.text), title, draft.by)
    if incident.status_draft:
        author = draft.by if title else incident.status_draft_by
        return Words(incident.status_draft, title or incident.status_draft_title, author)
    return Words(_template(draft, command)[1], title, draft.by) if title else None


def _template(draft: Draft, command: PublishStatus) -> tuple[Entry, str]:
    """The entry that is due, and the words its template gives."""
    incident = draft.incident
    if "private" in incident.flags:
        raise RejectedCommand(
            f"{incident.key} is private, so nothing is filled in for you. "
            "Say what outsiders may read: `status-page publish <text>`."
        )
    entry = to_publish(incident)
    if entry is None:
        raise RejectedCommand(
            "The post-mortem has no public address yet, so nothing is filled in for you. "
            "Say where it can be read: status-page publish <text>."
        )
    return entry, draft.roster.words(entry.template, incident, command.as_of or draft.at)


def _withdraw(draft: Draft, reason: str) -> None:
    waits = draft.incident.status_proposal
    if waits is not None:
        draft.add(StatusPageRejected, by=ENGINE, n=waits.n, reason=reason)


def publish_unseen(draft: Draft) -> None:
    """Publish words that nobody looked at in time; the entry says that nobody did."""
    waits = draft.incident.status_proposal
    if waits is not None and speaks_by_itself(draft.incident):
        phase = phase_now(draft.incident)
        post_entry(
            draft, phase, waits.text, by=ENGINE, author=waits.by, unseen=True, title=waits.title
        )


def _result(draft: Draft, result: StatusResult) -> None:
    if not result.reason:
        draft.add(StatusPageUpdated, provider=result.provider, ref=result.ref, url=result.url)
        if result.by_hand:
            draft.add(StatusPagePutRight, provider=result.provider, found=result.by_hand)
    elif result.provider not in draft.incident.status_failed:
        draft.add(StatusPageFailed, provider=result.provider, reason=result.reason)


def _publish_unseen(draft: Draft, _obligation: Obligation, _nudge: Nudge) -> None:
    publish_unseen(draft)


DECIDE: dict[type[Command], Handler] = {
    DraftStatus: _draft,
    PublishStatus: _publish,
    StatusResult: _result,
}


ACTS: dict[Act, Carry] = {
    "publish": _publish_unseen,
}
