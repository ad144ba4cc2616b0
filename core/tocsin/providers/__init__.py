"""The typed values and Protocols of every provider kind: what a plugin gives, what it gets.

This package is public API. Providers are sync, thread-safe and bounded; they make one attempt
per call within the deadline they are given and never retry: the engine owns every retry.
"""

from __future__ import annotations

from tocsin.domain.people import Person
from tocsin.domain.severity import Severity
from tocsin.providers.base import (
    Call,
    KeyValue,
    Kind,
    ProviderConfig,
    ProviderContext,
    ProviderType,
    RawRequest,
    Ref,
    Secret,
    SecretField,
)
from tocsin.providers.escalation import EscalationStrategy
from tocsin.providers.inbound import AlertEvent, AlertGroup, AlertSource, PageEvent, Received
from tocsin.providers.paging import PageRequest, Paging, PagingCapability
from tocsin.providers.ticketing import TicketDraft, Ticketing
from tocsin.providers.view import IncidentView

__all__ = [
    "AlertEvent",
    "AlertGroup",
    "AlertSource",
    "Call",
    "EscalationStrategy",
    "IncidentView",
    "KeyValue",
    "Kind",
    "PageEvent",
    "PageRequest",
    "Paging",
    "PagingCapability",
    "Person",
    "ProviderConfig",
    "ProviderContext",
    "ProviderType",
    "RawRequest",
    "Received",
    "Ref",
    "Secret",
    "SecretField",
    "Severity",
    "TicketDraft",
    "Ticketing",
]
