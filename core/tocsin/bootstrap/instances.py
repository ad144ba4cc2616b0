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

from tocsin.bootstrap.keeping import CLOSE, Closes, Crews, Unsound, keep, keep_chat, sound
from tocsin.chat.forms import Action
from tocsin.chat.port import Chat
from tocsin.chat.text import Link, text
from tocsin.config.values import Section, Team, Teams
from tocsin.deadlines import Calls, Crew, Raised, Stuck
from tocsin.domain.people import Person
from tocsin.engine.accounts import id_of
from tocsin.engine.chat_rooms import id_of_room, with_fixed_rooms
from tocsin.engine.instance_facts import Facts, kept_at
from tocsin.engine.pacing import paced
from tocsin.engine.ports import Providers
from tocsin.engine.reaching import in_turn, reach
from tocsin.engine.trouble import where
from tocsin.errors import TocsinError
from tocsin.plugin_manager import Plugins
from tocsin.providers import Customers, Direct, ListsRecipients, ProviderContext
from tocsin.providers.kinds import ALERTS, CUSTOMERS, ESCALATION, KINDS
from tocsin.providers.shared import Shared
from tocsin.store.contract import Store
from tocsin.wording.buttons import on_page

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
        """The instances that hang, by the names of `crews`."""
        found = {name: crew.stuck for name, crew in self.crews.items()}
        return {name: stuck for name, stuck in found.items() if stuck.calls}

    def close(self, seconds: float = CLOSE_S) -> None:
        """Tell every instance that has a `close()`, within that time for all of them."""
        ends = time.monotonic() + seconds
        for (kind, team, name), one in self.providers.made.items():
            if not _is_closed(one, kind) or time.monotonic() > ends:
                continue
            try:
                one.close()
            except Exception as error:  # noqa: BLE001 - a plugin may raise anything
                log.warning("%s.%s of team %s does not close: %s", kind, name, team, where(error))

    @property
    def mailers(self) -> Mapping[str, str]:
        """Team -> the first instance that can mail people of the team."""
        able = [key for key, one in self.providers.of(CUSTOMERS).items() if _mails_people(one)]
        return dict(reversed(able))

    @property
    def recipients(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Team -> customers instance -> the addresses it mails, of those that tell them."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for (team, instance), one in self.providers.of(CUSTOMERS).items():
            if isinstance(one, ListsRecipients):
                found.setdefault(team, {})[instance] = one.recipients
        return found


Buttons = Callable[[str], tuple[Action, ...]]


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
    """One object for each section, each call to it with a deadline.

    A factory that raises, hangs or gives something else is a fault, never the end.

    Args:
        steady: Seconds of a clock that nobody sets.
        crew: Who calls the instance of a name; None = threads of its own.
        people: Everybody of the deployment by id, as of now; None = as the team files have them.
    """
    crews: dict[str, Calls] = {}

    def called(name: str) -> Calls:
        return crews.setdefault(name, (crew or of_threads)(name))

    def kept(name: str, chat: Chat) -> Chat:
        one = with_fixed_rooms(keep_chat(chat, called(f"chat.{name}")), _announced_in(teams, name))
        rooms = partial(id_of_room, store, name)
        return paced(one, steady, partial(id_of, one, people or teams.people), rooms)

    chats = {name: kept(name, chat) for name, chat in chats.items()}
    made: dict[tuple[str, str, str], object] = {}
    broken: dict[tuple[str, str, str], str] = {}
    for team in teams.teams.values():
        shared = Shared()
        for section in team.sections.values():
            place = (section.kind, team.id, section.instance)
            context = ProviderContext(
                team=team.id,
                instance=section.instance,
                data_dir=data_dir / team.id / f"{section.kind}.{section.instance}",
                clock=clock,
                store=Facts(kept_in=store, space=kept_at(team.id, section.kind, section.instance)),
                direct=_direct(team, chats, steady, _acknowledging(store, section), store),
                shared=shared,
                components=_components(team),
            )
            try:
                calls = called(f"{team.id}/{section.kind}.{section.instance}")
                made[place] = _made(section, plugins, context, calls)
            except Unmade as why:
                broken[place] = str(why)
    return Instances(
        providers=Providers(chats=chats, made=made, broken=broken),
        faults=tuple(
            f"{kind}.{name} of team {team} {why}" for (kind, team, name), why in broken.items()
        ),
        crews=crews,
    )


def _components(team: Team) -> tuple[str, ...]:
    """What its services stand for on a status page, each once."""
    every = (one for service in team.services.values() for one in service.components)
    return tuple(dict.fromkeys(every))


def _announced_in(teams: Teams, platform: str) -> Mapping[str, str]:
    """Name -> id of the announce rooms that the team files know by their id on a platform."""
    return {
        team.announce: team.announce_ids[platform]
        for team in teams.teams.values()
        if platform in team.announce_ids
    }


def of_threads(name: str) -> Calls:
    """A crew for what bears this name.

    A plan is asked for while others wait, so one that hangs is not asked again. What reads webhooks
    keeps no more than half of their threads.
    """
    if f"/{ESCALATION.kind}." in name:
        return Crew(name, most=1)
    return Crew(name, at_once=READERS if f"/{ALERTS.kind}." in name else None)


def _is_closed(one: object, kind: str) -> TypeGuard[Closes]:
    """Whether its `close` ends the instance; of a tracker it is what is done with a ticket."""
    return isinstance(one, Closes) and all(own.name != "close" for own in KINDS[kind].methods)


def _mails_people(one: Customers) -> bool:
    return "people" in one.capabilities


class Unmade(Exception):
    """There is no instance for a section; the sentence says why, without its subject."""


def _made(section: Section, plugins: Plugins, context: ProviderContext, calls: Calls) -> object:
    """The instance of a section, as it is called from now on. Raises Unmade."""
    found, row = plugins.types.get((section.kind, section.type)), KINDS[section.kind]
    if found is None:
        raise Unmade(f"has no type: {section.type!r} is not installed")

    def make() -> object:
        one = sound(found.factory(section.config, context), row)
        return keep(one, (*row.calls, CLOSE), calls)

    try:
        return calls.call(make, FACTORY_S, "factory")
    except Exception as error:
        place = (section.kind, section.instance, context.team)
        log.error("%s.%s of team %s cannot be made: %s", *place, where(error))
        raise Unmade(f"cannot be made: {_why(error)}") from error


def _why(error: Exception) -> str:
    """What people may read of it: the text of a stranger's exception may hold anything."""
    if isinstance(error, Raised):
        return str(error)
    return str(error) if isinstance(error, TocsinError | Unsound) else type(error).__name__


def _acknowledging(store: Store, section: Section) -> Buttons:
    """What is sent directly by a paging tool is a page, which can be answered there."""

    def buttons(key: str) -> tuple[Action, ...]:
        owner = key.partition(":")[0]
        incident = store.read(lambda tx: tx.look(owner)) if section.kind == "paging" else None
        return on_page(incident.key) if incident is not None else ()

    return buttons


def _direct(
    team: Team,
    chats: Mapping[str, Chat],
    steady: Callable[[], float],
    buttons: Buttons,
    store: Store,
) -> Direct:
    """A direct message on the first of the team's platforms that takes it."""

    def send(person: Person, words: str, key: str, *, link: str = "") -> None:
        every = in_turn(chats, team.platforms or tuple(chats), person)
        actions, again = buttons(key), _was_tried(store, key)
        whole = text(words, *([Link(link)] if link else ()))
        reach(every, person, whole, key=key, steady=steady, actions=actions, again=again)

    return send


def _was_tried(store: Store, key: str) -> bool:
    """Whether the effect of that key was attempted before: then it may be out already."""
    waiting = store.read(lambda tx: tx.pending(key.partition(":")[0]))
    return any(row.key == key and row.attempts > 1 for row in waiting)
