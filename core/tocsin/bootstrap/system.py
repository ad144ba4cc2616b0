"""A whole Tocsin: everything wired, nothing started until `start`."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from tocsin.bootstrap.hooks import SOURCE, HookAnswer, Hooks
from tocsin.bootstrap.instances import Facts, Instances, make_instances
from tocsin.bootstrap.loops import Loop, Wake
from tocsin.bootstrap.strategies import make_strategies, planner
from tocsin.chat.port import Chat, Said
from tocsin.config.values import Teams
from tocsin.desk.handle import Desk
from tocsin.desk.reply import Reply
from tocsin.desk.teams import facts_of
from tocsin.domain.people import Person
from tocsin.engine.acks import Acks
from tocsin.engine.attempts import Attempts
from tocsin.engine.chat_attempts import ChatAttempts
from tocsin.engine.delivery import Delivery
from tocsin.engine.execute import Execute
from tocsin.engine.inbox import Inbox, Incoming, as_text
from tocsin.engine.page_attempts import PageAttempts
from tocsin.engine.payloads import Payloads
from tocsin.engine.ports import Clock, Ids, Unwatched, Watcher
from tocsin.engine.rosters import Rosters
from tocsin.engine.sweeper import Sweeper, reproject
from tocsin.engine.timers import Timers
from tocsin.errors import ProviderError
from tocsin.plugin_manager import Plugins
from tocsin.providers import ProviderContext, RawRequest
from tocsin.store.contract import Pool, Store, Tx

log = logging.getLogger(__name__)
WORKERS: Mapping[Pool, int] = {"page": 4, "chat": 3, "other": 1}
POOLS: tuple[Pool, ...] = ("page", "chat", "other")
JOIN_S = 6.0


@dataclass(kw_only=True)
class System:
    """The parts a face needs. `start` begins the loops; `stop` ends them."""

    teams: Teams
    plugins: Plugins
    instances: Instances
    store: Store
    execute: Execute
    inbox: Inbox
    hooks: Hooks
    acks: Acks
    timers: Timers
    delivery: Delivery
    clock: Clock
    wake: Wake = field(default_factory=Wake)
    loops: list[Loop] = field(default_factory=list)

    def said(self, said: Said) -> Reply:
        """Handle one message of a person, durably; a repeat returns the first reply."""
        incoming = Incoming(
            source=f"chat/{said.platform}",
            message_id=said.message_id,
            body=as_text({**asdict(said)}),
        )
        answer = json.loads(self.inbox.handle(incoming))
        self.wake.set()
        return Reply(text=answer["text"], accepted=answer["accepted"])

    def hook(
        self, team: str, instance: str, request: RawRequest, *, checked: bool = False
    ) -> HookAnswer:
        """Handle one webhook, durably."""
        answer = self.hooks.receive(self.inbox, team, instance, request, checked=checked)
        self.wake.set()
        return answer

    def recover(self) -> None:
        """After a start: messages that were kept but not handled, and every timer anew."""
        self.inbox.replay()
        reproject(self.store, self.execute)

    def start(self, on_death: Callable[[], None]) -> None:
        """Start every loop."""
        self.recover()
        sweeper = Sweeper(self.store, self.execute)
        self.loops.append(Loop("timers", self._fire, self.wake, on_death))
        self.loops.append(Loop("sweeper", lambda: sweeper.step(self.clock()), self.wake, on_death))
        for pool, count in WORKERS.items():
            for number in range(count):
                step = self._worker(pool)
                self.loops.append(Loop(f"{pool}-{number}", step, self.wake, on_death))
        for loop in self.loops:
            loop.start()

    def stop(self, seconds: float = JOIN_S) -> None:
        """End every loop within that time, then let go of the store.

        An attempt that takes longer is left behind: its lease runs out, and it is made again.
        """
        ends = time.monotonic() + seconds
        for loop in self.loops:
            loop.ask_to_end()
        for loop in self.loops:
            loop.join(ends - time.monotonic())
        self.store.close()

    def _fire(self) -> int:
        now = self.clock()
        due = self.store.read(lambda tx: tx.next_timer_at())
        return self.timers.step(now) if due is not None and due <= now else 0

    def _worker(self, pool: Pool) -> Callable[[], int]:
        def step() -> int:
            due = self.store.read(lambda tx: tx.next_lane_at())
            if due is None or due > self.clock():
                return 0
            return self.delivery.step((pool,))

        return step

    def settle_now(self, most: int = 10_000) -> None:
        """Run timers and deliveries until nothing is due: one thread, for simulation and tests."""
        for _ in range(most):
            did = self.timers.step(self.clock()) + self.delivery.step(POOLS, limit=20)
            if not did:
                return
        raise RuntimeError("what is due never ends; a ladder without a bound?")

    def drain(self, seconds: float = 10.0) -> int:
        """Wait until every effect that is due was tried once; returns how many were not sent."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and self._untried():
            time.sleep(0.05)
        return len(self.store.read(lambda tx: tx.pending()))

    def _untried(self) -> bool:
        now = self.clock()
        rows = self.store.read(lambda tx: tx.pending())
        due = self.store.read(lambda tx: tx.next_timer_at())
        return any(not row.attempts and not row.needs for row in rows) or bool(due and due <= now)

    def ages(self) -> Mapping[str, float]:
        """Loop name -> seconds since its last step."""
        return {loop.name: loop.age() for loop in self.loops}


def build(
    *,
    teams: Teams,
    plugins: Plugins,
    store: Store,
    chats: Mapping[str, Chat],
    data_dir: Path,
    clock: Callable[[], datetime],
    chance: Callable[[], float],
    ids: Ids,
    prefix: str = "!",
    public_url: str = "",
    admins: frozenset[str] = frozenset(),
    watcher: Watcher | None = None,
    wrap: Callable[[Instances], Instances] = lambda made: made,
) -> System:
    """Wire everything. `wrap` may put something around the provider instances (the simulator)."""
    watching = watcher or Unwatched()
    instances = wrap(
        make_instances(teams, plugins, store=store, chats=chats, data_dir=data_dir, clock=clock)
    )
    people = teams.people

    def strategy_context(team: str, name: str) -> ProviderContext:
        return ProviderContext(
            team=team,
            instance=name,
            data_dir=data_dir / team / f"escalation.{name}",
            clock=clock,
            store=Facts(kept_in=store, space=f"kv/{team}/escalation.{name}"),
            direct=_tells_nobody,
        )

    rosters = Rosters(
        teams.teams,
        people,
        admins=admins,
        platforms=tuple(chats),
        plan=planner(make_strategies(teams, plugins, strategy_context)),
    )
    payloads = Payloads(people=people, ids=ids, public_url=public_url, prefix=prefix)
    execute = Execute(clock=clock, ids=ids, rosters=rosters, payloads=payloads, watcher=watching)
    parts = {"store": store, "providers": instances.providers, "people": people, "clock": clock}
    attempts = Attempts({**PageAttempts(**parts).table(), **ChatAttempts(**parts).table()})  # type: ignore[arg-type]
    desk = Desk(
        execute=execute,
        teams={team.id: facts_of(team) for team in teams.teams.values()},
        people=lambda: people,
        prefix=prefix,
    )
    hooks = Hooks(instances.sources, execute)
    inbox = Inbox(store, clock, {SOURCE: hooks.handle, "chat": _chat_handler(desk)})
    return System(
        teams=teams,
        plugins=plugins,
        instances=instances,
        store=store,
        execute=execute,
        inbox=inbox,
        hooks=hooks,
        acks=Acks(store, execute),
        timers=Timers(store, execute),
        delivery=Delivery(
            store=store,
            execute=execute,
            attempts=attempts,
            clock=clock,
            chance=chance,
            watcher=watching,
        ),
        clock=clock,
    )


def _tells_nobody(_person: Person, _text: str, _key: str) -> None:
    """A strategy only plans."""
    raise ProviderError("unsupported", "an escalation strategy sends no messages")


def _chat_handler(desk: Desk) -> Callable[[Tx, str], str]:
    def handle(tx: Tx, body: str) -> str:
        reply = desk.handle(tx, Said(**json.loads(body)))
        return as_text({"text": reply.text, "accepted": reply.accepted})

    return handle
