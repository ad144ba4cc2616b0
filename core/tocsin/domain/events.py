"""Everything that can happen to an incident. The incident is the fold of these; nothing else.

Each event stands with its noun; this is the list of them all.
"""

from __future__ import annotations

from tocsin.domain.actions import ActionAdded, ActionDone
from tocsin.domain.alerts.events import (
    AlertFired,
    AlertResolved,
    AlertsTruncated,
    GroupJoined,
    ReopenProposed,
    ReopenWithdrawn,
)
from tocsin.domain.cause import CauseLabelled
from tocsin.domain.context import ContextTold
from tocsin.domain.customers import CustomersNotified, MailRefused, MailSent
from tocsin.domain.declare import Declared
from tocsin.domain.escalation.events import LadderExhausted, LadderStarted, PlanFailed, StepUnfilled
from tocsin.domain.flags.events import FlagCleared, FlagSet
from tocsin.domain.gaps import GapRecorded
from tocsin.domain.happened import Audience, Happened
from tocsin.domain.meeting import MeetingPlanned, MeetingScheduled
from tocsin.domain.merge import Merged, MergedIn
from tocsin.domain.milestones import MilestoneSet
from tocsin.domain.mitigation import (
    Mitigated,
    MitigationApproved,
    MitigationDone,
    MitigationProposed,
    MitigationRejected,
    Relapsed,
)
from tocsin.domain.notes import Noted
from tocsin.domain.notify import Notified
from tocsin.domain.paging.events import (
    Acknowledged,
    AnswerUncounted,
    AskedAgain,
    PageAnswered,
    PageFailed,
    PageFailedOver,
    PageRequested,
    PageSent,
    PageUnanswered,
    PageUndeliverable,
)
from tocsin.domain.postmortem.events import (
    PostmortemDrafted,
    PostmortemFiled,
    PostmortemPublished,
    PostmortemReviewed,
    PostmortemSkipped,
    PostmortemWritten,
)
from tocsin.domain.redaction import Redacted
from tocsin.domain.reminders import Nudged, Reminded, Snoozed
from tocsin.domain.resolution import Checked, Closed, Reopened, Resolved
from tocsin.domain.roles.events import HandoffOffered, RoleAssigned
from tocsin.domain.rooms.events import (
    CommanderLeft,
    OutsiderCame,
    OutsidersStay,
    RoomFailed,
    RoomGone,
    RoomLeft,
    RoomNamed,
    RoomNameHidden,
    RoomOpened,
    RoomRenamed,
)
from tocsin.domain.services import ServiceSet
from tocsin.domain.severity.events import SeverityChanged
from tocsin.domain.status_page.events import (
    StatusPageDrafted,
    StatusPageFailed,
    StatusPagePosted,
    StatusPageProposed,
    StatusPageRejected,
    StatusPageUpdated,
)
from tocsin.domain.tasks import TaskAdded, TaskDone
from tocsin.domain.tickets import TicketChanged, TicketClosed, TicketOpened
from tocsin.domain.triage import Accepted, Declined, TriageAnswered
from tocsin.domain.undelivered import EffectDied
from tocsin.domain.updates import UpdatePosted

Event = (
    Declared
    | Accepted
    | Declined
    | SeverityChanged
    | FlagSet
    | FlagCleared
    | MilestoneSet
    | RoomNamed
    | RoomOpened
    | RoomFailed
    | RoomGone
    | RoomLeft
    | RoomNameHidden
    | RoomRenamed
    | CommanderLeft
    | OutsiderCame
    | OutsidersStay
    | TicketOpened
    | TicketClosed
    | TicketChanged
    | ContextTold
    | EffectDied
    | LadderStarted
    | LadderExhausted
    | StepUnfilled
    | PlanFailed
    | PageRequested
    | PageSent
    | PageFailed
    | PageFailedOver
    | PageUndeliverable
    | Notified
    | Acknowledged
    | PageAnswered
    | AnswerUncounted
    | AskedAgain
    | PageUnanswered
    | RoleAssigned
    | HandoffOffered
    | UpdatePosted
    | Relapsed
    | Noted
    | MitigationProposed
    | MitigationApproved
    | MitigationRejected
    | MitigationDone
    | Mitigated
    | AlertFired
    | AlertResolved
    | AlertsTruncated
    | ReopenProposed
    | ReopenWithdrawn
    | GroupJoined
    | Nudged
    | Reminded
    | Snoozed
    | GapRecorded
    | Checked
    | Resolved
    | Reopened
    | Closed
    | Redacted
    | CustomersNotified
    | MailSent
    | MailRefused
    | MeetingPlanned
    | MeetingScheduled
    | StatusPageDrafted
    | StatusPagePosted
    | StatusPageUpdated
    | StatusPageFailed
    | StatusPageProposed
    | StatusPageRejected
    | ActionAdded
    | ActionDone
    | CauseLabelled
    | PostmortemDrafted
    | PostmortemFiled
    | PostmortemPublished
    | PostmortemReviewed
    | PostmortemSkipped
    | PostmortemWritten
    | TaskAdded
    | TaskDone
    | Merged
    | MergedIn
    | ServiceSet
    | TriageAnswered
)

__all__ = [
    "Accepted",
    "Acknowledged",
    "ActionAdded",
    "ActionDone",
    "AlertFired",
    "AlertResolved",
    "AlertsTruncated",
    "AnswerUncounted",
    "AskedAgain",
    "Audience",
    "CauseLabelled",
    "Checked",
    "Closed",
    "CommanderLeft",
    "ContextTold",
    "CustomersNotified",
    "Declared",
    "Declined",
    "EffectDied",
    "Event",
    "FlagCleared",
    "FlagSet",
    "GapRecorded",
    "GroupJoined",
    "HandoffOffered",
    "Happened",
    "LadderExhausted",
    "LadderStarted",
    "MailRefused",
    "MailSent",
    "MeetingPlanned",
    "MeetingScheduled",
    "Merged",
    "MergedIn",
    "MilestoneSet",
    "Mitigated",
    "MitigationApproved",
    "MitigationDone",
    "MitigationProposed",
    "MitigationRejected",
    "Noted",
    "Notified",
    "Nudged",
    "OutsiderCame",
    "OutsidersStay",
    "PageAnswered",
    "PageFailed",
    "PageFailedOver",
    "PageRequested",
    "PageSent",
    "PageUnanswered",
    "PageUndeliverable",
    "PlanFailed",
    "PostmortemDrafted",
    "PostmortemFiled",
    "PostmortemPublished",
    "PostmortemReviewed",
    "PostmortemSkipped",
    "PostmortemWritten",
    "Redacted",
    "Relapsed",
    "Reminded",
    "ReopenProposed",
    "ReopenWithdrawn",
    "Reopened",
    "Resolved",
    "RoleAssigned",
    "RoomFailed",
    "RoomGone",
    "RoomLeft",
    "RoomNameHidden",
    "RoomNamed",
    "RoomOpened",
    "RoomRenamed",
    "ServiceSet",
    "SeverityChanged",
    "Snoozed",
    "StatusPageDrafted",
    "StatusPageFailed",
    "StatusPagePosted",
    "StatusPageProposed",
    "StatusPageRejected",
    "StatusPageUpdated",
    "StepUnfilled",
    "TaskAdded",
    "TaskDone",
    "TicketChanged",
    "TicketClosed",
    "TicketOpened",
    "TriageAnswered",
    "UpdatePosted",
]
