"""The status page: what people publish, and what is published by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler, NudgeHandler
from tocsin.domain.guards import status_text
from tocsin.domain.incident_parts import Phase
from tocsin.domain.obligation import Act, Nudge, Obligation
from tocsin.domain.people import ENGINE
from tocsin.domain.status_page import (
    Entry,
    automatic_entry,
    default_entry,
    has_second_reviewer,
    next_number,
    phase_now,
    publishes_automatically,
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


def publish_changes(context: CommandContext) -> None:
    """Post the entry that the page now needs, unless it says so already."""
    entry = automatic_entry(context.incident, context.at)
    pages = _pages(context)
    if entry is None or not pages:
        return
    _withdraw(context, f"the status page goes on to {entry.phase}")
    text = context.roster.words(entry.template, context.incident, context.at)
    post_entry(context, entry.phase, text, by=ENGINE, template=entry.template)


def link_postmortem(context: CommandContext) -> None:
    """Link the published post-mortem, where there is a page."""
    if _pages(context):
        text = context.roster.words("status-postmortem", context.incident, context.at)
        post_entry(context, "postmortem", text, by=ENGINE, template="status-postmortem")


def _pages(context: CommandContext) -> tuple[str, ...]:
    return context.roster.instances.get("status_page", ())


def post_entry(
    context: CommandContext,
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
    info, drill = context.incident.service_info, "drill" in context.incident.flags
    hidden = info is None or "private" in context.incident.flags
    context.add(
        StatusPagePosted,
        by=by,
        phase=phase,
        text=text,
        components=() if info is None or hidden else info.components,
        providers=() if drill else _pages(context),
        template=template,
        author=author,
        unseen=unseen,
        title=title,
    )


def _must_be_shown(context: CommandContext) -> None:
    incident = context.incident
    if incident.status in ("declined", "merged") and not incident.status_posts:
        raise RejectedCommand(f"{status_text(incident)}; nothing more is said of it.")
    if not _pages(context) and "drill" not in incident.flags:
        raise RejectedCommand(
            f"Team {context.roster.team} has no status page; add [status_page.static] to its file."
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


def _draft(context: CommandContext, command: DraftStatus) -> None:
    _must_be_shown(context)
    context.add(StatusPageDrafted, text=_fits(command.text), title=_fits_title(command.title))


class EntryWords(NamedTuple):
    """Words for an entry, and who wrote them."""

    text: str
    title: str
    author: str


def _publish(context: CommandContext, command: PublishStatus) -> None:
    """Own words wait for a second pair of eyes where there is one; templates go out at once."""
    _must_be_shown(context)
    incident, words = context.incident, _own_words(context, command)
    if words is None:
        entry, text = _template(context, command)
        post_entry(context, entry.phase, text, by=context.by, template=entry.template)
    elif words.author == context.by and has_second_reviewer(incident, context.by):
        _withdraw(context, "other words took their place")
        n = next_number(incident)
        context.add(StatusPageProposed, n=n, text=words.text, title=words.title)
    else:
        seen = words.author if words.author != context.by else ""
        phase = phase_now(incident)
        post_entry(context, phase, words.text, by=context.by, author=seen, title=words.title)


def _own_words(context: CommandContext, command: PublishStatus) -> EntryWords | None:
    """The words of the command, else of the draft; a title alone gets the template's text."""
    incident, title = context.incident, _fits_title(command.title)
    if command.text:
        return EntryWords(_fits(command.text), title, context.by)
    if incident.status_draft:
        author = context.by if title else incident.status_draft_by
        return EntryWords(incident.status_draft, title or incident.status_draft_title, author)
    return EntryWords(_template(context, command)[1], title, context.by) if title else None


def _template(context: CommandContext, command: PublishStatus) -> tuple[Entry, str]:
    """The entry that is due, and the words its template gives."""
    incident = context.incident
    if "private" in incident.flags:
        raise RejectedCommand(
            f"{incident.key} is private, so nothing is filled in for you. "
            "Say what outsiders may read: `status-page publish <text>`."
        )
    entry = default_entry(incident)
    if entry is None:
        raise RejectedCommand(
            "The post-mortem has no public address yet, so nothing is filled in for you. "
            "Say where it can be read: status-page publish <text>."
        )
    return entry, context.roster.words(entry.template, incident, command.as_of or context.at)


def _withdraw(context: CommandContext, reason: str) -> None:
    waits = context.incident.status_proposal
    if waits is not None:
        context.add(StatusPageRejected, by=ENGINE, n=waits.n, reason=reason)


def publish_unreviewed(context: CommandContext) -> None:
    """Publish words that nobody looked at in time; the entry says that nobody did."""
    waits = context.incident.status_proposal
    if waits is not None and publishes_automatically(context.incident):
        phase = phase_now(context.incident)
        post_entry(
            context, phase, waits.text, by=ENGINE, author=waits.by, unseen=True, title=waits.title
        )


def _result(context: CommandContext, result: StatusResult) -> None:
    if not result.reason:
        context.add(StatusPageUpdated, provider=result.provider, ref=result.ref, url=result.url)
        if result.by_hand:
            context.add(StatusPagePutRight, provider=result.provider, found=result.by_hand)
    elif result.provider not in context.incident.status_failed:
        context.add(StatusPageFailed, provider=result.provider, reason=result.reason)


def _publish_unseen(context: CommandContext, _obligation: Obligation, _nudge: Nudge) -> None:
    publish_unreviewed(context)


DECIDE: dict[type[Command], CommandHandler] = {
    DraftStatus: _draft,
    PublishStatus: _publish,
    StatusResult: _result,
}


ACTS: dict[Act, NudgeHandler] = {
    "publish": _publish_unseen,
}
