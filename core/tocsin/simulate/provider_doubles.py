"""Doubles of providers, which take everything and fail when told to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import Generic, TypeVar

from tocsin.chat.port import Chat
from tocsin.config.values import Team, Teams
from tocsin.engine.ports import Providers
from tocsin.errors import ProviderError
from tocsin.providers import (
    Calendar,
    Call,
    Change,
    CustomerMail,
    Customers,
    FiringAlert,
    ListsRecipients,
    MailCapability,
    MeetingDraft,
    OnCallEntry,
    PageRequest,
    Paging,
    PagingCapability,
    PersonMail,
    Posted,
    PostmortemDocument,
    Postmortems,
    Ref,
    ScheduleCapability,
    Schedules,
    StatusPage,
    StatusPageState,
    TicketDraft,
    Ticketing,
    Window,
)
from tocsin.providers.kinds import KINDS
from tocsin.simulate.chat_doubles import TargetHealth
from tocsin.simulate.recorder import Recorder

P_co = TypeVar("P_co", covariant=True)


@dataclass(frozen=True, kw_only=True)
class DoubleContext:
    """The state that the doubles of one simulation share; it outlives restarts.

    Args:
        platforms: The chat platforms that messages to a person go through.
        recorder: What is asked shows as rows.
        folder: Where the scenario lies; what is asked is answered from its files.
        shifts: (team, alerts instance) -> what its files are moved by.
        recorded: (team, changes instance) -> key -> what it was told of.
        firing: (team, alerts instance) -> fingerprint -> what its files say that fires.
    """

    health: TargetHealth
    platforms: tuple[str, ...]
    recorder: Recorder
    folder: Path
    shifts: dict[tuple[str, str], timedelta] = field(default_factory=dict)
    recorded: dict[tuple[str, str], dict[str, Change]] = field(default_factory=dict)
    firing: dict[tuple[str, str], dict[str, FiringAlert]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DoubledInstance(Generic[P_co]):
    """The instance a double stands for."""

    real: P_co
    kind: str
    team: Team
    instance: str
    stage: DoubleContext

    @property
    def target(self) -> str:
        """Its name in scenarios: `<kind>.<name>`."""
        return f"{self.kind}.{self.instance}"

    def touch(self) -> None:
        """Raise ProviderError if it fails now."""
        self.stage.health.touch(self.target)

    def asked(self, text: str) -> None:
        """Record a query; raise ProviderError if it fails now."""
        try:
            self.touch()
        except ProviderError as error:
            self.stage.recorder.add("query", self.target, str(error), outcome="failed", asked=text)
            raise
        self.stage.recorder.add("query", self.target, text, outcome="sent", asked=text)


class PagingDouble:
    """A paging double."""

    def __init__(self, part: DoubledInstance[Paging]) -> None:
        """A tool that pages by chat is broken when every chat is."""
        self.capabilities: frozenset[PagingCapability] = part.real.capabilities
        self._target, self._health = part.target, part.stage.health
        chats = part.stage.platforms if "fallback" in self.capabilities else ()
        self._chats = [f"chat.{platform}" for platform in chats]

    def _touch(self) -> None:
        self._health.touch(self._target)
        self._health.touch_any(self._chats)

    def page(self, request: PageRequest, call: Call) -> Ref:
        """Take the page; the engine's watcher records the attempt."""
        self._touch()
        return Ref(id=request.page_id)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Do nothing."""
        self._touch()

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Do nothing."""
        self._touch()

    def find(self, object_key: str, call: Call) -> Ref | None:
        """Return None."""
        return None


class SchedulesDouble:
    """A schedules double; for one that asks a tool, people of the team stand in."""

    def __init__(self, part: DoubledInstance[Schedules]) -> None:
        """Faults of `schedules.<instance>` apply."""
        self._real = part.real if "pure" in part.real.capabilities else None
        self.capabilities: frozenset[ScheduleCapability] = (
            self._real.capabilities if self._real else frozenset()
        )
        self._stand_ins = _stand_ins(part.team, part.instance)
        self._touch = part.touch

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        """Return whose turn it is, or who stands in."""
        self._touch()
        if self._real is not None:
            return self._real.on_call(schedule, at, call)
        if schedule not in self._stand_ins:
            raise ProviderError("not_found", f"no schedule {schedule[:40]!r}")
        return (OnCallEntry(user=self._stand_ins[schedule]),)

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        """Return the coming shifts."""
        self._touch()
        if self._real is None:
            raise ProviderError("unsupported", "nobody is asked what is to come")
        return self._real.shifts(schedule, window, call)


def _stand_ins(team: Team, instance: str) -> dict[str, str]:
    """Schedule id -> who stands in for a tool: the people of the team file, level by level."""
    levels = [ref.id for ref in team.schedules.values() if ref.instance == instance]
    return dict(zip(levels, cycle(team.people), strict=False)) if team.people else {}


class TicketingDouble:
    """A ticketing double."""

    def __init__(self, part: DoubledInstance[Ticketing]) -> None:
        """Faults of `ticketing.<instance>` apply."""
        self._touch = part.touch

    def create(self, draft: TicketDraft, call: Call) -> Ref:
        """Record the ticket."""
        self._touch()
        return Ref(id=f"{draft.incident}-ticket")

    def close(self, ref: Ref, call: Call) -> None:
        """Record that it is done."""
        self._touch()


class CustomersDouble:
    """A customers double."""

    def __init__(self, part: DoubledInstance[Customers]) -> None:
        """Faults of `customers.<instance>` apply."""
        self.capabilities: frozenset[MailCapability] = part.real.capabilities
        known = part.real.recipients if isinstance(part.real, ListsRecipients) else ()
        self.recipients: tuple[str, ...] = known
        self._touch = part.touch

    def send(self, mail: CustomerMail, call: Call) -> Posted:
        """Record the mail, for one recipient."""
        self._touch()
        return Posted(ref=call.object_key, recipients=1)

    def send_person(self, mail: PersonMail, call: Call) -> Posted:
        """Record the mail."""
        self._touch()
        return Posted(ref=call.object_key, recipients=1)


class StatusPageDouble:
    """A status page double."""

    def __init__(self, part: DoubledInstance[StatusPage]) -> None:
        """Faults of `status_page.<instance>` apply."""
        self._touch = part.touch

    def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
        """Record the state."""
        self._touch()
        return Ref(id=state.key)


class CalendarDouble:
    """A calendar double."""

    def __init__(self, part: DoubledInstance[Calendar]) -> None:
        """Faults of `calendar.<instance>` apply."""
        self._touch = part.touch

    def schedule(self, draft: MeetingDraft, call: Call) -> Ref:
        """Record the meeting."""
        self._touch()
        return Ref(id=draft.uid)

    def cancel(self, draft: MeetingDraft, call: Call) -> None:
        """Record the cancellation."""
        self._touch()


class PostmortemsDouble:
    """A postmortems double."""

    def __init__(self, part: DoubledInstance[Postmortems]) -> None:
        """Faults of `postmortems.<instance>` apply; addresses are the real ones."""
        self.address = part.real.address
        self._touch = part.touch

    def publish(self, document: PostmortemDocument, call: Call) -> Ref:
        """Record the document."""
        self._touch()
        return Ref(id=document.name, url=self.address(document))


def provider_doubles(
    real: Providers, chats: Mapping[str, Chat], stage: DoubleContext, teams: Teams
) -> Providers:
    """Return a double in place of each provider instance, beside these chats."""
    doubles = {
        place: _double(
            DoubledInstance(
                real=provider,
                kind=place[0],
                team=teams.teams[place[1]],
                instance=place[2],
                stage=stage,
            )
        )
        for place, provider in real.made.items()
    }
    return Providers(chats=chats, made=doubles, broken=real.broken)


def _double(part: DoubledInstance[object]) -> object:
    module, _, name = KINDS[part.kind].double.partition(":")
    if not module:
        return part.real
    made: Callable[[DoubledInstance[object]], object] = getattr(import_module(module), name)
    return made(part)
