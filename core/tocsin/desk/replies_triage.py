"""What is answered to triage, merging, the service, the cause, and tasks."""

from __future__ import annotations

from typing import Final

from tocsin.chat import Text, Words
from tocsin.desk.told import Say, Told
from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.wording.clean import clean
from tocsin.wording.parts import say
from tocsin.wording.timeline_communicating import MAILS
from tocsin.wording.triage import if_not_taken

_BY_HAND: Final = "please send it yourself, no mail to customers is set up"


def _triaged(told: Told, _command: c.AnswerTriage) -> Words:
    answered = told.incident.triage
    severity = answered.proposed if answered is not None else ""
    if told.incident.status != "triage":
        return f"{told.key}: answers kept; they propose {severity}."
    how = told.scene.anywhere("accept")
    other = told.scene.anywhere("severity <p0|p1|p2|p3>")
    return say(
        f"{told.key}: the answers propose {severity}. To take it: ",
        how,
        ". Another one: ",
        other,
        ".",
        if_not_taken(told.scene),
    )


def _merged(told: Told, command: c.Merge) -> str:
    return f"{told.key} is merged into {command.into}, which goes on. Thank you for seeing it."


def _service(told: Told, _command: c.SetService) -> str:
    return f"{told.key}: the service is {clean(told.incident.service, 60)}."


def _cause(told: Told, command: c.LabelCause) -> str:
    if not command.label:
        return f"{told.key}: the cause is taken back."
    nudge = early_cause(told, command)
    return f"{told.key}: cause labelled {clean(command.label)}. {nudge}".rstrip()


def early_cause(told: Told, command: c.LabelCause) -> str:
    """What is said of a first cause that is named while customers still feel it, or ""."""
    first = bool(command.label) and not told.outcome.before.cause
    early = first and told.incident.status in ("triage", "investigating", "mitigating")
    return "Mitigate first: the cause can wait until customers are well." if early else ""


def _task(told: Told, _command: c.AddTask) -> Text:
    n = max(told.incident.tasks)
    return say(
        f"{told.key}: task {n} kept. When it is done: ", told.scene.anywhere(f"task done {n}")
    )


def _task_done(told: Told, command: c.FinishTask) -> str:
    left = sum(not one.done for one in told.incident.tasks.values())
    return f"{told.key}: task {command.n} done, {left or 'none'} open."


def _customers(told: Told, _command: c.NotifyCustomers) -> str:
    mail = told.incident.mails[-1]
    tools = told.outcome.events[-1]
    by_hand = isinstance(tools, e.CustomersNotified) and not tools.providers
    drill = "drill" in told.incident.flags
    missing = "kept, nobody is mailed (drill)" if drill else _BY_HAND
    how = missing if by_hand else "on its way"
    return f"{told.key}: {MAILS[mail.kind]} to customers, {how}: {clean(mail.subject)}"


REPLIES: Final[dict[type[c.Base], Say]] = {
    c.AnswerTriage: _triaged,
    c.Merge: _merged,
    c.SetService: _service,
    c.LabelCause: _cause,
    c.NotifyCustomers: _customers,
    c.AddTask: _task,
    c.FinishTask: _task_done,
}
