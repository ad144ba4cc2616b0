"""The parts of an incident: one frozen value for each kind of thing that it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from tocsin.domain.escalation.ladders import Ladder
from tocsin.domain.roles import Role
from tocsin.domain.severity import Severity

TriageAnswer = Literal["yes", "no", "unknown"]
DeclarationSource = Literal["command", "report", "alert"]
Strategy = Literal["rollback", "scale-up", "disable", "failover", "circuit-break", "other"]
SectionKey = Literal[
    "summary", "impact", "detection", "response", "cause", "went-well", "went-wrong", "lucky",
    "lessons",
]  # fmt: skip
Purpose = Literal["ladder", "request"]
MailKind = Literal["notice", "follow-up"]
Phase = Literal["investigating", "identified", "monitoring", "resolved", "postmortem"]
PageState = Literal["queued", "sent", "failed", "acked", "skipped"]
ANSWERED: frozenset[PageState] = frozenset({"acked", "skipped"})
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, kw_only=True)
class Service:
    """Links of one service, its components on the status page, and what customers call it."""

    name: str
    dashboards: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    runbook: str = ""
    components: tuple[str, ...] = ()
    public: str = ""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who has a role. `standing`: by default, until somebody takes it."""

    person: str
    since: datetime
    standing: bool = False
    alone: bool = False


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A hand-off that waits for its answer."""

    role: Role
    to: str
    by: str
    at: datetime
    seq: int


@dataclass(frozen=True, kw_only=True)
class Room:
    """The incident's room on one platform.

    Args:
        thread: There is none (yet, or any more): it goes on in the announce room.
        private: It was private already when it was opened.
        late: It went on elsewhere before.
        awaited: The one in place of one that was left is on its way, and nobody heard otherwise.
    """

    id: str
    name: str
    thread: bool = False
    private: bool = False
    late: bool = False
    awaited: bool = False


@dataclass(frozen=True, kw_only=True)
class Update:
    """One four-field update."""

    at: datetime
    by: str
    status: str
    impact: str
    action: str
    eta: str


@dataclass(frozen=True, kw_only=True)
class Mitigation:
    """A proposed change and how far it got."""

    n: int
    strategy: Strategy
    what: str
    by: str
    at: datetime
    seq: int
    state: Literal["proposed", "approved", "rejected", "done"] = "proposed"
    approved_by: str = ""


@dataclass(frozen=True, kw_only=True)
class NudgesDone:
    """Which nudges of one obligation were carried out, for one generation of it.

    `at` and `seq` are those of the last one.
    """

    generation: int
    done: frozenset[int]
    at: datetime = EPOCH
    seq: int = 0


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """The tracking ticket.

    Args:
        done: We closed it, or will.
        closed: It is closed at its tracker, as far as that has told.
        assignee: Who has it there, as the tracker calls them.
    """

    provider: str
    ref: str
    url: str = ""
    done: bool = False
    closed: bool = False
    assignee: str = ""


@dataclass(frozen=True, kw_only=True)
class Triage:
    """The answers to the four questions of triage."""

    customers: str
    broken: str
    data: TriageAnswer
    security: TriageAnswer
    proposed: Severity
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Review:
    """One review of the post-mortem."""

    at: datetime
    by: str
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Postmortem:
    """The state of the post-mortem: drafted, written, reviewed, published or skipped.

    `drafted_by` is "" until a person stands behind the draft; `sections` are the words people
    wrote; `links` are provider -> address of the published document.
    """

    drafted_by: str = ""
    drafted: datetime | None = None
    sections: Mapping[SectionKey, str] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    published: datetime | None = None
    skipped: str = ""
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to do while the incident runs."""

    n: int
    text: str
    owner: str
    by: str
    at: datetime
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class ActionItem:
    """Something to do so that it does not come back; `due` is a day in the team's zone."""

    n: int
    text: str
    owner: str
    due: date
    by: str
    at: datetime
    seq: int
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page for one person.

    Args:
        tools: The paging instances engaged so far.
        sent_by: Those that took it, each with its reference.
        target: The contact that was asked for, "" for a person.
        by: Who asked for it.
        seq: The event that asked for it; 0 = from before this was kept.
        again: The page that this one repeats, since nobody answered it.
        uncounted: Tool and user of each answer that did not end it.
        handed: When the last of its tools was engaged; None = with the page itself.
        handed_seq: The event that engaged it.
        trouble: Why the last of its tools did not take it, in that tool's words; "" = it did, or
            has not said.
    """

    id: str
    person: str
    purpose: Purpose
    step: int
    round: int
    state: PageState
    at: datetime
    paging: tuple[str, ...]
    tools: tuple[str, ...]
    sent_by: tuple[tuple[str, str], ...] = ()
    refused_by: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    message: str = ""
    target: str = ""
    by: str = ""
    seq: int = 0
    again: str = ""
    uncounted: tuple[tuple[str, str], ...] = ()
    handed: datetime | None = None
    handed_seq: int = 0
    trouble: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is still to be answered."""
        return self.state not in ANSWERED


@dataclass(frozen=True, kw_only=True)
class RunningLadder:
    """The ladder that calls people until somebody acknowledges."""

    name: str
    ladder: Ladder
    paging: tuple[str, ...]
    started: datetime
    seq: int
    acknowledged: bool = False
    exhausted: bool = False


@dataclass(frozen=True, kw_only=True)
class LinkedAlert:
    """One alert linked to the incident.

    Args:
        key: The group it is in.
        source: The instance that reports it (`alerts.prom`), or "".
    """

    key: str
    title: str
    firing: bool
    started: datetime
    changed: datetime
    severity: Severity | None = None
    source: str = ""

    def is_another(self, started: datetime) -> bool:
        """Whether a firing that began then is another one than the last we heard of.

        A start we could not have heard of yet came from a clock that runs ahead, and proves
        nothing but for itself.
        """
        return started != self.started and started > min(self.started, self.changed)


@dataclass(frozen=True, kw_only=True)
class StatusPost:
    """One entry of the status page, as its readers see it."""

    at: datetime
    by: str
    phase: Phase
    text: str
    components: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    template: str = ""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Somebody's own words for the status page, which wait for a second pair of eyes."""

    n: int
    text: str
    by: str
    at: datetime
    seq: int
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail to customers."""

    at: datetime
    by: str
    kind: MailKind
    subject: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """The review meeting, planned `at`; `scheduled_by` are the calendars that took it.

    `invites` are (person, address) of those who were invited by the mail instance `mail`.
    """

    at: datetime
    starts: datetime
    ends: datetime
    attendees: tuple[str, ...]
    seq: int
    scheduled_by: tuple[str, ...] = ()
    cancelled: bool = False
    invites: tuple[tuple[str, str], ...] = ()
    mail: str = ""
