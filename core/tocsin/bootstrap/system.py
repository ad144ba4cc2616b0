"""A whole Tocsin: everything wired, nothing started until `start`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from tocsin.bootstrap.chat_intake import ChatIntake
from tocsin.bootstrap.delivery_workers import SIZES, SLOW_S, DeliveryWorkers, growth_loop
from tocsin.bootstrap.health import Health, StoreRefusals
from tocsin.bootstrap.heartbeat import HeartbeatSender
from tocsin.bootstrap.listeners import Listeners
from tocsin.bootstrap.loops import POOLS, DueCache, Loop, WakeSignal
from tocsin.bootstrap.observers import Observers
from tocsin.bootstrap.provider_instances import Instances
from tocsin.bootstrap.queries import MOMENT_S, Queries
from tocsin.bootstrap.read_replies import ReadReplies
from tocsin.bootstrap.readiness import Readiness
from tocsin.bootstrap.watchdog import EVERY_S, ClockDrift, Watchdog
from tocsin.chat.backend import EventResult
from tocsin.chat.events import Heard
from tocsin.config.operations import Heartbeat
from tocsin.config.values import Teams
from tocsin.desk.chat_events import Hearing
from tocsin.desk.desk import Desk
from tocsin.desk.reply import Reply
from tocsin.engine.accounts import accounts_of_address
from tocsin.engine.acks import StoredAckLinks
from tocsin.engine.delivery import Delivery
from tocsin.engine.execute import CommandExecutor
from tocsin.engine.guests import Guests
from tocsin.engine.inbox import Inbox
from tocsin.engine.known_people import KnownPeople
from tocsin.engine.observers import ObserverLane
from tocsin.engine.ports import Clock
from tocsin.engine.quarterly_reviews import QuarterlyReviews
from tocsin.engine.refused_requests import RefusedRequests
from tocsin.engine.retention import Retention
from tocsin.engine.schedules import ScheduleReader
from tocsin.engine.spoken_line import SpokenLine
from tocsin.engine.sweeper import Sweeper, reproject
from tocsin.engine.timers import Timers
from tocsin.engine.webhooks import WebhookResult, Webhooks
from tocsin.plugin_manager import Plugins
from tocsin.providers import RawRequest
from tocsin.store.contract import Pool, Store

LONGEST_SWEEP_S = 300.0
REVIEWS_S = 30.0
SCHEDULES_S = 5.0
MOST_STRIPES = 8
OBSERVERS_S = 1.0
# What waits goes out in short runs, with one commit each instead of two.
CLAIMS_IN_A_RUN = 9
JOIN_S = 6.0
LOOK_S = 0.05
POLL_SPACING = 4
SHORTEST_PAUSE_S = 0.02


@dataclass(kw_only=True)
class System:
    """The wired bot that chat, web and command line call; `start` and `stop` its loops."""

    teams: Teams
    people: KnownPeople
    plugins: Plugins
    instances: Instances
    store: Store
    execute: CommandExecutor
    desk: Desk
    hearing: Hearing
    queries: Queries
    inbox: Inbox
    hooks: Webhooks
    acks: StoredAckLinks
    timers: Timers
    delivery: Delivery
    schedules: ScheduleReader
    reviews: QuarterlyReviews
    health: Health
    clock: Clock
    guests: Guests
    observers: Observers = field(default_factory=Observers)
    refused_requests: RefusedRequests = field(default_factory=RefusedRequests)
    wake: WakeSignal = field(default_factory=WakeSignal)
    loops: list[Loop] = field(default_factory=list)
    guards: list[Loop] = field(default_factory=list)
    workers: tuple[DeliveryWorkers, ...] = ()
    refusals: StoreRefusals = field(default_factory=StoreRefusals)
    due: DueCache = field(init=False)
    read_replies: ReadReplies = field(init=False)
    ears: ChatIntake = field(init=False)
    heartbeat: Heartbeat | None = None
    listeners: Listeners | None = None

    def __post_init__(self) -> None:
        """What the loops look at belongs to this store and this wake."""
        self.due = DueCache(self.store, self.wake, self.clock)
        self.read_replies = ReadReplies(self.instances.providers.chats)
        self.ears = ChatIntake(
            store=self.store,
            desk=self.desk,
            hearing=self.hearing,
            queries=self.queries,
            read_replies=self.read_replies,
            inbox=self.inbox,
            refusals=self.refusals,
            guests=self.guests,
            wake=self.wake,
            by_email=partial(accounts_of_address, self.instances.providers.chats),
            refuses=lambda: self.readiness.refuses,
        )

    def said(self, said: SpokenLine, *, patience_s: float = MOMENT_S) -> Reply:
        """Answer a line of a person for somebody who shows the reply, as `ChatIntake.said` does."""
        return self.ears.said(said, patience_s=patience_s)

    def hear(self, heard: Heard) -> EventResult:
        """Take in what a chat told, as `ChatIntake.hear` does; its reply goes out by itself."""
        return self.ears.hear(heard)

    def hook(
        self, team: str, instance: str, request: RawRequest, *, checked: bool = False
    ) -> WebhookResult:
        """Handle one webhook, durably."""
        with self.refusals.heard():
            answer = self.hooks.receive(self.inbox, team, instance, request, checked=checked)
        self.wake.set()
        return answer

    def recover(self) -> None:
        """Write every timer anew, and handle messages that were kept but not handled."""
        self.people.refresh(self.store)
        reproject(self.store, self.execute)
        self.inbox.replay()

    def start(self, on_death: Callable[[], None]) -> None:
        """Start every loop, and the watchdog that looks at them."""
        self.recover()
        self.queries.start()
        self.read_replies.start()
        self.workers = tuple(self._pool(pool, on_death) for pool in SIZES)
        self.loops += [
            self._firing(on_death),
            self._sweeping(on_death),
            *self._reading(on_death),
            self._reviewing(on_death),
            *(loop for pool in self.workers for loop in pool.always()),
            growth_loop(self.workers, on_death),
            *self._observing(on_death),
            *(self.listeners.loops(self.clock, on_death) if self.listeners else ()),
        ]
        self.guards.append(self._watching(on_death))
        if self.heartbeat is not None:
            self.guards.append(self._beating(self.heartbeat, on_death))
        self.store.listen(self.wake.set)
        for loop in (*self.loops, *self.guards):
            loop.start()

    def _firing(self, on_death: Callable[[], None]) -> Loop:
        def step() -> int:
            return self.timers.step(self.clock()) if self.due.is_now("timers") else 0

        def until() -> float:
            """What is due and cannot be fired now (poisoned, or another's) is no reason to spin."""
            return max(self.due.seconds_until("timers"), SHORTEST_PAUSE_S)

        return Loop("timers", step, self.wake, on_death, nap_s=until)

    def _sweeping(self, on_death: Callable[[], None]) -> Loop:
        sweeper, retention = Sweeper(self.store, self.execute), Retention(self.store)
        return Loop(
            "sweeper",
            lambda: (
                self.people.refresh(self.store)
                + sweeper.step(self.clock())
                + retention.step(self.clock())
            ),
            WakeSignal(),  # its own: what falls due is no news to it
            on_death,
            longest_s=LONGEST_SWEEP_S,
        )

    def _reading(self, on_death: Callable[[], None]) -> Iterator[Loop]:
        """A thread for each tool that knows who is on call, up to a few."""
        stripes = min(self.schedules.tools, MOST_STRIPES)
        for stripe in range(stripes):
            yield Loop(
                f"schedules-{stripe}",
                partial(self._read_schedules, stripe, stripes),
                WakeSignal(),  # its own: nobody who is called waits for a schedule
                on_death,
                longest_s=LONGEST_SWEEP_S,
                idle_s=SCHEDULES_S,
            )

    def _read_schedules(self, stripe: int, stripes: int) -> int:
        return self.schedules.step(self.clock(), stripe, stripes)

    def _reviewing(self, on_death: Callable[[], None]) -> Loop:
        return Loop(
            "reviews",
            lambda: self.reviews.step(self.clock()),
            WakeSignal(),  # its own: it looks at the calendar, not at what falls due
            on_death,
            longest_s=LONGEST_SWEEP_S,
            idle_s=REVIEWS_S,
        )

    def _pool(self, pool: Pool, on_death: Callable[[], None]) -> DeliveryWorkers:
        return DeliveryWorkers(
            pool,
            partial(self._work, pool),
            waits=lambda: self.due.is_now(pool) and self.delivery.may_claim(pool),
            slow=lambda: self.delivery.under_way.longer_than(SLOW_S, pool),
            wake=self.wake,
            on_death=on_death,
        )

    def _observing(self, on_death: Callable[[], None]) -> Iterator[Loop]:
        """A lane of its own for each observer: one that hangs keeps nobody else waiting."""

        def stepping(lane: ObserverLane) -> Callable[[], int]:
            return lambda: lane.step(self.clock())

        for lane in self.observers.lanes:
            yield Loop(
                f"observer-{lane.name}",
                stepping(lane),
                self.wake,
                on_death,
                longest_s=LONGEST_SWEEP_S,
                idle_s=OBSERVERS_S,
            )

    def _watching(self, on_death: Callable[[], None]) -> Loop:
        watchdog, drift = Watchdog(self.loops, on_death), ClockDrift(self.clock)
        return Loop(
            "watchdog",
            lambda: watchdog.step() + drift.step(),
            WakeSignal(),  # its own: nothing that falls due hurries it
            on_death,
            idle_s=EVERY_S,
        )

    def _beating(self, heartbeat: Heartbeat, on_death: Callable[[], None]) -> Loop:
        pulse = HeartbeatSender(heartbeat, self.readiness.trouble)
        return Loop("heartbeat", pulse.step, WakeSignal(), on_death, idle_s=EVERY_S)

    def stop(self, seconds: float = JOIN_S) -> None:
        """End every loop within that time, then let go of the store.

        An attempt that takes longer is left behind: its lease runs out, and it is made again.
        The watchdog goes first: who ends is not late.
        """
        ends = time.monotonic() + seconds
        self.queries.stop()
        self.read_replies.stop()
        for loops in ((*self.guards, *self.loops), ()):  # then whom a guard hired meanwhile
            ending = (*loops, *(loop for pool in self.workers for loop in pool.more))
            for loop in ending:
                loop.ask_to_end()
            for loop in ending:
                loop.join(ends - time.monotonic())
        self.instances.close()
        self.store.close()

    def _work(self, pool: Pool) -> int:
        if not self.due.is_now(pool) or not self.delivery.may_claim(pool):
            return 0
        return self.delivery.step(
            (pool,), more=CLAIMS_IN_A_RUN, hurries=partial(self._hurries, pool)
        )

    def _hurries(self, pool: Pool) -> bool:
        """Whether a run's next claim goes with the settling: not before pages or alerts."""
        return pool == "page" or not (self.inbox.is_awaited or self.due.is_now("page"))

    def settle_now(self, most: int = 10_000) -> None:
        """Run timers and deliveries until nothing is due: one thread, for simulation and tests."""
        self.people.refresh(self.store)
        self.schedules.step(self.clock())
        for _ in range(most):
            did = self.timers.step(self.clock()) + self.delivery.step(POOLS, limit=20)
            did += self.reviews.step(self.clock()) + self.observers.step(self.clock())
            if not did:
                return
        raise RuntimeError("what is due never ends; a ladder without a bound?")

    def drain(self, seconds: float = 10.0) -> int:
        """Wait until every effect due by then was tried once and every question was answered.

        Returns how many effects were not sent.
        """
        ends, began = time.monotonic() + seconds, time.monotonic()
        while began < ends and not self._quiet(ends - began):
            # To look through very much that waits takes its time, which is better spent on sending.
            time.sleep(max(LOOK_S, POLL_SPACING * (time.monotonic() - began)))
            began = time.monotonic()
        return len(self.store.read(lambda tx: tx.pending()))

    def _quiet(self, seconds: float) -> bool:
        """Nothing is under way, nothing untried is due in so many seconds, no step went by."""
        if self.queries.waiting or self.read_replies.waiting:
            return False
        before = self.delivery.steps.passed()
        due = self.store.read(lambda tx: tx.next_timer_at())
        rows, lanes = self.store.read(lambda tx: (tx.pending(), tx.lanes()))
        ends = self.clock() + timedelta(seconds=seconds)
        new = [lanes.get(row.lane) for row in rows if not row.attempts and not row.needs]
        if any(at and at <= ends for at in new) or (due is not None and due <= self.clock()):
            return False
        if any(lane.has_news() for lane in self.observers.lanes):
            return False
        return before.over and before == self.delivery.steps.passed()

    @property
    def readiness(self) -> Readiness:
        """How it fares, part by part."""
        return Readiness(
            store=self.store,
            clock=self.clock,
            loops=self.loops,
            guards=self.guards,
            refusals=self.refusals,
            health=self.health,
            instances=self.instances,
            plugins=self.plugins,
            observers=self.observers,
            heard=self.listeners.standing if self.listeners is not None else tuple,
        )
