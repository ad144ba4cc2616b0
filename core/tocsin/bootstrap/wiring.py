"""Which part is handed to which: everything that makes a system, a part a property."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from tocsin.bootstrap.attempt_tables import AllAttempts
from tocsin.bootstrap.deadline_proxies import Crews
from tocsin.bootstrap.delivery_workers import SIZES
from tocsin.bootstrap.health import Health
from tocsin.bootstrap.observers import Observers, make_observers
from tocsin.bootstrap.provider_instances import Instances, make_instances
from tocsin.bootstrap.queries import Queries
from tocsin.bootstrap.query_posts import QueryPosts
from tocsin.bootstrap.secret_mask import Mask, no_mask
from tocsin.bootstrap.system import System
from tocsin.charts import MatplotlibCharts
from tocsin.chat.port import Chat
from tocsin.config.operations import LATE, GuestLimits, Heartbeat
from tocsin.config.values import Teams
from tocsin.desk.chat_events import Hearing
from tocsin.desk.desk import Desk
from tocsin.engine.account_linking import Linking
from tocsin.engine.acks import StoredAckLinks
from tocsin.engine.attempts import Attempts
from tocsin.engine.chart_attempts import ChartDrawer, ChartPosts
from tocsin.engine.context_attempts import can_tell
from tocsin.engine.delivery import Delivery
from tocsin.engine.execute import CommandExecutor
from tocsin.engine.guests import Guests
from tocsin.engine.inbox import Inbox
from tocsin.engine.known_people import KnownPeople
from tocsin.engine.log_context import LogContext
from tocsin.engine.payloads import Payloads
from tocsin.engine.ports import (
    Answers,
    Ids,
    NullAnswers,
    NullWatcher,
    Providers,
    Watcher,
    Watchers,
)
from tocsin.engine.quarterly_reviews import QuarterlyReviews
from tocsin.engine.query_calls import ToolCaller
from tocsin.engine.refused_requests import RefusedRequests
from tocsin.engine.room_ids import with_trusted_names
from tocsin.engine.rosters import Rosters
from tocsin.engine.schedules import ScheduleReader
from tocsin.engine.speakers import Speakers
from tocsin.engine.strategies import Planner
from tocsin.engine.timers import Timers
from tocsin.engine.webhook_routes import WebhookRoutes, types_of
from tocsin.engine.webhooks import SOURCE, Webhooks
from tocsin.plugin_manager import Plugins
from tocsin.providers import ProviderConfig
from tocsin.providers.kinds import ESCALATION, SCHEDULES, KindRow
from tocsin.store.contract import Store


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """Makes a system: what is given, and each part with what it is made of.

    A part is made when it is first asked for, so their order is of no matter; each is made once.

    Args:
        artist: Draws charts; with matplotlib, where it is installed.
        crew: Who calls the instance of a name; None = threads that keep its deadlines.
        answers: Keeps what tools answered until it is committed.
        heartbeat: A sign of life for somebody outside.
        late: What was typed longer ago is answered and not done.
        guests: What accounts may do that are no person's.
        mask: Strikes secrets out of what providers say.
        observers: Who is told of every incident, with their settings.
        steady: Seconds of a clock that nobody sets; None = those of `clock`.
        wrap: May put something around the provider instances (the simulator does).
    """

    teams: Teams
    plugins: Plugins
    store: Store
    chats: Mapping[str, Chat]
    data_dir: Path
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    ids: Ids
    prefix: str = "!"
    public_url: str = ""
    admins: frozenset[str] = frozenset()
    watcher: Watcher = field(default_factory=NullWatcher)
    mask: Mask = no_mask
    heartbeat: Heartbeat | None = None
    late: timedelta = LATE
    guests: GuestLimits = field(default_factory=GuestLimits)
    artist: ChartDrawer = field(default_factory=MatplotlibCharts)
    answers: Answers = field(default_factory=NullAnswers)
    observers: Mapping[str, ProviderConfig] = field(default_factory=dict)
    wrap: Callable[[Instances], Instances] = lambda made: made
    crew: Crews | None = None
    steady: Callable[[], float] | None = None

    @cached_property
    def system(self) -> System:
        """Return the whole system, with nothing started."""
        return System(
            teams=self._teams,
            people=self._people,
            plugins=self.plugins,
            instances=self._instances,
            store=self.store,
            execute=self._execute,
            desk=self._desk,
            hearing=self._hearing,
            queries=self._queries,
            inbox=self._inbox,
            hooks=self._hooks,
            acks=StoredAckLinks(self.store, self._execute, guessed=self._guessed),
            refused_requests=self._refused_requests,
            guests=Guests(self.guests, self.clock, self._refused_requests),
            timers=Timers(self.store, self._execute),
            delivery=self._delivery,
            schedules=self._schedules,
            reviews=self._reviews,
            observers=self._observing,
            health=self._health,
            clock=self.clock,
            heartbeat=self.heartbeat,
        )

    @cached_property
    def _people(self) -> KnownPeople:
        """Those of the team files, with the accounts that are linked at that moment."""
        return KnownPeople(self.teams.people)

    @cached_property
    def _teams(self) -> Teams:
        return replace(self.teams, people=self._people)

    @cached_property
    def _rosters(self) -> Rosters:
        instances = self._instances
        return Rosters(
            self.teams.teams,
            self._people,
            admins=self.admins,
            platforms=tuple(self.chats),
            plan=Planner(self._providers.of(ESCALATION), self._teams, self._asked_of(ESCALATION)),
            mailers=instances.mailers,
            recipients=instances.recipients,
            recorders=instances.recorders,
            context=[team for team in self.teams.teams if can_tell(team, self._providers)],
        )

    @cached_property
    def _refused_requests(self) -> RefusedRequests:
        return RefusedRequests()

    def _guessed(self) -> None:
        self._refused_requests.refused("acknowledge link", "unknown", self.clock())

    @cached_property
    def _even(self) -> Callable[[], float]:
        return self.steady or (lambda: self.clock().timestamp())

    @cached_property
    def _real(self) -> Instances:
        """The instances themselves, as their doors have to know them."""
        return make_instances(
            self.teams,
            self.plugins,
            store=self.store,
            chats=self.chats,
            data_dir=self.data_dir,
            clock=self.clock,
            steady=self._even,
            crew=self.crew,
            people=self._people,
        )

    @cached_property
    def _instances(self) -> Instances:
        return self.wrap(self._real)

    @property
    def _providers(self) -> Providers:
        return self._instances.providers

    @cached_property
    def _trusted(self) -> frozenset[str]:
        """The platforms where the name of a room stands for the room."""
        return with_trusted_names(self._providers.chats)

    @cached_property
    def _observing(self) -> Observers:
        return make_observers(
            self.observers,
            self.plugins,
            store=self.store,
            data_dir=self.data_dir,
            clock=self.clock,
            owner=self.ids.incident,
        )

    @cached_property
    def _schedules(self) -> ScheduleReader:
        return ScheduleReader(
            store=self.store,
            teams=self.teams.teams,
            people=self._people,
            schedules=self._providers.of(SCHEDULES),
            heard=self._asked_of(SCHEDULES),
        )

    @cached_property
    def _health(self) -> Health:
        return Health(self.store, self.clock)

    @cached_property
    def _log_context(self) -> LogContext:
        return LogContext()

    @cached_property
    def _watching(self) -> Watchers:
        return Watchers(self.watcher, self._health, self._log_context)

    def _asked_of(self, row: KindRow[object]) -> Callable[[str, str, bool], None]:
        """Tells how an instance fares that is asked outside of effects."""
        asked = self._health.asked
        return lambda team, name, worked: asked(team, f"{row.kind}.{name}", worked=worked)

    @cached_property
    def _execute(self) -> CommandExecutor:
        return CommandExecutor(
            clock=self.clock,
            ids=self.ids,
            rosters=self._rosters,
            payloads=self._payloads,
            watcher=self._watching,
            observers=tuple(lane.name for lane in self._observing.lanes),
        )

    @cached_property
    def _payloads(self) -> Payloads:
        return Payloads(
            people=self._people,
            ids=self.ids,
            public_url=self.public_url,
            prefix=self.prefix,
            providers=self._providers,
            places={team.id: team.meeting_place for team in self.teams.teams.values()},
        )

    @cached_property
    def _attempts(self) -> Attempts:
        every = AllAttempts(
            execute=self._execute,
            store=self.store,
            providers=self._providers,
            teams=self._teams,
            clock=self.clock,
            artist=self.artist,
            answers=self.answers,
            mask=self.mask,
            prefix=self.prefix,
            steady=self._even,
        )
        return Attempts(every.table(), self.mask)

    @cached_property
    def _delivery(self) -> Delivery:
        return Delivery(
            store=self.store,
            execute=self._execute,
            attempts=self._attempts,
            clock=self.clock,
            chance=self.chance,
            watcher=self._watching,
            rooms={pool: size.room for pool, size in SIZES.items()},
        )

    @cached_property
    def _reviews(self) -> QuarterlyReviews:
        return QuarterlyReviews(
            store=self.store, rosters=self._rosters, providers=self._providers, prefix=self.prefix
        )

    @cached_property
    def _hooks(self) -> Webhooks:
        routes = WebhookRoutes(
            self._real.providers.made, doubles=self._providers.made, types=types_of(self.teams)
        )
        return Webhooks(routes, self._execute, self._refused_requests)

    @cached_property
    def _inbox(self) -> Inbox:
        handlers = {SOURCE: self._hooks.handle, "chat": self._hearing.handle}
        around = self._log_context.around
        return Inbox(
            self.store, self.clock, {name: around(handle) for name, handle in handlers.items()}
        )

    @cached_property
    def _hearing(self) -> Hearing:
        filed = self.teams.people  # who speaks goes by these, and by what is linked at that moment
        return Hearing(
            desk=self._desk,
            speakers=Speakers(lambda: filed, lambda platform: platform in self._trusted),
            clock=self.clock,
            prefix=self.prefix,
            late=self.late,
        )

    @cached_property
    def _desk(self) -> Desk:
        chats, trusted = self._providers.chats, self._trusted
        return Desk(
            execute=self._execute,
            teams=self.teams.teams,
            people=lambda: self._people,
            charts=ChartPosts(chats, self.artist),
            links=Linking(
                platforms={name: name in trusted for name in chats}, token=self.ids.token
            ),
            prefix=self.prefix,
            trusted_names=trusted,
            reports_per_hour=self.guests.reports_per_hour,
        )

    @cached_property
    def _queries(self) -> Queries:
        posts = QueryPosts(
            store=self.store, desk=self._desk, chats=self._providers.chats, people=self._people
        )
        asked = self._health.asked
        return Queries(
            asks=ToolCaller(providers=self._providers, clock=self.clock),
            posts=posts,
            heard=lambda team, target, worked: asked(team, target, worked=worked),
            mask=self.mask,
        )
