"""What the engine and the providers tell an incident: commands nobody types."""

from __future__ import annotations

from tocsin.domain.alerts.decide import AlertChange, RecordAlerts
from tocsin.domain.context import ContextFound
from tocsin.domain.customers import MailResult
from tocsin.domain.falldue import FallDue
from tocsin.domain.meeting import MeetingResult
from tocsin.domain.merge import TakeIn
from tocsin.domain.paging.answers import AnswerSeen
from tocsin.domain.paging.decide import PageResult
from tocsin.domain.postmortem.decide import PostmortemResult
from tocsin.domain.rooms.decide import OutsidersFound, PersonMoved, RoomLost, RoomResult
from tocsin.domain.status_page.decide import StatusResult
from tocsin.domain.tickets import TicketResult, TicketSeen
from tocsin.domain.undelivered import EffectGone

__all__ = [
    "AlertChange",
    "AnswerSeen",
    "ContextFound",
    "EffectGone",
    "FallDue",
    "MailResult",
    "MeetingResult",
    "OutsidersFound",
    "PageResult",
    "PersonMoved",
    "PostmortemResult",
    "RecordAlerts",
    "RoomLost",
    "RoomResult",
    "StatusResult",
    "TakeIn",
    "TicketResult",
    "TicketSeen",
]
