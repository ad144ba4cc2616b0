"""The typed values and Protocols of every provider kind: what a plugin gives, what it gets.

This package is public API. Providers are sync, thread-safe and bounded; they make one attempt
per call within the deadline they are given and never retry: the engine owns every retry.
"""

from __future__ import annotations

from tocsin.domain.escalation.ladders import Ladder, Manner, Step
from tocsin.domain.people import Person
from tocsin.domain.severity import Severity
from tocsin.providers.alert_updates import AcknowledgesAlerts, AlertRef, ResolvesAlerts
from tocsin.providers.base import (
    Call,
    Concern,
    Direct,
    KeyValue,
    PageRef,
    ProviderConfig,
    ProviderContext,
    ProviderType,
    RawRequest,
    Ref,
    Secret,
    SecretField,
)
from tocsin.providers.calendar import Calendar, MeetingDraft
from tocsin.providers.changes import (
    MOST_CHANGES,
    Change,
    ChangeCapability,
    Changes,
    ChangeWhat,
    MadeChange,
    RecordsChanges,
    newest_changes,
)
from tocsin.providers.customers import (
    CustomerMail,
    CustomerMailKind,
    Customers,
    ListsRecipients,
    MailCapability,
    PersonMail,
    Posted,
)
from tocsin.providers.drawing import MOST_LINES, Line, draw_graph
from tocsin.providers.escalation import EscalationStrategy
from tocsin.providers.examining import CanExamine, Finding, Verdict, looked_at
from tocsin.providers.firing import (
    MOST_FIRING,
    AlertCapability,
    FiringAlert,
    ListsFiring,
    latest_firing,
)
from tocsin.providers.graphs import Graph, GraphQuery, Graphs
from tocsin.providers.inbound import (
    AlertEvent,
    AlertGroup,
    AlertSource,
    Confirms,
    Door,
    Inbound,
    PageEvent,
    Received,
    TellsDoor,
    TicketEvent,
    VendorUser,
    read_object,
)
from tocsin.providers.kinds import Kind
from tocsin.providers.logs import LogQuery, LogResult, LogRow, Logs, found_rows
from tocsin.providers.observers import Observer, ObserverContext, ObserverType
from tocsin.providers.paging import PageRequest, Paging, PagingCapability
from tocsin.providers.postmortems import PostmortemDocument, Postmortems
from tocsin.providers.presets import AskedConfig
from tocsin.providers.schedules import (
    OnCallEntry,
    ScheduleCapability,
    Schedules,
    SchedulesConfig,
    Window,
)
from tocsin.providers.sections import BaseUrl, HttpConfig, SecretsField, SignedConfig
from tocsin.providers.severities import AlertsConfig, Meaning
from tocsin.providers.shared import CanClose, Lease, Shared
from tocsin.providers.status_page import (
    StatusEntry,
    StatusImpact,
    StatusPage,
    StatusPageState,
    StatusPhase,
)
from tocsin.providers.texts import (
    one_line,
    paragraph,
    read_moment,
    safe_key,
    safe_labels,
    web_links,
)
from tocsin.providers.ticketing import TicketDraft, Ticketing
from tocsin.providers.tokens import require_token
from tocsin.providers.view import IncidentView

__all__ = [
    "MOST_CHANGES",
    "MOST_FIRING",
    "MOST_LINES",
    "AcknowledgesAlerts",
    "AlertCapability",
    "AlertEvent",
    "AlertGroup",
    "AlertRef",
    "AlertSource",
    "AlertsConfig",
    "AskedConfig",
    "BaseUrl",
    "Calendar",
    "Call",
    "CanClose",
    "CanExamine",
    "Change",
    "ChangeCapability",
    "ChangeWhat",
    "Changes",
    "Concern",
    "Confirms",
    "CustomerMail",
    "CustomerMailKind",
    "Customers",
    "Direct",
    "Door",
    "EscalationStrategy",
    "Finding",
    "FiringAlert",
    "Graph",
    "GraphQuery",
    "Graphs",
    "HttpConfig",
    "Inbound",
    "IncidentView",
    "KeyValue",
    "Kind",
    "Ladder",
    "Lease",
    "Line",
    "ListsFiring",
    "ListsRecipients",
    "LogQuery",
    "LogResult",
    "LogRow",
    "Logs",
    "MadeChange",
    "MailCapability",
    "Manner",
    "Meaning",
    "MeetingDraft",
    "Observer",
    "ObserverContext",
    "ObserverType",
    "OnCallEntry",
    "PageEvent",
    "PageRef",
    "PageRequest",
    "Paging",
    "PagingCapability",
    "Person",
    "PersonMail",
    "Posted",
    "PostmortemDocument",
    "Postmortems",
    "ProviderConfig",
    "ProviderContext",
    "ProviderType",
    "RawRequest",
    "Received",
    "RecordsChanges",
    "Ref",
    "ResolvesAlerts",
    "ScheduleCapability",
    "Schedules",
    "SchedulesConfig",
    "Secret",
    "SecretField",
    "SecretsField",
    "Severity",
    "Shared",
    "SignedConfig",
    "StatusEntry",
    "StatusImpact",
    "StatusPage",
    "StatusPageState",
    "StatusPhase",
    "Step",
    "TellsDoor",
    "TicketDraft",
    "TicketEvent",
    "Ticketing",
    "VendorUser",
    "Verdict",
    "Window",
    "draw_graph",
    "found_rows",
    "latest_firing",
    "looked_at",
    "newest_changes",
    "one_line",
    "paragraph",
    "read_moment",
    "read_object",
    "require_token",
    "safe_key",
    "safe_labels",
    "web_links",
]
