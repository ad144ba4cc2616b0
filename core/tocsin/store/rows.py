"""The rows a store takes and returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tocsin.domain.event import Event
from tocsin.domain.lifecycle import Status

Turn = Literal["page", "command", "rest"]
Pool = Literal["page", "chat", "other"]
EffectKind = Literal["tell", "sync"]
EffectEnd = Literal["done", "dead", "skipped"]


@dataclass(frozen=True, kw_only=True)
class StoredEvent:
    """One event as it is kept. `body` is the exact text, None once redacted.

    `body_sha256` and `chain` are lower-case hex; `chain` = sha256(previous chain bytes +
    sha256(body) bytes), the chain before the first event is sha256("tocsin:" + incident id).
    `type`, `at` and `by` are the columns beside the body, and stay when it is redacted.
    """

    seq: int
    type: str
    at: datetime
    by: str
    body: str | None
    body_sha256: str
    chain: str
    event: Event | None


@dataclass(frozen=True, kw_only=True)
class EffectRow:
    """An effect that is not settled.

    `lane` is `<incident id>:<target>`; lanes are FIFO by `id`. `payload` is JSON text.
    `ambiguous`: an earlier attempt began and its outcome is not known.
    """

    id: int
    key: str
    lane: str
    pool: Pool
    incident: str
    kind: EffectKind
    op: str
    target: str
    payload: str
    needs: str
    created: datetime
    attempts: int = 0
    first_attempt: datetime | None = None
    ambiguous: bool = False


@dataclass(frozen=True, kw_only=True)
class NewEffect:
    """An effect to be put; `coalesce` replaces a waiting sync of the same lane and op."""

    key: str
    lane: str
    pool: Pool
    incident: str
    kind: EffectKind
    op: str
    target: str
    payload: str
    needs: str
    created: datetime


@dataclass(frozen=True, kw_only=True, order=True)
class OwnRoom:
    """A room that belongs to an incident: what is typed there is about it.

    `room_id` is the platform's own, `name` what people see, without `#`.
    """

    platform: str
    room_id: str
    name: str
    incident: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A leased lane with the head effect of it. `fence` and `seq` guard the settling."""

    lane: str
    fence: int
    seq: int
    effect: EffectRow


@dataclass(frozen=True, kw_only=True)
class Settled:
    """A settled effect, kept for history and the list of dead ones."""

    key: str
    lane: str
    op: str
    target: str
    outcome: EffectEnd
    attempts: int
    error: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class InboxRow:
    """A message that came in. `handled` None = to be replayed; `result` is JSON text."""

    source: str
    message_id: str
    body: str
    received: datetime
    attempts: int = 0
    handled: datetime | None = None
    result: str = ""
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """One row of a list of incidents, from columns beside the projection.

    `chain` is the end of its chain, `cause` what its cause is compared by.
    """

    id: str
    number: int
    team: str
    title: str
    status: Status
    is_open: bool
    severity: str
    version: int
    opened: datetime
    updated: datetime
    policy_hash: str
    chain: str
    cause: str
