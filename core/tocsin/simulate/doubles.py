"""Chats and provider instances that tell nobody: they record, and fail when told to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tocsin.chat.port import Card, ChatCapability, File, MessageRef, RoomRef
from tocsin.domain.metrics import Chart, Metrics
from tocsin.domain.people import Person
from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers import (
    AlertEvent,
    AlertSource,
    Call,
    CustomerMail,
    Customers,
    ListsRecipients,
    MailCapability,
    MeetingDraft,
    OnCallEntry,
    PageRequest,
    Paging,
    PersonMail,
    Posted,
    PostmortemDocument,
    Postmortems,
    RawRequest,
    Received,
    Ref,
    ScheduleCapability,
    Schedules,
    StatusPageState,
    TicketDraft,
    Window,
)
from tocsin.providers.paging import PagingCapability
from tocsin.simulate.recorder import Recorder
from tocsin.simulate.scenario import FaultState

ASK_S = 30.0
_CODES: dict[FaultState, ProviderFault] = {
    "down": "unavailable",
    "timeout": "timeout",
    "429": "rate_limited",
}


@dataclass
class Health:
    """What is broken now: `<kind>.<name>` -> how."""

    faults: dict[str, FaultState] = field(default_factory=dict)

    def touch(self, target: str) -> None:
        """Raise ProviderError if the target is broken."""
        state = self.faults.get(target, "up")
        if state != "up":
            ask = ASK_S if state == "429" else None
            raise ProviderError(_CODES[state], f"{target} is {state}", retry_after=ask)


class RecordingChat:
    """A chat platform in memory; rooms outlive restarts."""

    capabilities: frozenset[ChatCapability] = frozenset(
        {"topic", "pin", "edit", "invite", "upload"}
    )

    def __init__(self, platform: str, recorder: Recorder, health: Health) -> None:
        """Faults of `chat.<platform>` apply."""
        self.platform = platform
        self.rooms: dict[str, str] = {}
        self._recorder = recorder
        self._touch: Callable[[], None] = lambda: health.touch(f"chat.{platform}")

    def _key(self, key: str) -> str:
        return self._recorder.key(key.split(":", 1)[0])

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        """Create or adopt."""
        key = self._recorder.key(incident)
        try:
            self._touch()
        except ProviderError as error:
            self._recorder.add("room", name, str(error), incident=key, outcome="failed")
            raise
        taken, number = name, 1
        while self.rooms.get(taken, incident) != incident:
            number += 1
            taken = f"{name}-{number}"
        self.rooms[taken] = incident
        self._recorder.add("room", taken, "", incident=key, outcome="opened")
        return RoomRef(platform=self.platform, id=taken, name=f"#{taken}")

    def find_room(self, name: str) -> RoomRef:
        """Any room outside incidents exists."""
        return RoomRef(platform=self.platform, id=name.removeprefix("#"), name=name)

    def invite(self, room: RoomRef, people: tuple[Person, ...]) -> None:
        """Everybody comes."""
        self._touch()

    def set_topic(self, room: RoomRef, text: str) -> None:
        """Recorded."""
        self._touch()
        self._recorder.add("topic", room.name, text, incident=self._of(room))

    def post(self, room: RoomRef, text: str, *, key: str) -> MessageRef:
        """Recorded."""
        self._touch()
        row = self._recorder.add("message", room.name, text, incident=self._key(key))
        return MessageRef(platform=self.platform, room=room.id, id=str(row.seq))

    def upload(self, room: RoomRef, file: File, *, key: str) -> MessageRef:
        """Recorded as a message: its name and what it shows."""
        self._touch()
        told = f"[{file.name}] {file.alt}"
        facts = {"file": file.name, "media_type": file.media_type}
        row = self._recorder.add("message", room.name, told, incident=self._key(key), **facts)
        return MessageRef(platform=self.platform, room=room.id, id=str(row.seq))

    def put_card(self, room: RoomRef, card: Card, ref: MessageRef | None) -> MessageRef:
        """Recorded."""
        self._touch()
        row = self._recorder.add("card", room.name, card.as_text(), incident=self._of(room))
        return ref or MessageRef(platform=self.platform, room=room.id, id=str(row.seq))

    def direct(self, person: Person, text: str, *, key: str) -> None:
        """Recorded."""
        self._touch()
        self._recorder.add("message", f"@{person.id}", text, incident=self._key(key))

    def _of(self, room: RoomRef) -> str:
        return self._recorder.key(self.rooms.get(room.id, ""))


class Sketcher:
    """Draws nothing: what a scenario tells does not hang on what is installed."""

    able = True

    def draw(self, chart: Chart, found: Metrics, name: str) -> bytes:
        """Where a picture begins, and where it ends."""
        return b"\x89PNG\r\n\x1a\n"


class SilentPager:
    """Stands for a paging instance: takes every page unless it is broken."""

    def __init__(self, instance: str, real: Paging, health: Health, chat: str) -> None:
        """A tool that pages by chat is broken when that chat is."""
        self.capabilities: frozenset[PagingCapability] = real.capabilities
        self._targets = [f"paging.{instance}"]
        if "fallback" in real.capabilities:
            self._targets.append(f"chat.{chat}")
        self._health = health

    def _touch(self) -> None:
        for target in self._targets:
            self._health.touch(target)

    def page(self, request: PageRequest, call: Call) -> Ref:
        """The engine's watcher records the attempt."""
        self._touch()
        return Ref(id=request.page_id)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Taken."""
        self._touch()

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Taken."""
        self._touch()

    def find(self, object_key: str, call: Call) -> Ref | None:
        """Nothing is looked up."""
        return None


class SilentSchedules:
    """Stands for a schedules instance: one that asks a tool is not asked, people stand in."""

    def __init__(
        self, instance: str, real: Schedules, health: Health, stand_ins: Mapping[str, str]
    ) -> None:
        """Faults of `schedules.<instance>` apply. `stand_ins`: schedule id -> person."""
        self._real = real if "pure" in real.capabilities else None
        self.capabilities = real.capabilities if self._real else frozenset[ScheduleCapability]()
        self._stand_ins = stand_ins
        self._touch: Callable[[], None] = lambda: health.touch(f"schedules.{instance}")

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        """Who takes turns, or who stands in."""
        self._touch()
        if self._real is not None:
            return self._real.on_call(schedule, at, call)
        if schedule not in self._stand_ins:
            raise ProviderError("not_found", f"no schedule {schedule[:40]!r}")
        return (OnCallEntry(user=self._stand_ins[schedule]),)

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        """The turns to come."""
        self._touch()
        if self._real is None:
            raise ProviderError("unsupported", "nobody is asked what is to come")
        return self._real.shifts(schedule, window, call)


class SilentTracker:
    """Stands for a ticketing instance."""

    def __init__(self, instance: str, health: Health) -> None:
        """Faults of `ticketing.<instance>` apply."""
        self._touch: Callable[[], None] = lambda: health.touch(f"ticketing.{instance}")

    def create(self, draft: TicketDraft, call: Call) -> Ref:
        """Taken."""
        self._touch()
        return Ref(id=f"{draft.incident}-ticket")

    def close(self, ref: Ref, call: Call) -> None:
        """Taken."""
        self._touch()


class SilentMail:
    """Stands for a customers instance."""

    def __init__(self, instance: str, real: Customers, health: Health) -> None:
        """Faults of `customers.<instance>` apply."""
        self.capabilities: frozenset[MailCapability] = real.capabilities
        known = real.recipients if isinstance(real, ListsRecipients) else ()
        self.recipients: tuple[str, ...] = known
        self._touch: Callable[[], None] = lambda: health.touch(f"customers.{instance}")

    def send(self, mail: CustomerMail, call: Call) -> Posted:
        """Taken, for one recipient."""
        self._touch()
        return Posted(ref=call.object_key, recipients=1)

    def send_person(self, mail: PersonMail, call: Call) -> Posted:
        """Taken."""
        self._touch()
        return Posted(ref=call.object_key, recipients=1)


class SilentStatusPage:
    """Stands for a status page."""

    def __init__(self, instance: str, health: Health) -> None:
        """Faults of `status_page.<instance>` apply."""
        self._touch: Callable[[], None] = lambda: health.touch(f"status_page.{instance}")

    def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
        """Taken."""
        self._touch()
        return Ref(id=state.key)


class SilentCalendar:
    """Stands for a calendar instance."""

    def __init__(self, instance: str, health: Health) -> None:
        """Faults of `calendar.<instance>` apply."""
        self._touch: Callable[[], None] = lambda: health.touch(f"calendar.{instance}")

    def schedule(self, draft: MeetingDraft, call: Call) -> Ref:
        """Taken."""
        self._touch()
        return Ref(id=draft.uid)

    def cancel(self, draft: MeetingDraft, call: Call) -> None:
        """Taken."""
        self._touch()


class SilentArchive:
    """Stands for a postmortems instance."""

    def __init__(self, instance: str, real: Postmortems, health: Health) -> None:
        """Faults of `postmortems.<instance>` apply; addresses are the real ones."""
        self.address = real.address
        self._touch: Callable[[], None] = lambda: health.touch(f"postmortems.{instance}")

    def publish(self, document: PostmortemDocument, call: Call) -> Ref:
        """Taken."""
        self._touch()
        return Ref(id=document.name, url=self.address(document))


class ShiftedSource:
    """An alerts section whose files are moved into the scenario's time by one offset."""

    def __init__(self, real: AlertSource) -> None:
        """Not shifted until the first file."""
        self._real = real
        self.shift: timedelta | None = None

    def authenticate(self, request: RawRequest) -> None:
        """Skipped in a simulation."""

    def receive(self, request: RawRequest) -> Received:
        """What the real source reads, shifted."""
        received = self._real.receive(request)
        starts = [alert.starts_at for group in received.groups for alert in group.alerts]
        if self.shift is None and starts:
            self.shift = request.received - min(starts)
        shift = self.shift or timedelta()
        groups = tuple(
            replace(group, alerts=tuple(_shifted(alert, shift) for alert in group.alerts))
            for group in received.groups
        )
        return replace(received, groups=groups)


def _shifted(alert: AlertEvent, shift: timedelta) -> AlertEvent:
    ends = None if alert.ends_at is None else _moved(alert.ends_at, shift)
    return replace(alert, starts_at=_moved(alert.starts_at, shift), ends_at=ends)


def _moved(at: datetime, shift: timedelta) -> datetime:
    """The moment moved; one that would fall off the calendar stays where it is."""
    try:
        return at + shift
    except OverflowError:
        return at
