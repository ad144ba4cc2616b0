"""One deployment of a run: replicas that die and come back, and the faults between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import TypeVar

from tocsin.errors import StoreUnavailable
from tocsin.providers import PageRequest
from tocsin.simulate.world import CountedIds
from tocsin.testing.chaos.book import Attempt, Book
from tocsin.testing.chaos.doubles import refusal
from tocsin.testing.chaos.errands import token_of
from tocsin.testing.chaos.fates import Fates
from tocsin.testing.chaos.guard import Crash, Note, Place, StruckStore, Wrap
from tocsin.testing.chaos.homes import Home
from tocsin.testing.chaos.moments import ZERO, Moments, seconds
from tocsin.testing.chaos.plan import Behaviour, Plan
from tocsin.testing.chaos.processes import Frame, Process, wire
from tocsin.testing.chaos.team import Kit
from tocsin.testing.chaos.vendors import Ring, Vendors

T = TypeVar("T")
STORE_DOWN = seconds(1.0)
SUPERVISOR = seconds(5.0)
TAKES = ("", "late", "stalled", "timeout-after", "broken-after")
LOOKUP = ".find"
BEFORE = ("timeout-after", "broken-after")  # the far end acts at once; we hear of it too late


class World:
    """Processes over a home, each struck at its points, and calls that leave them."""

    def __init__(self, plan: Plan, home: Home, kit: Kit, wrap: Wrap) -> None:
        """Nothing runs yet. `wrap` breaks the build on purpose (see `mutants`)."""
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
        self.stack: list[Frame] = []
        self.processes: dict[int, Process] = {}
        self.boots: dict[int, timedelta] = dict.fromkeys(range(plan.replicas), ZERO)
        self.starts = 0
        self.all_died = False

    def note(self, text: str) -> None:
        """One line of the log."""
        who = self.stack[-1].process.name if self.stack else "-"
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
        if self.all_died:
            self.home.died()
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

    def strike(self, process: Process, place: Place) -> None:
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
        if trip.kind == "unknown":
            raise StoreUnavailable("The answer to a commit was lost.")
        raise self.home.error(trip.kind)

    def meanwhile(self, process: Process) -> None:
        """Between two transactions: others may run, and they may kill this process."""
        raise NotImplementedError

    def elapse(self, span: timedelta) -> None:
        """Time passes while a call is out."""
        raise NotImplementedError

    def _committed(self, process: Process, notes: list[Note]) -> None:
        for attempt in self.book.committed(process.name, notes):
            self.stack[-1].attempts.append(attempt)
            self.note(f"begins {attempt.op} to {attempt.target} {attempt.key[-24:]}")
        for one in self.book.of_last_commit():
            self.note(f"commit {self.book.commit}: {one.event.type} ({one.event.by})")

    def turn(
        self,
        process: Process,
        work: Callable[[], T],
        *,
        on_fault: Callable[[Process], None] | None = None,
    ) -> T | None:
        """Let a process do one thing; None if it died or had no database.

        Args:
            on_fault: Instead of waiting for the database for a while, as loops do.
        """
        frame = Frame(process)
        self.stack.append(frame)
        try:
            return work()
        except Crash:
            return None
        except StoreUnavailable:
            for attempt in frame.attempts:
                attempt.excuse = attempt.excuse or ("" if attempt.end else "database")
            (on_fault or self._sleep)(process)
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is, a loop or a reply died of it
            self.book.breach("nothing-breaks", f"{type(error).__name__}: {error}")
            self.kill(process, ZERO, f"{type(error).__name__} went through")
            return None
        finally:
            self.stack.pop()

    def _sleep(self, process: Process) -> None:
        process.sleeps_until = self.moments.passed + STORE_DOWN

    def call(self, process: Process, target: str, what: str, act: Callable[[], T]) -> T:
        """A call to the world outside; the plan says how it goes."""
        self.strike(process, "call")
        planned = self.vendors.next(target)
        mode = planned.mode if planned is not None else ""
        self.note(f"calls {target}: {what} {mode or 'ok'}")
        told = None if target.endswith(LOOKUP) else self.stack[-1].attempt
        result = self._carry(process, partial(self._act, act, told), mode, planned)
        self.strike(process, "called")
        if mode in ("", "late", "stalled"):
            return result[0]
        self.book.counts[mode] += 1
        if self.stack[-1].attempt is not None:
            self.stack[-1].attempt.failed = mode
        raise refusal(mode, target, planned.seconds if planned is not None else 0.0)

    def _carry(
        self, process: Process, act: Callable[[], T], mode: str, planned: Behaviour | None
    ) -> list[T]:
        """What the far end did: one result, or nothing."""
        done = [act()] if mode in BEFORE else []
        if planned is not None and mode != "429" and planned.seconds:
            self.elapse(seconds(planned.seconds))
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
        attempt = self.stack[-1].attempt
        if attempt is not None:
            attempt.found = True
