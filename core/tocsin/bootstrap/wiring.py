"""Which part is handed to which: everything that makes a system, in one function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from tocsin.bootstrap.attempts import attempts_table
from tocsin.bootstrap.health import Health
from tocsin.bootstrap.instances import Instances, make_instances
from tocsin.bootstrap.keeping import Crews
from tocsin.bootstrap.mask import Mask, nothing
from tocsin.bootstrap.observers import make_observers
from tocsin.bootstrap.queries import Queries
from tocsin.bootstrap.system import System
from tocsin.bootstrap.telling import Telling
from tocsin.bootstrap.workers import SIZES
from tocsin.charts import Artist as Matplotlib
from tocsin.chat.port import Chat
from tocsin.config.operations import LATE, GuestLimits, Heartbeat
from tocsin.config.values import Teams
from tocsin.desk.handle import Desk
from tocsin.desk.hearing import Hearing
from tocsin.desk.teams import facts_of
from tocsin.domain.people import Person
from tocsin.engine.acks import Acks
from tocsin.engine.asking import Tools
from tocsin.engine.attempts import Attempts
from tocsin.engine.charts import Artist, ChartPosts
from tocsin.engine.chat_rooms import with_trusted_names
from tocsin.engine.context_attempts import can_tell
from tocsin.engine.delivery import Delivery
from tocsin.engine.doors import Doors, types_of
from tocsin.engine.execute import Execute
from tocsin.engine.guests import Guests
from tocsin.engine.hooks import SOURCE, Hooks
from tocsin.engine.inbox import Inbox
from tocsin.engine.known_people import KnownPeople
from tocsin.engine.linking import Linking
from tocsin.engine.payloads import Payloads
from tocsin.engine.ports import (
    Answers,
    Clock,
    Ids,
    NoAnswers,
    Providers,
    Unwatched,
    Watcher,
    Watchers,
)
from tocsin.engine.reviews import Reviews
from tocsin.engine.rosters import Rosters
from tocsin.engine.schedules import ScheduleReader
from tocsin.engine.speakers import Speakers
from tocsin.engine.strangers import Strangers
from tocsin.engine.strategies import Planner
from tocsin.engine.timers import Timers
from tocsin.engine.trail import Trail
from tocsin.plugin_manager import Plugins
from tocsin.providers import ProviderConfig
from tocsin.providers.kinds import ESCALATION, SCHEDULES, KindRow
from tocsin.store.contract import Store


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
    mask: Mask = nothing,
    heartbeat: Heartbeat | None = None,
    late: timedelta = LATE,
    guests: GuestLimits | None = None,
    artist: Artist | None = None,
    answers: Answers | None = None,
    observers: Mapping[str, ProviderConfig] | None = None,
    wrap: Callable[[Instances], Instances] = lambda made: made,
    crew: Crews | None = None,
    steady: Callable[[], float] | None = None,
) -> System:
    """Wire everything.

    Args:
        artist: Draws charts; None = with matplotlib, where it is installed.
        crew: Who calls the instance of a name; None = threads that keep its deadlines.
        answers: Keeps what tools answered until it is committed; None = nobody does.
        heartbeat: A sign of life for somebody outside.
        late: What was typed longer ago is answered and not done.
        guests: What accounts may do that are no person's; None = as by default.
        mask: Strikes secrets out of what providers say.
        observers: Who is told of every incident, with their settings; None = nobody.
        steady: Seconds of a clock that nobody sets; None = those of `clock`.
        wrap: May put something around the provider instances (the simulator does).
    """
    health = Health(store, clock)
    trail = Trail()
    watching = Watchers(watcher or Unwatched(), health, trail)
    even = steady or (lambda: clock().timestamp())
    filed = teams.people  # who speaks goes by these, and by what is linked at that moment
    people = KnownPeople(filed)
    real = make_instances(
        teams,
        plugins,
        store=store,
        chats=chats,
        data_dir=data_dir,
        clock=clock,
        steady=even,
        crew=crew,
        people=people,
    )
    instances = wrap(real)
    teams = replace(teams, people=people)
    rosters = Rosters(
        teams.teams,
        people,
        admins=admins,
        platforms=tuple(chats),
        plan=Planner(instances.providers.of(ESCALATION), teams, _asked_of(health, ESCALATION)),
        mailers=instances.mailers,
        recipients=instances.recipients,
        context=[one for one in teams.teams if can_tell(one, instances.providers)],
    )
    payloads = Payloads(
        people=people,
        ids=ids,
        public_url=public_url,
        prefix=prefix,
        places={team.id: team.meeting_place for team in teams.teams.values()},
    )
    observing = make_observers(
        observers or {}, plugins, store=store, data_dir=data_dir, clock=clock, owner=ids.incident
    )
    execute = Execute(
        clock=clock,
        ids=ids,
        rosters=rosters,
        payloads=payloads,
        watcher=watching,
        observers=tuple(lane.name for lane in observing.lanes),
    )
    drawing = artist or Matplotlib()
    told = answers or NoAnswers()
    table = attempts_table(
        execute,
        store,
        instances.providers,
        teams,
        clock,
        drawing,
        told,
        mask,
        prefix=prefix,
        steady=even,
    )
    attempts = Attempts(table, mask)
    chats = instances.providers.chats
    trusted = with_trusted_names(chats)
    links = Linking(platforms={name: name in trusted for name in chats}, token=ids.token)
    limits = guests or GuestLimits()
    desk = _desk(execute, teams, prefix, ChartPosts(chats, drawing), trusted, links, limits)
    hearing = Hearing(
        desk=desk,
        speakers=Speakers(lambda: filed, lambda platform: platform in trusted),
        clock=clock,
        prefix=prefix,
        late=late,
    )
    strangers = Strangers()
    doubles = instances.providers.made
    doors = Doors(real.providers.made, doubles=doubles, types=types_of(teams))
    hooks = Hooks(doors, execute, strangers)
    handlers = {SOURCE: hooks.handle, "chat": hearing.handle}
    inbox = Inbox(store, clock, {name: trail.around(one) for name, one in handlers.items()})
    delivery = Delivery(
        store=store,
        execute=execute,
        attempts=attempts,
        clock=clock,
        chance=chance,
        watcher=watching,
        rooms={pool: size.room for pool, size in SIZES.items()},
    )
    return System(
        teams=teams,
        people=people,
        plugins=plugins,
        instances=instances,
        store=store,
        execute=execute,
        desk=desk,
        hearing=hearing,
        queries=_queries(desk, store, instances.providers, people, clock, health, mask),
        inbox=inbox,
        hooks=hooks,
        acks=Acks(
            store,
            execute,
            guessed=lambda: strangers.refused("acknowledge link", "unknown", clock()),
        ),
        strangers=strangers,
        guests=Guests(limits, clock, strangers),
        timers=Timers(store, execute),
        delivery=delivery,
        schedules=_reader(teams, store, instances.providers, health),
        reviews=Reviews(store=store, rosters=rosters, providers=instances.providers, prefix=prefix),
        observers=observing,
        health=health,
        clock=clock,
        heartbeat=heartbeat,
    )


def _reader(teams: Teams, store: Store, providers: Providers, health: Health) -> ScheduleReader:
    return ScheduleReader(
        store=store,
        teams=teams.teams,
        people=teams.people,
        schedules=providers.of(SCHEDULES),
        heard=_asked_of(health, SCHEDULES),
    )


def _queries(
    desk: Desk,
    store: Store,
    providers: Providers,
    people: Mapping[str, Person],
    clock: Clock,
    health: Health,
    mask: Mask,
) -> Queries:
    return Queries(
        asks=Tools(providers=providers, clock=clock),
        telling=Telling(store=store, desk=desk, chats=providers.chats, people=people),
        heard=lambda team, target, worked: health.asked(team, target, worked=worked),
        mask=mask,
    )


def _asked_of(health: Health, row: KindRow[object]) -> Callable[[str, str, bool], None]:
    """Tells how an instance fares that is asked outside of effects."""
    return lambda team, name, worked: health.asked(team, f"{row.kind}.{name}", worked=worked)


def _desk(
    execute: Execute,
    teams: Teams,
    prefix: str,
    charts: ChartPosts,
    trusted_names: frozenset[str],
    links: Linking,
    limits: GuestLimits,
) -> Desk:
    return Desk(
        execute=execute,
        teams={team.id: facts_of(team) for team in teams.teams.values()},
        people=lambda: teams.people,
        charts=charts,
        links=links,
        prefix=prefix,
        trusted_names=trusted_names,
        reports_per_hour=limits.reports_per_hour,
    )
