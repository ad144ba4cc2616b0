"""What is answered when a command was done: one short function per command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tocsin.chat import Text, Words
from tocsin.desk import replies_postmortem, replies_status_page, replies_triage
from tocsin.desk.replies_status_page import entry_or
from tocsin.desk.told import Say, Told
from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.flags import FLAG_CALLS, Calls
from tocsin.domain.resolution import missing
from tocsin.domain.titles import is_private
from tocsin.wording import privacy
from tocsin.wording.clean import clean
from tocsin.wording.names import role_title
from tocsin.wording.owed import in_a_sentence
from tocsin.wording.parts import joined, lines, marked, say, together
from tocsin.wording.scene import Scene


def reply_to(told: Told, command: c.Base) -> Words:
    """The answer to a command that was done."""
    answer = REPLIES.get(type(command), _generic)
    said = together(" ", (answer(told, command), told.remark))
    return marked(said, told.incident)


def question_of(scene: Scene, command: c.Base) -> Words:
    """What is asked before something that cannot be taken back is done."""
    asks = QUESTIONS[type(command)]
    return marked(asks(scene, command), scene.incident)


def _clears(scene: Scene, command: c.ClearFlag) -> Words:
    return privacy.to_clear(scene, command.flag, command.reason)


def _sentence(told: Told, first: Words, *more: Words) -> Words:
    said = together("; ", (first, *more))
    rings = told.rings() if told.paged() else ""
    return together(" ", (say(f"{told.key} ", said, "."), rings, told.next()))


def _generic(told: Told, _command: c.Base) -> str:
    return f"{told.key}: done."


def _declared(told: Told, command: c.Declare) -> Words:
    severity = told.incident.severity
    if severity is None:
        first = say(
            "declared, in triage. How bad is it? ", told.scene.anywhere("severity p0|p1|p2|p3")
        )
        return _sentence(told, first, told.notified())
    if severity == "P3":
        return _sentence(told, "declared: P3, a ticket; nobody is paged", told.notified())
    drill = ", drill" if "drill" in told.incident.flags else ""
    opened = together(", ", (f"declared: {severity}{drill}", _room(told)))
    quiet = "" if told.paged() or told.notified() else "nobody is paged"
    return _sentence(told, opened, told.paged() or told.notified() or quiet)


def _room(told: Told) -> Words:
    """`room #incident-…`; the name of a private one would tell its title."""
    if not told.scene.room:
        return ""
    return "a private room" if is_private(told.incident) else say("room ", told.scene.room)


def _reported(told: Told, _command: c.Report) -> str:
    heard = told.notified() or "nobody is on call to hear it"
    return f"{told.key} reported, thank you; {heard}. Triage decides how bad it is."


def _accepted(told: Told, _command: c.Accept) -> Words:
    return _sentence(told, f"accepted: {told.incident.severity}, investigating")


def _declined(told: Told, _command: c.Decline) -> str:
    return f"{told.key} declined: no incident. Thank you for saying it; better once too often."


def _severity(told: Told, command: c.SetSeverity) -> Words:
    before = told.outcome.before.severity
    was = f" (was {before})" if before else ""
    opened = "" if told.outcome.before.room_name else _room(told)
    accept = "accept it: it is still in triage" if told.incident.status == "triage" else ""
    first = f"is {command.severity} now{was}"
    return _sentence(told, first, opened, told.paged() or told.notified(), accept)


def _flag(told: Told, command: c.SetFlag) -> Words:
    deaf = nobody(told, FLAG_CALLS.get(command.flag))
    heard = (told.paged(), told.asked_again(), told.notified(), deaf)
    said = together("; ", (f"flag {command.flag} stands", *heard))
    more = privacy.withdrawn(told.scene) if command.flag == "private" else ""
    return lines(say(f"{told.key}: ", said, "."), more)


def nobody(told: Told, calls: Calls | None) -> Words:
    """Who should have been paged for a flag, where nobody was and no address was written to."""
    if calls is None or not calls.page or "drill" in told.incident.flags:
        return ""
    written = {one.person for one in told.outcome.events if isinstance(one, e.Notified)}
    paged = any(one.purpose == "request" for one in told.incident.pages.values())
    deaf = not paged and not written & set(calls.page)
    return (
        say(
            f"nobody stands behind {calls.page[0]} in the team file: ",
            told.scene.anywhere("page @who"),
        )
        if deaf
        else ""
    )


def _unflag(told: Told, command: c.ClearFlag) -> Words:
    stays = privacy.stays(told.incident) if command.flag == "private" else ""
    return lines(f"{told.key}: flag {command.flag} cleared.", stays)


def _roles(told: Told, _command: c.Base) -> Words:
    made = [one for one in told.outcome.events if isinstance(one, e.RoleAssigned)]
    said = joined(f"{told.scene.name(one.person)} is {role_title(one.role)}" for one in made)
    return together(" ", (f"{told.key}: {said}.", told.rings()))


def _handoff(told: Told, command: c.Handoff) -> Text:
    name = told.scene.name(command.person)
    how = told.scene.anywhere("accept-handoff")
    before = told.outcome.before.offers.get(command.role)
    moved = before is not None and before.to != command.person
    instead = f", instead of {told.scene.name(before.to)}," if before is not None and moved else ""
    return say(
        f"{told.key}: {name} is asked to be {role_title(command.role)}{instead} and types ",
        how,
        ".",
    )


def _page(told: Told, _command: c.RequestPage) -> Text:
    drill = "; a drill pages only those it names" * bool(told.notified())
    return say(f"{told.key}: ", told.reached(), f"{drill}.")


def _escalated(told: Told, command: c.Escalate) -> Text:
    noted = next(one.text for one in told.outcome.events if isinstance(one, e.Noted))
    return say(f"{told.key} {noted.removesuffix(f': {command.reason}')}: ", told.reached(), ".")


def _acknowledged(told: Told, _command: c.Acknowledge) -> Words:
    roles = [one for one in told.outcome.events if isinstance(one, e.RoleAssigned)]
    who = next((one.person for one in told.outcome.events if isinstance(one, e.Acknowledged)), "")
    role = f"; you are {role_title(roles[0].role)}" if roles else ""
    if not who:
        return together(" ", (f"{told.key}: you have answered your page.", told.still_called()))
    return _sentence(told, f"acknowledged by {told.scene.name(who)}{role}")


def _updated(told: Told, command: c.PostUpdate) -> Words:
    posted = _sentence(told, f"update posted, ETA {clean(told.incident.updates[-1].eta)}")
    return lines(posted, told.claimed(command.status))


def _noted(told: Told, command: c.Note) -> str:
    return f"{told.key}: {command.kind} kept."


def _proposed(told: Told, _command: c.Mitigate) -> Text:
    n = max(told.incident.mitigations)
    why = " <reason>" if told.incident.mitigations[n].strategy == "other" else ""
    how = told.scene.anywhere(f"approve {n}{why}")
    ic = told.incident.holder("ic")
    who = told.scene.name(ic) if ic else "the IC"
    return say(f"{told.key}: change {n} waits for {who}: ", how, ".")


def _change(word: str) -> Say:
    def answer(told: Told, _command: c.Base) -> str:
        return f"{told.key}: change {_number(told)} {word}."

    return answer


def _done(told: Told, _command: c.FinishMitigation) -> str:
    made = next(one for one in told.outcome.events if isinstance(one, e.MitigationDone))
    early = "" if made.approved else ", before it was approved; that is noted for learning"
    return f"{told.key}: change {made.n} done{early}."


def _number(told: Told) -> int:
    numbered = e.MitigationApproved | e.MitigationRejected | e.MitigationDone
    return next(one.n for one in told.outcome.events if isinstance(one, numbered))


def _mitigated(told: Told, _command: c.MarkMitigated) -> Words:
    return _sentence(told, "mitigated, monitoring; the stable window runs")


def _checked(told: Told, command: c.Check) -> str:
    left = len(missing(told.incident, told.scene.now))
    return f"{told.key}: check {command.n} ticked, {left or 'none'} open."


def _resolved(told: Told, _command: c.Resolve) -> Text:
    age = told.scene.when(told.incident.declared)
    return say(f"{told.key} resolved; it was declared ", age, ". Thank you, everyone.")


def _reopened(told: Told, _command: c.Reopen) -> Words:
    return _sentence(told, "reopened: investigating", told.paged())


def _closed(told: Told, _command: c.Close) -> str:
    return f"{told.key} closed."


def _milestone(told: Told, command: c.SetMilestone) -> Text:
    return say(f"{told.key}: {command.milestone} is ", told.scene.when(command.when), ".")


def _snoozed(told: Told, command: c.Snooze) -> Text:
    until = told.incident.snoozed[command.obligation]
    return say(
        f"{told.key}: no reminder of {in_a_sentence(command.obligation)} before ",
        told.scene.when(until),
        ".",
    )


REPLIES: Final[dict[type[c.Base], Say]] = {
    **replies_triage.REPLIES,
    **replies_postmortem.REPLIES,
    **replies_status_page.REPLIES,
    c.Declare: _declared,
    c.Report: _reported,
    c.Accept: _accepted,
    c.Decline: _declined,
    c.SetSeverity: _severity,
    c.SetFlag: _flag,
    c.ClearFlag: _unflag,
    c.Take: _roles,
    c.Assign: _roles,
    c.AcceptHandoff: _roles,
    c.Handoff: _handoff,
    c.RequestPage: _page,
    c.Escalate: _escalated,
    c.Acknowledge: _acknowledged,
    c.PostUpdate: _updated,
    c.Note: _noted,
    c.Decide: _noted,
    c.Finding: _noted,
    c.Mitigate: _proposed,
    c.Approve: entry_or(_change("approved; make it, then type done")),
    c.Reject: entry_or(_change("rejected")),
    c.FinishMitigation: _done,
    c.MarkMitigated: _mitigated,
    c.Check: _checked,
    c.Resolve: _resolved,
    c.Reopen: _reopened,
    c.Close: _closed,
    c.SetMilestone: _milestone,
    c.Snooze: _snoozed,
}
# An entry takes the one command type its key names, which a table cannot say to a checker.
QUESTIONS: Final[dict[type[c.Base], Callable[[Scene, Any], Words]]] = {c.ClearFlag: _clears}
