"""Everything a person may ask of an incident. `decide` answers each with events or a sentence.

Each command stands with its noun; `verb` is the word in the rights table and in error texts.
"""

from __future__ import annotations

from tocsin.domain.actions import AddAction, FinishAction
from tocsin.domain.approvals import Approve, Reject
from tocsin.domain.cause import LabelCause
from tocsin.domain.command import Base
from tocsin.domain.customers import NotifyCustomers
from tocsin.domain.declare import Declare, Report
from tocsin.domain.escalation.decide import Escalate
from tocsin.domain.flags.decide import ClearFlag, SetFlag
from tocsin.domain.merge import Merge
from tocsin.domain.milestones import SetMilestone
from tocsin.domain.mitigation import FinishMitigation, MarkMitigated, Mitigate
from tocsin.domain.notes import Decide, Finding, Note
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.postmortem.decide import (
    DraftPostmortem,
    PublishPostmortem,
    ReviewPostmortem,
    SkipPostmortem,
    WriteSection,
)
from tocsin.domain.reminders import Snooze
from tocsin.domain.resolution import Check, Close, Reopen, Resolve
from tocsin.domain.roles.decide import AcceptHandoff, Assign, Handoff, Take
from tocsin.domain.services import SetService
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.status_page.decide import DraftStatus, PublishStatus
from tocsin.domain.tasks import AddTask, FinishTask
from tocsin.domain.triage import Accept, AnswerTriage, Decline
from tocsin.domain.updates import PostUpdate

__all__ = [
    "Accept",
    "AcceptHandoff",
    "Acknowledge",
    "AddAction",
    "AddTask",
    "AnswerTriage",
    "Approve",
    "Assign",
    "Base",
    "Check",
    "ClearFlag",
    "Close",
    "Decide",
    "Declare",
    "Decline",
    "DraftPostmortem",
    "DraftStatus",
    "Escalate",
    "Finding",
    "FinishAction",
    "FinishMitigation",
    "FinishTask",
    "Handoff",
    "LabelCause",
    "MarkMitigated",
    "Merge",
    "Mitigate",
    "Note",
    "NotifyCustomers",
    "PostUpdate",
    "PublishPostmortem",
    "PublishStatus",
    "Reject",
    "Reopen",
    "Report",
    "RequestPage",
    "Resolve",
    "ReviewPostmortem",
    "SetFlag",
    "SetMilestone",
    "SetService",
    "SetSeverity",
    "SkipPostmortem",
    "Snooze",
    "Take",
    "WriteSection",
]
