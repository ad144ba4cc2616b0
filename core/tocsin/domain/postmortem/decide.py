"""The post-mortem: drafted, written, reviewed, published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.guards import status_text
from tocsin.domain.incident_parts import SectionKey
from tocsin.domain.people import ENGINE
from tocsin.domain.postmortem import (
    NEVER,
    OVER,
    WHOLE,
    is_settled,
    is_told_outside,
    promised,
    reasons,
    required,
)
from tocsin.domain.postmortem.events import (
    PostmortemDrafted,
    PostmortemFiled,
    PostmortemPublished,
    PostmortemReviewed,
    PostmortemSkipped,
    PostmortemWritten,
)
from tocsin.domain.status_page import publishes_automatically
from tocsin.domain.status_page.decide import link_postmortem
from tocsin.errors import RejectedCommand


@dataclass(frozen=True, kw_only=True)
class DraftPostmortem(Command):
    """Record that the speaker has checked the draft and stands behind it."""

    verb: ClassVar[str] = "postmortem"


@dataclass(frozen=True, kw_only=True)
class WriteSection(Command):
    """Write a section of the post-mortem."""

    section: SectionKey
    text: str
    verb: ClassVar[str] = "postmortem"


@dataclass(frozen=True, kw_only=True)
class ReviewPostmortem(Command):
    """Review the post-mortem, with or without a comment."""

    comment: str = ""
    verb: ClassVar[str] = "postmortem"


@dataclass(frozen=True, kw_only=True)
class PublishPostmortem(Command):
    """Publish the post-mortem."""

    verb: ClassVar[str] = "postmortem-publish"


@dataclass(frozen=True, kw_only=True)
class SkipPostmortem(Command):
    """Skip the post-mortem, with the reason."""

    reason: str
    verb: ClassVar[str] = "postmortem-skip"


@dataclass(frozen=True, kw_only=True)
class PostmortemResult(Command):
    """Record that a place for post-mortems took the document."""

    provider: str
    ref: str = ""
    url: str = ""


LONGEST: Final = 8000
CLEAR: Final = "-"


def draft_postmortem(context: CommandContext) -> None:
    """Draft the post-mortem from the record, once it is over and one is required."""
    incident = context.incident
    begun = incident.postmortem.drafted is not None
    if incident.status == "resolved" and required(incident) and not begun:
        context.add(PostmortemDrafted, by=ENGINE)


def require_postmortem_settled(context: CommandContext) -> None:
    """Refuse to close what still needs its post-mortem, and say the ways out."""
    if not required(context.incident) or is_settled(context.incident):
        return
    why = " and ".join(reasons(context.incident))
    raise RejectedCommand(
        f"{context.incident.key} needs its post-mortem first ({why}): `postmortem publish`, or "
        "`postmortem skip <reason>`."
    )


def require_postmortem_possible(context: CommandContext) -> None:
    """Refuse what has no post-mortem: it was declined, or merged into another."""
    if context.incident.status in NEVER:
        raise RejectedCommand(f"{status_text(context.incident)}; it has no post-mortem.")


def _must_be_over(context: CommandContext) -> None:
    require_postmortem_possible(context)
    if context.incident.status not in OVER:
        raise RejectedCommand(
            f"{status_text(context.incident)}; its post-mortem begins when it is resolved. "
            "Write down what you learn meanwhile: `postmortem lessons <text>`."
        )


def _draft(context: CommandContext, _command: DraftPostmortem) -> None:
    _must_be_over(context)
    if context.incident.postmortem.published is not None:
        raise RejectedCommand(
            f"The post-mortem of {context.incident.key} is published already. Write in it with "
            "`postmortem <section> <text>`, and renew it with `postmortem publish`."
        )
    by = context.incident.postmortem.drafted_by
    if by:
        raise RejectedCommand(
            f"{context.name(by)} stands behind the draft already. You can write in it too: "
            "`postmortem <section> <text>`."
        )
    context.add(PostmortemDrafted)


def _write(context: CommandContext, command: WriteSection) -> None:
    """A section that is told once is replaced; to the others a line is added. `-` empties it."""
    require_postmortem_possible(context)
    said, before = (
        command.text.strip(),
        context.incident.postmortem.sections.get(command.section, ""),
    )
    if not said:
        raise RejectedCommand(f"Say what belongs there: `postmortem {command.section} <text>`.")
    text = said if command.section in WHOLE or not before else f"{before}\n{said}"
    if said == CLEAR:
        text = ""
    if len(text) > LONGEST:
        raise RejectedCommand(
            f"The section {command.section} has {LONGEST} characters at most. "
            f"To begin it anew: `postmortem {command.section} {CLEAR}`."
        )
    context.add(PostmortemWritten, section=command.section, text=text)


def _review(context: CommandContext, command: ReviewPostmortem) -> None:
    _must_be_over(context)
    context.add(PostmortemReviewed, comment=command.comment)


def _publish(context: CommandContext, command: PublishPostmortem) -> None:
    _must_be_over(context)
    if not context.incident.postmortem.reviews:
        context.gap("unreviewed post-mortem", "the post-mortem was published before its review")
    providers = context.roster.instances.get("postmortems", ())
    context.add(PostmortemPublished, providers=providers, reason=command.why)


def _skip(context: CommandContext, command: SkipPostmortem) -> None:
    _must_be_over(context)
    if context.incident.postmortem.published is not None:
        raise RejectedCommand(f"The post-mortem of {context.incident.key} is published already.")
    if not required(context.incident):
        raise RejectedCommand(
            f"{context.incident.key} needs no post-mortem; it can be closed: `close`."
        )
    if not command.reason.strip():
        raise RejectedCommand("Say why there will be none: `postmortem skip <reason>`.")
    context.add(PostmortemSkipped, reason=command.reason)


def _filed(context: CommandContext, result: PostmortemResult) -> None:
    """A place took it; where its readers can be given a link, the status page has it now."""
    context.add(PostmortemFiled, provider=result.provider, ref=result.ref, url=result.url)
    incident = context.incident
    waits = incident.status in OVER and promised(incident) and not is_told_outside(incident)
    if result.url and waits and publishes_automatically(incident):
        link_postmortem(context)


DECIDE: dict[type[Command], CommandHandler] = {
    DraftPostmortem: _draft,
    WriteSection: _write,
    ReviewPostmortem: _review,
    PublishPostmortem: _publish,
    SkipPostmortem: _skip,
    PostmortemResult: _filed,
}
