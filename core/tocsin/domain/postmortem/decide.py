"""The post-mortem: drafted, written, reviewed, published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tocsin.domain.command import Command
from tocsin.domain.draft import Draft, Handler
from tocsin.domain.guards import status_text
from tocsin.domain.parts import Section
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
from tocsin.domain.status_page import speaks_by_itself
from tocsin.domain.status_page.decide import tell_of_postmortem
from tocsin.errors import RejectedCommand


@dataclass(frozen=True, kw_only=True)
class DraftPostmortem(Command):
    """Record that the speaker has checked the draft and stands behind it."""

    verb: ClassVar[str] = "postmortem"


@dataclass(frozen=True, kw_only=True)
class WriteSection(Command):
    """Write a section of the post-mortem."""

    section: Section
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


def begin_learning(draft: Draft) -> None:
    """Draft the post-mortem from the record, once it is over and one is required."""
    incident = draft.incident
    begun = incident.postmortem.drafted is not None
    if incident.status == "resolved" and required(incident) and not begun:
        draft.add(PostmortemDrafted, by=ENGINE)


def must_be_learned(draft: Draft) -> None:
    """Refuse to close what still needs its post-mortem, and say the ways out."""
    if not required(draft.incident) or is_settled(draft.incident):
        return
    why = " and ".join(reasons(draft.incident))
    raise RejectedCommand(
        f"{draft.incident.key} needs its post-mortem first ({why}): `postmortem publish`, or "
        "`postmortem skip <reason>`."
    )


def must_be_real(draft: Draft) -> None:
    """Refuse what has no post-mortem: it was declined, or merged into another."""
    if draft.incident.status in NEVER:
        raise RejectedCommand(f"{status_text(draft.incident)}; it has no post-mortem.")


def _must_be_over(draft: Draft) -> None:
    must_be_real(draft)
    if draft.incident.status not in OVER:
        raise RejectedCommand(
            f"{status_text(draft.incident)}; its post-mortem begins when it is resolved. "
            "Write down what you learn meanwhile: `postmortem lessons <text>`."
        )


def _draft(draft: Draft, _command: DraftPostmortem) -> None:
    _must_be_over(draft)
    if draft.incident.postmortem.published is not None:
        raise RejectedCommand(
            f"The post-mortem of {draft.incident.key} is published already. Write in it with "
            "`postmortem <section> <text>`, and renew it with `postmortem publish`."
        )
    by = draft.incident.postmortem.drafted_by
    if by:
        raise RejectedCommand(
            f"{draft.name(by)} stands behind the draft already. You can write in it too: "
            "`postmortem <section> <text>`."
        )
    draft.add(PostmortemDrafted)


def _write(draft: Draft, command: WriteSection) -> None:
    """A section that is told once is replaced; to the others a line is added. `-` empties it."""
    must_be_real(draft)
    said, before = command.text.strip(), draft.incident.postmortem.sections.get(command.section, "")
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
    draft.add(PostmortemWritten, section=command.section, text=text)


def _review(draft: Draft, command: ReviewPostmortem) -> None:
    _must_be_over(draft)
    draft.add(PostmortemReviewed, comment=command.comment)


def _publish(draft: Draft, command: PublishPostmortem) -> None:
    _must_be_over(draft)
    if not draft.incident.postmortem.reviews:
        draft.gap("unreviewed post-mortem", "the post-mortem was published before its review")
    providers = draft.roster.instances.get("postmortems", ())
    draft.add(PostmortemPublished, providers=providers, reason=command.why)


def _skip(draft: Draft, command: SkipPostmortem) -> None:
    _must_be_over(draft)
    if draft.incident.postmortem.published is not None:
        raise RejectedCommand(f"The post-mortem of {draft.incident.key} is published already.")
    if not required(draft.incident):
        raise RejectedCommand(
            f"{draft.incident.key} needs no post-mortem; it can be closed: `close`."
        )
    if not command.reason.strip():
        raise RejectedCommand("Say why there will be none: `postmortem skip <reason>`.")
    draft.add(PostmortemSkipped, reason=command.reason)


def _filed(draft: Draft, result: PostmortemResult) -> None:
    """A place took it; where its readers can be given a link, the status page has it now."""
    draft.add(PostmortemFiled, provider=result.provider, ref=result.ref, url=result.url)
    incident = draft.incident
    waits = incident.status in OVER and promised(incident) and not is_told_outside(incident)
    if result.url and waits and speaks_by_itself(incident):
        tell_of_postmortem(draft)


DECIDE: dict[type[Command], Handler] = {
    DraftPostmortem: _draft,
    WriteSection: _write,
    ReviewPostmortem: _review,
    PublishPostmortem: _publish,
    SkipPostmortem: _skip,
    PostmortemResult: _filed,
}
