"""Plays a plan: moves time from one moment to the next, and lets whoever is due take a turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from tests.chaos.book import Watermark
from tests.chaos.errands import Answer, Errand, body_of
from tests.chaos.moments import ZERO, seconds
from tests.chaos.plan import (
    Act,
    Again,
    Alert,
    Click,
    Jump,
    Kill,
    Outage,
    Say,
    shown,
)
from tests.chaos.processes import Process, Task
from tests.chaos.team import LADDERS_END_S, MANAGER
from tests.chaos.world import World
from tocsin.store.contract import Pool, ReadTx

POOLS: tuple[Pool, ...] = ("page", "chat", "other")
MOST_TURNS = 500
LONGEST_END = seconds(6 * 3600.0)
STUCK = seconds(1.0)
LONGEST_STUCK = seconds(60.0)
REPLAYS = 5
_NEXT = seconds(2.0)
_PAUSE = seconds(0.5)


class Endless(Exception):
    """Something is due at one moment again and again."""


class Run(World):
    """A world whose time passes."""

    def play(self) -> None:
        """The plan, then good health until all is quiet, then a few repeats."""
        self.agenda = self._agenda()
        self.errands: list[Errand] = []
        self.sent: list[Errand] = []
        self._looked = -1
        self._seen: tuple[datetime | None, datetime | None] = (None, None)
        last = self.agenda[-1][0] if self.agenda else ZERO
        try:
            self.live(last + _NEXT)
            self.heal()
            self.quieten()
            self.repeat()
        except Endless:
            self.book.breach("all-quiet", "what is due at one moment never ends")
        finally:
            self._end()

    def _end(self) -> None:
        """What is parked still must not hold up a thread for ever: everybody dies."""
        for process in tuple(self.processes.values()):
            process.alive = False
        while self.parked:
            self.resume(self.parked.pop())
        self.strands.close()

    def _agenda(self) -> list[tuple[timedelta, Act]]:
        at, agenda = ZERO, []
        for step in self.plan.steps:
            at += seconds(step.wait)
            agenda.append((at, step.act))
        return agenda

    # ------------------------------------------------------------------ time

    def live(self, end: timedelta) -> None:
        """Everything that happens up to this moment."""
        stuck = STUCK
        while True:
            commits = self.book.commit
            self._now()
            stuck = STUCK if self.book.commit != commits else min(stuck * 2, LONGEST_STUCK)
            following = self._following()
            if following is not None and following <= self.moments.passed:
                following = self.moments.passed + stuck  # it is due, and whoever could is busy
            if following is None or following > end:
                self.moments.forward(end)
                return
            self.moments.forward(following)

    def _now(self) -> None:
        """Everything that happens at this moment."""
        for _ in range(MOST_TURNS):
            while self.agenda and self.agenda[0][0] <= self.moments.passed:
                _, act = self.agenda.pop(0)
                self.note(f"* {shown(act)}")
                _DO[type(act)](self, act)
            if not self._one_turn():
                return
        raise Endless

    def _following(self) -> timedelta | None:
        """When something happens next."""
        moments = [at for at, _ in self.agenda[:1]]
        moments += [errand.due for errand in self.errands]
        moments += self.boots.values()
        moments += [task.wake for task in self.parked]
        awake = self.awake
        asleep = [one for one in self.processes.values() if one not in awake]
        moments += [one.sleeps_until for one in asleep]
        if awake:
            skew = max(one.skew for one in awake)
            due = [one for one in self._due() if one is not None]
            moments += [self.moments.until(one, skew) for one in due]
        return min(moments, default=None)

    def _due(self) -> tuple[datetime | None, datetime | None]:
        """When the earliest timer and the earliest lane are due; only commits change that."""
        if self._looked != self.book.commit:
            self._looked = self.book.commit
            self._seen = self.home.eye().read(_due)
        return self._seen

    # ----------------------------------------------------------------- turns

    def _one_turn(self) -> bool:
        """Of those who have something to do somebody, by chance, does it."""
        now = self.moments.passed
        for replica in [one for one, at in self.boots.items() if at <= now]:
            self.boot(replica)
            return True
        parked = [task for task in self.parked if task.wake <= now]
        if parked and self.luck.random() * (len(parked) + 1) >= 1:
            return self._go_on(parked)
        waiting = [errand for errand in self.errands if errand.due <= now]
        if waiting:
            self._deliver(self.luck.choice(waiting))
            return True
        return self._work() or (bool(parked) and self._go_on(parked))

    def _go_on(self, parked: list[Task]) -> bool:
        task = self.luck.choice(parked)
        self.parked.remove(task)
        self.resume(task)
        return True

    def _work(self) -> bool:
        """Some loop of some process has something to do, and does it."""
        timer, lane = self._due()
        turns = [one for process in self.awake for one in self._turns(process, timer, lane)]
        self.luck.shuffle(turns)
        return any(self._loop(*one) for one in turns)

    def _loop(self, process: Process, loop: str, step: Callable[[], int]) -> bool:
        if not process.alive or not process.free(loop):
            return False
        process.busy[loop] += 1

        def then(_result: int | None) -> None:
            process.busy[loop] -= 1

        task = self.turn(process, step, then=then)
        parked = task.strand is not None and not task.strand.ended
        return parked or task.result != 0

    def _turns(
        self, process: Process, timer: datetime | None, lane: datetime | None
    ) -> Iterator[tuple[Process, str, Callable[[], int]]]:
        now, system = process.clock(), process.system
        if process.sweeps_at is None or process.sweeps_at <= now:
            yield process, "sweeper", partial(self._sweep, process)
        if timer is not None and timer <= now:
            yield process, "timers", partial(system.timers.step, now)
        else:
            self._watermark(now)
        if lane is not None and lane <= now:
            yield process, "delivery", partial(self._carry_out, process)

    def _sweep(self, process: Process) -> int:
        repaired = process.sweep()
        if repaired:
            self.book.breach("timers-stand", f"the sweeper had to mend {repaired} incident(s)")
        return 0

    def _carry_out(self, process: Process) -> int:
        """A worker of any pool; where that pool has nothing, whatever is most urgent."""
        step = process.system.delivery.step
        return step((self.luck.choice(POOLS),)) or step(POOLS)

    def _watermark(self, now: datetime) -> None:
        marks = self.book.watermarks
        if not marks or marks[-1].commit != self.book.commit or marks[-1].now < now:
            marks.append(Watermark(commit=self.book.commit, now=now))

    # --------------------------------------------------------------- errands

    def _send(self, act: Say | Alert | Click) -> None:
        number = len(self.sent)
        errand = Errand(act=act, id=f"m{number}", number=number, due=self.moments.passed)
        if isinstance(act, Alert):
            errand.body = body_of(act)
            errand.id = act.sender_id
        if isinstance(act, Click):
            errand.token = self.vendors.links.get(act.person, "")
            if not errand.token:
                return
        self.sent.append(errand)
        self.errands.append(errand)

    def _again(self, act: Again) -> None:
        if self.sent:
            old = self.sent[-1 - act.back % len(self.sent)]
            again = replace(
                old, number=len(self.sent), due=self.moments.passed, tries=0, answer=None
            )
            self.sent.append(again)
            self.errands.append(again)

    def _deliver(self, errand: Errand) -> None:
        errand.tries += 1
        awake = self.awake
        errand.due = self.moments.passed + seconds(1 + 7 * self.luck.random())
        if not awake:
            return
        process = self.luck.choice(awake)
        self.errands.remove(errand)

        def then(answer: Answer | None) -> None:
            if answer is None:
                self.note(f"no answer to {errand.id}, try {errand.tries}")
                self.errands.append(errand)
                return
            errand.answer = answer
            self.note(f"answer to {errand.id}: {answer.accepted} {answer.text[:60]!r}")

        self.turn(process, lambda: errand.deliver(process), then=then, on_fault=_patient)

    # ------------------------------------------------------------ world acts

    def _jump(self, act: Jump) -> None:
        self.moments.offset += seconds(act.seconds)
        self.book.counts["clock jumps"] += 1

    def _kill(self, act: Kill) -> None:
        process = self.processes.get(act.replica)
        if process is not None:
            self.kill(process, seconds(act.down), "killed")

    def _outage(self, act: Outage) -> None:
        self.fates.outage = act.kind
        self.fates.outage_ends = self.moments.passed + seconds(act.seconds)

    # ------------------------------------------------------------------- end

    def heal(self) -> None:
        """All faults end, and every replica is there."""
        self.note("* all faults end")
        self.fates.heal()
        self.vendors.healthy = True
        for replica in self.boots:
            self.boots[replica] = self.moments.passed
        for process in self.processes.values():
            process.sleeps_until = ZERO
        if self.plan.answered:
            self._answer()

    def _answer(self) -> None:
        """One thing after the other, as a person does."""
        rows = self.home.eye().read(lambda tx: tx.incidents())
        at = self.moments.passed
        for row in reversed(rows):
            for words in ("ack", "accept", "resolve --override it is over", "close"):
                at += _PAUSE
                self.agenda.append((at, Say(by=MANAGER, words=words, incident=row.number)))

    def quieten(self) -> None:
        """Let the clocks run until nothing waits, and every ladder has come to its end."""
        newest = max((one.event.at for one in self.book.events), default=self.moments.wall())
        wall = max(newest, self.moments.wall()) + seconds(
            0 if self.plan.answered else LADDERS_END_S
        )
        last = self.agenda[-1][0] if self.agenda else self.moments.passed
        self.live(max(self.moments.until(wall), last) + _NEXT)
        limit = self.moments.passed + LONGEST_END
        while self._waits() and self.moments.passed < limit:
            following = self._following() or limit
            self.live(min(limit, max(following, self.moments.passed + STUCK)))

    def _waits(self) -> bool:
        return bool(self.errands or self.parked or self._due()[1])

    def repeat(self) -> None:
        """What was answered is delivered once more: the same answer, and no new event."""
        told = [
            one
            for one in self.sent
            if one.answer and isinstance(one.act, Say) and not one.act.only_asks
        ]
        for errand in self.luck.sample(told, min(REPLAYS, len(told))):
            before = len(self.book.events)
            for process in tuple(self.processes.values())[:1]:
                answer = self.turn(process, partial(errand.deliver, process)).result
                if answer != errand.answer or len(self.book.events) != before:
                    text = f"a repeat of {errand.id} was answered {answer}"
                    self.book.breach("answers-stand", text)


def _patient(_process: Process) -> None:
    """A client that was told of the outage tries again by itself."""


def _due(tx: ReadTx) -> tuple[datetime | None, datetime | None]:
    return tx.next_timer_at(), tx.next_lane_at()


# An entry takes the one act its key names, which a table cannot say to a checker.
_DO: Mapping[type[Act], Callable[[Run, Any], None]] = {
    Say: Run._send,
    Alert: Run._send,
    Click: Run._send,
    Again: Run._again,
    Jump: Run._jump,
    Kill: Run._kill,
    Outage: Run._outage,
}
