"""Everything a person may ask of an incident. `decide` answers each with events or a sentence.

`verb` is the word in the rights table and in error texts.
"""

from __future__ import annotations

from tocsin.domain.commands.base import Base
from tocsin.domain.commands.communicating import (
    DraftStatus,
    NotifyCustomers,
    PublishStatus,
)
from tocsin.domain.commands.ending import (
    Check,
    Close,
    Reopen,
    Resolve,
)
from tocsin.domain.commands.learning import (
    AddAction,
    AddTask,
    DraftPostmortem,
    FinishAction,
    FinishTask,
    LabelCause,
    PublishPostmortem,
    ReviewPostmortem,
    SkipPostmortem,
    WriteSection,
)
from tocsin.domain.commands.opening import (
    Accept,
    AnswerTriage,
    ClearFlag,
    Declare,
    Decline,
    Merge,
    Report,
    SetFlag,
    SetService,
    SetSeverity,
)
from tocsin.domain.commands.people import (
    AcceptHandoff,
    Acknowledge,
    Assign,
    Escalate,
    Handoff,
    Page,
    Take,
)
from tocsin.domain.commands.working import (
    Approve,
    Decide,
    Done,
    Finding,
    Mitigate,
    Mitigated,
    Note,
    PostUpdate,
    Reject,
    SetMilestone,
    Snooze,
)

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
    "Done",
    "DraftPostmortem",
    "DraftStatus",
    "Escalate",
    "Finding",
    "FinishAction",
    "FinishTask",
    "Handoff",
    "LabelCause",
    "Merge",
    "Mitigate",
    "Mitigated",
    "Note",
    "NotifyCustomers",
    "Page",
    "PostUpdate",
    "PublishPostmortem",
    "PublishStatus",
    "Reject",
    "Reopen",
    "Report",
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
