"""Makes every provider instance the team files ask for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeGuard

from tocsin.bootstrap.deadline_proxies import (
    CLOSE,
    Closable,
    Crews,
    InvalidInstance,
    chat_with_deadlines,
    checked_instance,
    with_deadlines,
)
from tocsin.chat.port import Chat
from tocsin.config.values import Section, Team, Teams
from tocsin.deadlines import Calls, Crew, Raised, Stuck
from tocsin.domain.people import Person
from tocsin.engine.accounts import id_of
from tocsin.engine.change_attempts import recorder_of
from tocsin.engine.direct_messages import direct_of
from tocsin.engine.instance_facts import InstanceFacts, facts_space
from tocsin.engine.ports import Providers
from tocsin.engine.rate_limited_chat import rate_limited
from tocsin.engine.room_ids import id_of_room, with_fixed_rooms
from tocsin.error_location import error_location
from tocsin.errors import TocsinError
from tocsin.plugin_manager import Plugins
from tocsin.providers import Customers, ListsRecipients, ProviderContext
from tocsin.providers.kinds import ALERTS, CHANGES, CUSTOMERS, ESCALATION, KINDS
from tocsin.providers.shared import Shared
from tocsin.store.contract import Store

log = logging.getLogger(__name__)
FACTORY_S: Final = 5.0
CLOSE_S: Final = 2.0
READERS: Final = 8


@dataclass(frozen=True, kw_only=True)
class Instances:
    """Everything that was made, and the sections that could not be.

    Args:
        crews: `<team>/<kind>.<instance>` or `chat.<platform>` -> who calls it.
    """

    providers: Providers
    faults: tuple[str, ...] = ()
    crews: Mapping[str, Calls] = field(default_factory=dict)

    def stuck(self) -> Mapping[str, Stuck]:
        """Return the instances that hang, by the names of `crews`."""
        found = {name: crew.stuck for name, crew in self.crews.items()}
        return {name: stuck for name, stuck in found.items() if stuck.calls}

    def close(self, seconds: float = CLOSE_S) -> None:
        """Tell every instance that has a `close()`, within that time for all of them."""
        ends = time.monotonic() + seconds
        for (kind, team, name), made in self.providers.made.items():
            if not _is_closed(made, kind) or time.monotonic() > ends:
                continue
            try:
                made.close()
            except Exception as error:  # noqa: BLE001 - a plugin may raise anything
                log.warning(
                    "%s.%s of team %s does not close: %s", kind, name, team, error_location(error)
                )

    @property
    def mailers(self) -> Mapping[str, str]:
        """Team -> the first instance that can mail people of the team."""
        able = [
            key
            for key, customers in self.providers.of(CUSTOMERS).items()
            if _mails_people(customers)
        ]
        return dict(reversed(able))

    @property
    def recipients(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Team -> customers instance -> the addresses it mails, of those that tell them."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for (team, instance), customers in self.providers.of(CUSTOMERS).items():
            if isinstance(customers, ListsRecipients):
                found.setdefault(team, {})[instance] = customers.recipients
        return found

    @property
    def recorders(self) -> Mapping[str, tuple[str, ...]]:
        """Team -> its instances that are told of changes responders made, in file order."""
        found: dict[str, tuple[str, ...]] = {}
        for (team, instance), tool in self.providers.of(CHANGES).items():
            if recorder_of(tool) is not None:
                found[team] = (*found.get(team, ()), instance)
        return found


class _Crews(dict[str, Calls]):
    """Name -> who calls what bears it, made when it is first asked for."""

    def __init__(self, make: Crews) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Calls:
        self[name] = self._make(name)
        return self[name]


def make_instances(
    teams: Teams,
    plugins: Plugins,
    *,
    store: Store,
    chats: Mapping[str, Chat],
    data_dir: Path,
    clock: Callable[[], datetime],
    steady: Callable[[], float] = time.monotonic,
    crew: Crews | None = None,
    people: Mapping[str, Person] | None = None,
) -> Instances:
    """Make one object for each section, each call to it with a deadline.

    A factory that raises, hangs or gives something else is a fault, never the end.

    Args:
        steady: Seconds of a clock that nobody sets.
        crew: Who calls the instance of a name; None = threads of its own.
        people: Everybody of the deployment by id, as of now; None = as the team files have them.
    """
    crews = _Crews(crew or crew_named)
    keeping = partial(_chat, teams, store, steady, people or teams.people)
    kept = {name: keeping(name, chat, crews[f"chat.{name}"]) for name, chat in chats.items()}
    maker = _Maker(plugins, store, kept, data_dir, clock, steady, crews)
    return maker.instances(teams)


def _chat(
    teams: Teams,
    store: Store,
    steady: Callable[[], float],
    people: Mapping[str, Person],
    platform: str,
    chat: Chat,
    calls: Calls,
) -> Chat:
    """A chat platform as the core calls it: within its deadlines, its rooms and its pace."""
    kept = with_fixed_rooms(chat_with_deadlines(chat, calls), _announced_in(teams, platform))
    rooms = partial(id_of_room, store, platform)
    return rate_limited(kept, steady, partial(id_of, kept, people), rooms)


Place = tuple[str, str, str]
"""Kind, team and name of an instance."""


@dataclass(frozen=True)
class _Maker:
    """What every instance is made with."""

    plugins: Plugins
    store: Store
    chats: Mapping[str, Chat]
    data_dir: Path
    clock: Callable[[], datetime]
    steady: Callable[[], float]
    crews: _Crews

    def instances(self, teams: Teams) -> Instances:
        """Return those of every team, and a sentence for each that cannot be made."""
        made: dict[Place, object] = {}
        broken: dict[Place, str] = {}
        for team in teams.teams.values():
            shared = Shared()
            for section in team.sections.values():
                place = (section.kind, team.id, section.instance)
                try:
                    made[place] = self._made(team, section, shared)
                except NotMade as why:
                    broken[place] = str(why)
        told = (f"{kind}.{name} of team {team} {why}" for (kind, team, name), why in broken.items())
        providers = Providers(chats=self.chats, made=made, broken=broken)
        return Instances(providers=providers, faults=tuple(told), crews=self.crews)

    def _made(self, team: Team, section: Section, shared: Shared) -> object:
        calls = self.crews[f"{team.id}/{section.kind}.{section.instance}"]
        return _made(section, self.plugins, self._context(team, section, shared), calls)

    def _context(self, team: Team, section: Section, shared: Shared) -> ProviderContext:
        return ProviderContext(
            team=team.id,
            instance=section.instance,
            data_dir=self.data_dir / team.id / f"{section.kind}.{section.instance}",
            clock=self.clock,
            store=InstanceFacts(
                kept_in=self.store, space=facts_space(team.id, section.kind, section.instance)
            ),
            direct=direct_of(team, section, self.chats, self.store, self.steady),
            shared=shared,
            components=_components(team),
        )


def _components(team: Team) -> tuple[str, ...]:
    """What its services stand for on a status page, each once."""
    every = (name for service in team.services.values() for name in service.components)
    return tuple(dict.fromkeys(every))


def _announced_in(teams: Teams, platform: str) -> Mapping[str, str]:
    """Name -> id of the announce rooms that the team files know by their id on a platform."""
    return {
        team.announce: team.announce_ids[platform]
        for team in teams.teams.values()
        if platform in team.announce_ids
    }


def crew_named(name: str) -> Calls:
    """Return the crew of threads of this name.

    A plan is asked for while others wait, so one that hangs is not asked again. What reads webhooks
    keeps no more than half of their threads.
    """
    if f"/{ESCALATION.kind}." in name:
        return Crew(name, most=1)
    return Crew(name, at_once=READERS if f"/{ALERTS.kind}." in name else None)


def _is_closed(instance: object, kind: str) -> TypeGuard[Closable]:
    """Whether its `close` ends the instance; of a tracker it is what is done with a ticket."""
    return isinstance(instance, Closable) and all(
        own.name != "close" for own in KINDS[kind].methods
    )


def _mails_people(instance: Customers) -> bool:
    return "people" in instance.capabilities


class NotMade(Exception):
    """There is no instance for a section; the sentence says why, without its subject."""


def _made(section: Section, plugins: Plugins, context: ProviderContext, calls: Calls) -> object:
    """The instance of a section, as it is called from now on. Raises NotMade."""
    found, row = plugins.types.get((section.kind, section.type)), KINDS[section.kind]
    if found is None:
        raise NotMade(f"has no type: {section.type!r} is not installed")

    def make() -> object:
        instance = checked_instance(found.factory(section.config, context), row)
        return with_deadlines(instance, (*row.calls, CLOSE), calls)

    try:
        return calls.call(make, FACTORY_S, "factory")
    except Exception as error:
        place = (section.kind, section.instance, context.team)
        log.error("%s.%s of team %s cannot be made: %s", *place, error_location(error))
        raise NotMade(f"cannot be made: {_why(error)}") from error


def _why(error: Exception) -> str:
    """What people may read of it: the text of a stranger's exception may hold anything."""
    if isinstance(error, Raised):
        return str(error)
    return str(error) if isinstance(error, TocsinError | InvalidInstance) else type(error).__name__
