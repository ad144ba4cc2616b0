"""Roles, updates, notes and changes: the work on the incident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.events.base import Audience, Happened
from tocsin.domain.roles import Role

Strategy = Literal["rollback", "scale-up", "disable", "failover", "circuit-break", "other"]


@dataclass(frozen=True, kw_only=True)
class RoleAssigned(Happened):
    """A role is somebody's.

    `standing`: by default, until somebody takes it. `relieves`: whose it was, and who was asked
    and not heard.
    """

    role: Role
    person: str
    standing: bool = False
    alone: bool = False
    relieves: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["role-assigned"] = "role-assigned"


@dataclass(frozen=True, kw_only=True)
class HandoffOffered(Happened):
    """A role is offered to somebody; it moves when they accept."""

    role: Role
    to: str
    audience: ClassVar[Audience] = "room"
    type: Literal["handoff-offered"] = "handoff-offered"


@dataclass(frozen=True, kw_only=True)
class UpdatePosted(Happened):
    """The four-field update of the process."""

    status: str
    impact: str
    action: str
    eta: str
    audience: ClassVar[Audience] = "room"
    type: Literal["update-posted"] = "update-posted"


@dataclass(frozen=True, kw_only=True)
class Relapsed(Happened):
    """Back to investigating; stable minutes start anew."""

    audience: ClassVar[Audience] = "room"
    type: Literal["relapsed"] = "relapsed"


@dataclass(frozen=True, kw_only=True)
class Noted(Happened):
    """A note for the timeline. `kind` tells decisions and findings from plain notes."""

    text: str
    kind: Literal["note", "decision", "finding"] = "note"
    type: Literal["noted"] = "noted"


@dataclass(frozen=True, kw_only=True)
class MitigationProposed(Happened):
    """A change somebody wants to make; it waits for the IC."""

    n: int
    strategy: Strategy
    what: str
    audience: ClassVar[Audience] = "room"
    type: Literal["mitigation-proposed"] = "mitigation-proposed"


@dataclass(frozen=True, kw_only=True)
class MitigationApproved(Happened):
    """The IC approved a change."""

    n: int
    reason: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["mitigation-approved"] = "mitigation-approved"


@dataclass(frozen=True, kw_only=True)
class MitigationRejected(Happened):
    """The IC said no, and why."""

    n: int
    reason: str
    audience: ClassVar[Audience] = "room"
    type: Literal["mitigation-rejected"] = "mitigation-rejected"


@dataclass(frozen=True, kw_only=True)
class MitigationDone(Happened):
    """A change has been made."""

    n: int
    approved: bool
    audience: ClassVar[Audience] = "room"
    type: Literal["mitigation-done"] = "mitigation-done"


@dataclass(frozen=True, kw_only=True)
class Mitigated(Happened):
    """The impact is stopped; the stable window starts."""

    reason: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["mitigated"] = "mitigated"
