"""What the speaker needs beside what the room hears of a command: one short function per command.

"" = the room's words hold all of it. A command that is not in the table is answered with both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.desk import replies, replies_postmortem, replies_triage
from tocsin.desk.told import Say, Told
from tocsin.domain import commands as c
from tocsin.domain.flags import FLAG_CALLS
from tocsin.domain.postmortem import required
from tocsin.wording.blameless import texts_of
from tocsin.wording.parts import capital, lines, say, together


def _nothing(_told: Told, _command: c.Base) -> str:
    return ""


def _rings(told: Told, _command: c.Base) -> Words:
    return told.rings()


def _newly_rings(told: Told, _command: c.Base) -> Words:
    return told.rings() if told.paged() else ""


def _still_called(told: Told, _command: c.Base) -> Words:
    return told.still_called()


def _next(told: Told, _command: c.Base) -> Words:
    return told.next()


def _updated(told: Told, command: c.PostUpdate) -> Words:
    return lines(told.claimed(command.status), told.next())


def _sentence(*parts: Words) -> Words:
    said = together("; ", parts)
    return say(capital(said), ".") if said else ""


def _severity(told: Told, command: c.SetSeverity) -> Words:
    accept = told.scene.here("accept")
    triage = say("Still in triage: ", accept) if told.incident.status == "triage" else ""
    return lines(_newly_rings(told, command), _sentence(told.notified()), triage)


def _flag(told: Told, command: c.SetFlag) -> Words:
    nobody = replies.nobody(told, FLAG_CALLS.get(command.flag))
    return _sentence(told.asked_again(), told.notified(), nobody)


def _reached(told: Told, _command: c.Base) -> Words:
    return _sentence(told.asked_again(), told.notified())


def _handoff(told: Told, command: c.Handoff) -> str:
    before = told.outcome.before.offers.get(command.role)
    moved = before is not None and before.to != command.person
    return f"{told.scene.name(before.to)} is not asked any more." if before and moved else ""


def _triaged(told: Told, _command: c.AnswerTriage) -> Words:
    if told.incident.status != "triage":
        return ""
    return say("Another severity: ", told.scene.here("severity <p0|p1|p2|p3>"))


def _task(told: Told, _command: c.AddTask) -> Text:
    return say("When it is done: ", told.scene.here(f"task done {max(told.incident.tasks)}"))


def _tasks_left(told: Told, _command: c.FinishTask) -> str:
    left = sum(not one.done for one in told.incident.tasks.values())
    return f"{left or 'None'} open."


def _drafted(told: Told, _command: c.DraftPostmortem) -> Text:
    need = "" if required(told.incident) else " None is required; it is good to learn all the same."
    return say("Read it: ", told.scene.here("postmortem show"), need)


def _reviewed(told: Told, command: c.ReviewPostmortem) -> str:
    own = replies_postmortem.own_draft(told)
    return lines(own, replies_postmortem.advised(told, (command.comment,)))


def _published(told: Told, _command: c.PublishPostmortem) -> str:
    where = "" if replies_postmortem.places(told) else replies_postmortem.NO_PLACE
    return lines(where, replies_postmortem.advised(told, texts_of(told.incident)))


def _skipped(told: Told, _command: c.SkipPostmortem) -> Text:
    return say("To finish: ", told.scene.here("close"))


def _action(told: Told, command: c.AddAction) -> Words:
    done = told.scene.here(f"action done {max(told.incident.actions)}")
    return lines(say("When it is done: ", done), replies_postmortem.advised(told, (command.text,)))


BESIDE: Final[Mapping[type[c.Base], Say]] = {
    c.Accept: _newly_rings,
    c.Decline: _nothing,
    c.SetSeverity: _severity,
    c.SetFlag: _flag,
    c.ClearFlag: _nothing,
    c.Take: _rings,
    c.Assign: _nothing,
    c.AcceptHandoff: _nothing,
    c.Handoff: _handoff,
    c.RequestPage: _reached,
    c.Escalate: _reached,
    c.Acknowledge: _still_called,
    c.PostUpdate: _updated,
    c.Mitigate: _nothing,
    c.Approve: _nothing,
    c.Reject: _nothing,
    c.FinishMitigation: _nothing,
    c.MarkMitigated: _next,
    c.Check: _nothing,
    c.Resolve: _nothing,
    c.Reopen: _nothing,
    c.Close: _nothing,
    c.AnswerTriage: _triaged,
    c.Merge: _nothing,
    c.SetService: _nothing,
    c.LabelCause: replies_triage.early_cause,
    c.NotifyCustomers: _nothing,
    c.AddTask: _task,
    c.FinishTask: _tasks_left,
    c.DraftStatus: _nothing,
    c.PublishStatus: _nothing,
    c.DraftPostmortem: _drafted,
    c.ReviewPostmortem: _reviewed,
    c.PublishPostmortem: _published,
    c.SkipPostmortem: _skipped,
    c.AddAction: _action,
    c.FinishAction: _nothing,
}
