"""One deployment of a run: replicas that die and come back, and the faults between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import TypeVar

from tests.chaos.book import Attempt, Book
from tests.chaos.doubles import refusal
from tests.chaos.errands import token_of
from tests.chaos.fates import Fates
from tests.chaos.guard import Crash, Note, Place, StruckStore, Wrap
from tests.chaos.homes import Home
from tests.chaos.moments import ZERO, Moments, seconds
from tests.chaos.plan import Behaviour, Plan
from tests.chaos.processes import Process, Task, wire
from tests.chaos.strands import Strands
from tests.chaos.team import Kit
from tests.chaos.vendors import Ring, Vendors
from tocsin.errors import StoreUnavailable
from tocsin.providers import PageRequest
from tocsin.simulate.virtual_clock import CountedIds
from tocsin.store.contract import ReadTx, Tx

T = TypeVar("T")
YIELDS = 0.5
STORE_DOWN = seconds(1.0)
SUPERVISOR = seconds(5.0)
TAKES = ("", "late", "stalled", "timeout-after", "broken-after")
LOOKUP = ".find"
BEFORE = ("timeout-after", "broken-after")  # the far end acts at once; we hear of it too late
# What an attempt tries by the way, and goes on without: its failure is not the attempt's.
BY_THE_WAY = {"feed": "room "}


class World:
    """Processes over a home, each struck at its points, and calls that leave them."""

    def __init__(self, plan: Plan, home: Home, kit: Kit, wrap: Wrap) -> None:
        """Nothing runs yet. `wrap` breaks the build on purpose (see `mutants`)."""
        self.strands = Strands()
        self.plan = plan
        self.home = home
        self.kit = kit
        self.wrap = wrap
        self.book = Book()
        self.vendors = Vendors({(one.target, one.nth): one for one in plan.behaviours})
        self.moments = Moments()
        self.fates = Fates(sorted(plan.trips, key=lambda trip: trip.at))
        self.luck = Random(plan.luck)
        self.ids = CountedIds()
        self.task: Task | None = None
        self.parked: list[Task] = []
        self.processes: dict[int, Process] = {}
        self.boots: dict[int, timedelta] = dict.fromkeys(range(plan.replicas), ZERO)
        self.starts = 0
        self.all_died = False

    def note(self, text: str) -> None:
        """One line of the log."""
        who = self.task.process.name if self.task is not None else "-"
        passed = self.moments.passed.total_seconds()
        self.book.log.append(f"{passed:10.3f} {self.moments.wall():%H:%M:%S} {who:>3} {text}")

    @property
    def awake(self) -> list[Process]:
        """The processes that do not wait for their database."""
        now = self.moments.passed
        return [one for one in self.processes.values() if one.sleeps_until <= now]

    def boot(self, replica: int) -> None:
        """A new process on what the last one left behind. It may die while it recovers."""
        del self.boots[replica]
        if self.all_died and self.home.died():
            self.book.drop_leases()
        self.all_died = False
        self.starts += 1
        skew = seconds(self.plan.skew) if replica else ZERO
        process = Process(f"{'AB'[replica]}{self.starts}", replica, skew, self.moments.clock(skew))
        self._wire(process)
        self.processes[replica] = process
        self.note(f"{process.name} starts")
        self.turn(process, process.system.recover, on_fault=self._fails_to_start)

    def _wire(self, process: Process) -> None:
        store = StruckStore(
            self.home.open(),
            partial(self.strike, process),
            meanwhile=partial(self.meanwhile, process),
            committed=partial(self._committed, process),
            wrap=self.wrap,
        )
        wire(
            process,
            kit=self.kit,
            store=store,
            line=partial(self.call, process),
            outside=self,
            tools=self.plan.tools,
            platforms=self.plan.platforms,
            chance=self.luck.random,
            ids=self.ids,
        )

    def _fails_to_start(self, process: Process) -> None:
        self.kill(process, SUPERVISOR, "could not recover: the database was away")

    def kill(self, process: Process, down: timedelta, why: str) -> None:
        """It is gone, wherever it was; after `down` the supervisor starts another."""
        if not process.alive:
            return
        process.alive = False
        del self.processes[process.replica]
        self.all_died = not self.processes
        self.boots[process.replica] = self.moments.passed + down
        self.book.counts["crashes"] += 1
        self.book.excuse(process.name, "crash")
        self.note(f"{process.name} dies: {why}")

    def strike(self, process: Process, place: Place, tx: Tx | ReadTx | None = None) -> None:
        """A point: go on, or die, or be told that the database fails."""
        if not process.alive:
            raise Crash
        trip = self.fates.at(place, self.moments.passed)
        if trip is None:
            return
        if trip.kind == "crash":
            self.kill(process, seconds(trip.down), f"at a {place} (point {self.fates.points})")
            raise Crash
        self.book.counts[f"database {trip.kind}"] += 1
        self.note(f"the database fails: {trip.kind}, at a {place}")
        if trip.kind == "unknown" or tx is None:
            raise StoreUnavailable("The answer to a commit was lost.")
        if self.fates.is_away:
            raise self.home.away(trip.kind)
        self.home.fail(trip.kind, tx)

    def meanwhile(self, process: Process) -> None:
        """Between two transactions others may run, and they may kill this process."""
        if self.task is not None and self.task.yields and self.luck.random() < YIELDS:
            self._park(ZERO)
        if not process.alive:
            raise Crash

    def _park(self, span: timedelta) -> None:
        """What runs now goes on after this time, while others do something."""
        task = self.task
        if task is None or task.strand is None:
            self.moments.forward(self.moments.passed + span)
            return
        task.wake = self.moments.passed + span
        self.parked.append(task)
        task.strand.park()

    def resume(self, task: Task) -> None:
        """Let a task go on until it parks or ends."""
        self.task = task
        try:
            if task.strand is not None:
                task.strand.resume()
        finally:
            self.task = None

    def _committed(self, process: Process, notes: list[Note]) -> None:
        for attempt in self.book.committed(process.name, notes):
            if self.task is not None:
                self.task.attempts.append(attempt)
            self.note(f"begins {attempt.op} to {attempt.target} {attempt.key[-24:]}")
        for one in self.book.of_last_commit():
            self.note(f"commit {self.book.commit}: {one.event.type} ({one.event.by})")

    def turn(
        self,
        process: Process,
        work: Callable[[], T],
        *,
        then: Callable[[T | None], None] = lambda _result: None,
        on_fault: Callable[[Process], None] | None = None,
    ) -> Task:
        """Let a process do one thing, which may be parked on the way.

        Args:
            then: Gets the result at the end; None if it died or had no database.
            on_fault: Instead of waiting for the database for a while, as loops do.
        """
        task = Task(process, yields=self._yields())
        self.task = task

        def run() -> None:
            result = self._guarded(task, work, on_fault or self._sleep)
            task.result = result
            then(result)

        if task.yields or self.vendors.may_be_slow():
            task.strand = self.strands.make(run)
            self.resume(task)
        else:
            run()
        self.task = None
        return task

    def _yields(self) -> bool:
        return not self.fates.calm and self.luck.random() < self.plan.nosy

    def _guarded(
        self, task: Task, work: Callable[[], T], on_fault: Callable[[Process], None]
    ) -> T | None:
        try:
            return work()
        except Crash:
            return None
        except StoreUnavailable:
            for attempt in task.attempts:
                attempt.excuse = attempt.excuse or ("" if attempt.end else "database")
            on_fault(task.process)
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is, a loop or a reply died of it
            self.book.breach("nothing-breaks", f"{type(error).__name__}: {error}")
            self.kill(task.process, ZERO, f"{type(error).__name__} went through")
            return None

    def _sleep(self, process: Process) -> None:
        process.sleeps_until = self.moments.passed + STORE_DOWN

    def call(self, process: Process, target: str, what: str, act: Callable[[], T]) -> T:
        """A call to the world outside; the plan says how it goes."""
        self.strike(process, "call")
        planned = self.vendors.next(target)
        mode = planned.mode if planned is not None else ""
        self.note(f"calls {target}: {what} {mode or 'ok'}")
        self.book.counts[mode] += 1
        told = None if target.endswith(LOOKUP) else self._attempt()
        result = self._carry(process, partial(self._act, act, told), mode, planned)
        self.strike(process, "called")
        if mode in ("", "late", "stalled"):
            return result[0]
        attempt = self._attempt()
        if attempt is not None and not _by_the_way(attempt.op, what):
            attempt.failed = mode
        nth, span = (planned.nth, planned.seconds) if planned is not None else (0, 0.0)
        raise refusal(mode, target, nth, span)

    def _carry(
        self, process: Process, act: Callable[[], T], mode: str, planned: Behaviour | None
    ) -> list[T]:
        """What the far end did: one result, or nothing."""
        done = [act()] if mode in BEFORE else []
        if planned is not None and mode != "429" and planned.seconds:
            self._park(seconds(planned.seconds))
            if not process.alive:
                raise Crash
        if not done and mode in TAKES:
            done = [act()]
        return done

    def _act(self, act: Callable[[], T], attempt: Attempt | None) -> T:
        if attempt is not None:
            attempt.acted += 1
            attempt.saw = self.book.versions.get(attempt.incident, 0)
        return act()

    def rang(self, tool: str, request: PageRequest) -> None:
        """A person was rung."""
        person = request.person.id
        self.vendors.rings.append(
            Ring(tool=tool, page=request.page_id, person=person, commit=self.book.commit)
        )
        self.vendors.links[person] = token_of(request.ack_url)

    def found(self) -> None:
        """A tool knew the page already."""
        attempt = self._attempt()
        if attempt is not None:
            attempt.found = True

    def _attempt(self) -> Attempt | None:
        return self.task.attempt if self.task is not None else None


def _by_the_way(op: str, what: str) -> bool:
    return op in BY_THE_WAY and what.startswith(BY_THE_WAY[op])
