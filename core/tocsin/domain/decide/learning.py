"""The post-mortem and its action items: drafted, written, reviewed, published, done."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain import signals as s
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.standing import stands
from tocsin.domain.decide.status_page import tell_of_postmortem
from tocsin.domain.people import ENGINE
from tocsin.domain.postmortem import (
    NEVER,
    OVER,
    WHOLE,
    is_settled,
    is_told_outside,
    open_actions,
    promised,
    reasons,
    required,
)
from tocsin.domain.quoting import unmarked
from tocsin.domain.status_page import speaks_by_itself
from tocsin.errors import RejectedCommand

LONGEST: Final = 8000
FARTHEST: Final = timedelta(days=366)
CLEAR: Final = "-"


def begin_learning(draft: Draft) -> None:
    """Once it is over and a post-mortem is required, there is a draft from the record."""
    incident = draft.incident
    begun = incident.postmortem.drafted is not None
    if incident.status == "resolved" and required(incident) and not begun:
        draft.add(e.PostmortemDrafted, by=ENGINE)


def must_be_learned(draft: Draft) -> None:
    """Refuse to close what still needs its post-mortem, and say the ways out."""
    if not required(draft.incident) or is_settled(draft.incident):
        return
    why = " and ".join(reasons(draft.incident))
    raise RejectedCommand(
        f"{draft.incident.key} needs its post-mortem first ({why}): `postmortem publish`, or "
        "`postmortem skip <reason>`."
    )


def _must_be_real(draft: Draft) -> None:
    if draft.incident.status in NEVER:
        raise RejectedCommand(f"{stands(draft.incident)}; it has no post-mortem.")


def _must_be_over(draft: Draft) -> None:
    _must_be_real(draft)
    if draft.incident.status not in OVER:
        raise RejectedCommand(
            f"{stands(draft.incident)}; its post-mortem begins when it is resolved. "
            "Write down what you learn meanwhile: `postmortem lessons <text>`."
        )


def _draft(draft: Draft, _command: c.DraftPostmortem) -> None:
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
    draft.add(e.PostmortemDrafted)


def _write(draft: Draft, command: c.WriteSection) -> None:
    """A section that is told once is replaced; to the others a line is added. `-` empties it."""
    _must_be_real(draft)
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
    draft.add(e.PostmortemWritten, section=command.section, text=text)


def _review(draft: Draft, command: c.ReviewPostmortem) -> None:
    _must_be_over(draft)
    draft.add(e.PostmortemReviewed, comment=command.comment)


def _publish(draft: Draft, command: c.PublishPostmortem) -> None:
    _must_be_over(draft)
    if not draft.incident.postmortem.reviews:
        draft.gap("unreviewed post-mortem", "the post-mortem was published before its review")
    providers = draft.roster.instances.get("postmortems", ())
    draft.add(e.PostmortemPublished, providers=providers, reason=command.why)


def _skip(draft: Draft, command: c.SkipPostmortem) -> None:
    _must_be_over(draft)
    if draft.incident.postmortem.published is not None:
        raise RejectedCommand(f"The post-mortem of {draft.incident.key} is published already.")
    if not required(draft.incident):
        raise RejectedCommand(
            f"{draft.incident.key} needs no post-mortem; it can be closed: `close`."
        )
    if not command.reason.strip():
        raise RejectedCommand("Say why there will be none: `postmortem skip <reason>`.")
    draft.add(e.PostmortemSkipped, reason=command.reason)


def _filed(draft: Draft, result: s.PostmortemResult) -> None:
    """A place took it; where its readers can be given a link, the status page has it now."""
    draft.add(e.PostmortemFiled, provider=result.provider, ref=result.ref, url=result.url)
    incident = draft.incident
    waits = incident.status in OVER and promised(incident) and not is_told_outside(incident)
    if result.url and waits and speaks_by_itself(incident):
        tell_of_postmortem(draft)


def _add_action(draft: Draft, command: c.AddAction) -> None:
    _must_be_real(draft)
    if not command.text.strip():
        raise RejectedCommand("Say what is to be done: `action add <text> @who <due>`.")
    if not draft.roster.knows(command.owner):
        raise RejectedCommand(f"@{unmarked(command.owner)} is in no team file.")
    today = draft.at.astimezone(ZoneInfo(draft.incident.timezone)).date()
    if command.due < today:
        raise RejectedCommand(f"{command.due} is past; give a day that is still to come.")
    if command.due > today + FARTHEST:
        raise RejectedCommand(f"{command.due} is more than a year away; give an earlier day.")
    draft.add(
        e.ActionAdded,
        n=len(draft.incident.actions) + 1,
        text=command.text,
        owner=command.owner,
        due=command.due,
    )


def _finish_action(draft: Draft, command: c.FinishAction) -> None:
    item = draft.incident.actions.get(command.n)
    if item is None or item.done:
        left = ", ".join(f"{one.n} ({unmarked(one.text)})" for one in open_actions(draft.incident))
        raise RejectedCommand(f"There is no open action {command.n}. Open: {left or 'none'}.")
    draft.add(e.ActionDone, n=command.n)


HANDLERS: dict[type[c.Base], Handler] = {
    c.DraftPostmortem: _draft,
    c.WriteSection: _write,
    c.ReviewPostmortem: _review,
    c.PublishPostmortem: _publish,
    c.SkipPostmortem: _skip,
    s.PostmortemResult: _filed,
    c.AddAction: _add_action,
    c.FinishAction: _finish_action,
}
