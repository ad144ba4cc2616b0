"""What really happened, written down outside of Tocsin: commits, attempts, what vendors saw."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tests.chaos.guard import Appended, Begun, Claimed, Ended, Handled, Note
from tocsin.domain.event import Event
from tocsin.store.contract import EffectEnd

MARK = "!!!"
Excuse = Literal["", "crash", "database", "lease"]


@dataclass(kw_only=True)
class Attempt:
    """One attempt that began, and what became of it.

    Args:
        commit: Number of the commit that began it.
        calls: Calls a provider got; `acted`: those it took; `found`: it knew the page already.
        failed: The provider said no, with this mode of failure.
        saw: Version of the incident when a provider took it.
        end: How it was settled; "" = it never was, and `excuse` says why.
    """

    key: str
    lane: str
    effect: int
    fence: int
    op: str
    target: str
    incident: str
    page: str
    tell: bool
    process: str
    commit: int
    began: datetime
    until: datetime
    calls: int = 0
    acted: int = 0
    found: bool = False
    failed: str = ""
    saw: int = 0
    end: EffectEnd | Literal["", "retry"] = ""
    excuse: Excuse = ""

    @property
    def order(self) -> tuple[int, int]:
        """(event version, number within the event) of its effect, from its key."""
        _, version, number, _ = self.key.split(":", 3)
        return int(version), int(number)


@dataclass(kw_only=True)
class Lease:
    """The newest lease of a lane."""

    fence: int
    effect: int
    until: datetime
    process: str
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One committed event: by which commit, of whom, what, and its exact text's hash."""

    commit: int
    incident: str
    seq: int
    event: Event
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Watermark:
    """After this commit nothing was due any more by a clock that showed `now`."""

    commit: int
    now: datetime


@dataclass
class Book:
    """Grows with the run; the rules read it."""

    commit: int = 0
    log: list[str] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    events: list[Recorded] = field(default_factory=list)
    answers: dict[tuple[str, str], int] = field(default_factory=dict)
    watermarks: list[Watermark] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    leases: dict[str, Lease] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    open_attempts: dict[tuple[str, int, int], Attempt] = field(default_factory=dict)

    def breach(self, rule: str, what: str) -> None:
        """A rule was seen broken while it ran."""
        self.wrong.append((rule, what))
        self.log.append(f"{MARK} {rule}: {what}")

    def of_last_commit(self) -> list[Recorded]:
        """The events of the newest commit."""
        found = []
        for one in reversed(self.events):
            if one.commit != self.commit:
                break
            found.append(one)
        return found[::-1]

    def committed(self, process: str, notes: list[Note]) -> list[Attempt]:
        """Take in what a unit did; returns the attempts it began."""
        self.commit += 1
        begun = []
        for note in notes:
            if isinstance(note, Claimed):
                self._claimed(process, note)
            elif isinstance(note, Begun):
                begun.append(self._begun(process, note))
            elif isinstance(note, Ended):
                self._ended(note)
            elif isinstance(note, Appended):
                self._appended(note)
            elif isinstance(note, Handled):
                self.answers.setdefault((note.source, note.message_id), self.commit)
        return begun

    def _claimed(self, process: str, note: Claimed) -> None:
        lane, old = note.claim.lane, self.leases.get(note.claim.lane)
        if old is not None and not old.over:
            if old.until > note.now:
                text = f"{lane}: {process} got the lane while {old.process} had it"
                self.breach("one-fence", text)
            self._overtaken(lane, old)
        self.leases[lane] = Lease(
            fence=note.claim.fence, effect=note.claim.effect.id, until=note.until, process=process
        )

    def _overtaken(self, lane: str, old: Lease) -> None:
        lost = self.open_attempts.get((lane, old.fence, old.effect))
        if lost is not None:
            self.counts["leases lost"] += 1
            lost.excuse = lost.excuse or "lease"

    def _begun(self, process: str, note: Begun) -> Attempt:
        claim, row = note.claim, note.row
        page = str(json.loads(row.payload)["page"]) if row.op.startswith("page") else ""
        attempt = Attempt(
            key=row.key, lane=claim.lane, effect=row.id, fence=claim.fence, op=row.op,
            target=row.target, incident=row.incident, page=page, tell=row.kind == "tell",
            process=process, commit=self.commit, began=note.now,
            until=self.leases[claim.lane].until,
        )  # fmt: skip
        self.attempts.append(attempt)
        self.open_attempts[claim.lane, claim.fence, row.id] = attempt
        return attempt

    def _ended(self, note: Ended) -> None:
        if not note.held:
            return
        claim, lease = note.claim, self.leases[note.claim.lane]
        if (lease.fence, lease.effect) != (claim.fence, claim.effect.id) or lease.over:
            self.breach("one-fence", f"{claim.lane}: a lost lease (fence {claim.fence}) settled")
        lease.over = True
        attempt = self.open_attempts.pop((claim.lane, claim.fence, claim.effect.id), None)
        if attempt is not None:
            attempt.end = note.outcome

    def _appended(self, note: Appended) -> None:
        self.versions[note.incident.id] = note.incident.version
        for one in note.stored:
            if one.event is not None:
                self.events.append(
                    Recorded(
                        commit=self.commit,
                        incident=note.incident.id,
                        seq=one.seq,
                        event=one.event,
                        sha256=one.body_sha256,
                    )
                )

    def excuse(self, process: str, excuse: Excuse) -> None:
        """What this process had begun, and not settled, has a reason for it."""
        for attempt in self.open_attempts.values():
            if attempt.process == process:
                attempt.excuse = attempt.excuse or excuse

    def drop_leases(self) -> None:
        """Whoever starts knows that nobody else lives: all leases are over."""
        self.commit += 1
        for lease in self.leases.values():
            lease.over = True
