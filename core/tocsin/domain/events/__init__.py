"""Everything that can happen to an incident. The incident is the fold of these; nothing else.

An event is frozen once stored: fields are only ever added, with a default. `audience` says who
the event is for: `room` is told to the people in the room, `timeline` is history people read,
`audit` is kept for proof only.
"""

from __future__ import annotations

from tocsin.domain.events.alerts import (
    AlertFired,
    AlertResolved,
    AlertsTruncated,
    GroupJoined,
    ReopenProposed,
    ReopenWithdrawn,
)
from tocsin.domain.events.base import Audience, Happened
from tocsin.domain.events.calling import (
    Acknowledged,
    AnswerUncounted,
    AskedAgain,
    LadderExhausted,
    LadderStarted,
    Notified,
    PageAnswered,
    PageFailed,
    PageFailedOver,
    PageRequested,
    PageSent,
    PageUnanswered,
    PageUndeliverable,
    PlanFailed,
    Purpose,
    StepUnfilled,
)
from tocsin.domain.events.communicating import (
    CustomersNotified,
    MailKind,
    MailRefused,
    MailSent,
    MeetingPlanned,
    MeetingScheduled,
    Phase,
    StatusPageDrafted,
    StatusPageFailed,
    StatusPagePosted,
    StatusPageProposed,
    StatusPageRejected,
    StatusPageUpdated,
)
from tocsin.domain.events.ending import Checked, Closed, Redacted, Reopened, Resolved
from tocsin.domain.events.learning import (
    ActionAdded,
    ActionDone,
    CauseLabelled,
    PostmortemDrafted,
    PostmortemFiled,
    PostmortemPublished,
    PostmortemReviewed,
    PostmortemSkipped,
    PostmortemWritten,
    Section,
    TaskAdded,
    TaskDone,
)
from tocsin.domain.events.opening import (
    Accepted,
    Answer,
    Declared,
    Declined,
    FlagCleared,
    FlagSet,
    Merged,
    MergedIn,
    MilestoneSet,
    ServiceSet,
    SeverityChanged,
    Source,
    TriageAnswered,
)
from tocsin.domain.events.owed import GapRecorded, Nudged, Reminded, Snoozed
from tocsin.domain.events.places import (
    CommanderLeft,
    ContextTold,
    EffectDied,
    OutsiderCame,
    OutsidersStay,
    RoomFailed,
    RoomGone,
    RoomLeft,
    RoomNamed,
    RoomNameHidden,
    RoomOpened,
    RoomRenamed,
    TicketChanged,
    TicketClosed,
    TicketOpened,
)
from tocsin.domain.events.working import (
    HandoffOffered,
    Mitigated,
    MitigationApproved,
    MitigationDone,
    MitigationProposed,
    MitigationRejected,
    Noted,
    Relapsed,
    RoleAssigned,
    Strategy,
    UpdatePosted,
)

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
    "Answer",
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
    "MailKind",
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
    "Phase",
    "PlanFailed",
    "PostmortemDrafted",
    "PostmortemFiled",
    "PostmortemPublished",
    "PostmortemReviewed",
    "PostmortemSkipped",
    "PostmortemWritten",
    "Purpose",
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
    "Section",
    "ServiceSet",
    "SeverityChanged",
    "Snoozed",
    "Source",
    "StatusPageDrafted",
    "StatusPageFailed",
    "StatusPagePosted",
    "StatusPageProposed",
    "StatusPageRejected",
    "StatusPageUpdated",
    "StepUnfilled",
    "Strategy",
    "TaskAdded",
    "TaskDone",
    "TicketChanged",
    "TicketClosed",
    "TicketOpened",
    "TriageAnswered",
    "UpdatePosted",
]
