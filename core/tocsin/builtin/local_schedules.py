"""The built-in schedules: rotations kept in a section, for levels of `[oncall]` to share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from tocsin.domain.calendar import parse_handoff, zone
from tocsin.domain.oncall import Every, Rotation, Shift, on_call, shifts
from tocsin.errors import InvalidValue, ProviderError
from tocsin.providers import (
    Call,
    OnCallEntry,
    ProviderContext,
    ProviderType,
    ScheduleCapability,
    SchedulesConfig,
    Window,
)

T = TypeVar("T")
LONG_AGO: Final = date(2020, 1, 6)
CAPABILITIES: Final[frozenset[ScheduleCapability]] = frozenset({"shifts", "pure"})


def _handoff(value: object) -> object:
    return _said(lambda: parse_handoff(value)) if isinstance(value, str) else value


Handoff = Annotated[tuple[int | None, time], BeforeValidator(_handoff, json_schema_input_type=str)]


class LocalRotation(BaseModel):
    """`[schedules.<name>.rotations.<id>]`: people who take turns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: tuple[str, ...] = Field(min_length=1)
    """Person ids in the order of their turns."""
    rotation: Every = "weekly"
    """How long a turn lasts."""
    handoff: Handoff = (0, time(9))
    """Weekday and time at which a turn ends."""
    start: date = LONG_AGO
    """From that day on the first of `people` is on call."""
    timezone: str = "UTC"
    """Zone of `handoff` and `start`."""

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        _said(lambda: zone(value))
        return value

    def named(self, name: str) -> Rotation:
        """Return the rotation under its id."""
        return Rotation(
            name=name,
            people=self.people,
            every=self.rotation,
            handoff=self.handoff,
            start=self.start,
            timezone=self.timezone,
        )


class LocalConfig(SchedulesConfig):
    """`[schedules.<name>] type = "local"`."""

    rotations: dict[str, LocalRotation] = Field(min_length=1)
    """Their ids are what `[oncall.<level>] id = "…"` names."""

    def ids(self) -> frozenset[str]:
        """Return the rotations of this section."""
        return frozenset(self.rotations)

    def persons(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Return everybody who takes turns, with the place in the section."""
        for name, rotation in self.rotations.items():
            for number, person in enumerate(rotation.people):
                yield ("rotations", name, "people", number), person


class LocalSchedules:
    """Computes turns from the section alone."""

    capabilities = CAPABILITIES

    def __init__(self, rotations: Mapping[str, Rotation]) -> None:
        """By their ids."""
        self._rotations = rotations

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        """Return whose turn it is; () before the rotation starts."""
        shift = on_call(self._rotation(schedule), at)
        return () if shift is None else (_entry(shift),)

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        """Return the turns within the window."""
        found = shifts(self._rotation(schedule), window.start, window.end)
        return tuple(_entry(shift) for shift in found)

    def _rotation(self, schedule: str) -> Rotation:
        if schedule not in self._rotations:
            known = ", ".join(self._rotations)
            raise ProviderError("not_found", f"no rotation {schedule[:40]!r}; there are: {known}")
        return self._rotations[schedule]


def _entry(shift: Shift) -> OnCallEntry:
    return OnCallEntry(user=shift.person, start=shift.start, end=shift.end)


def _said(read: Callable[[], T]) -> T:
    """What a text means; its fault is one of the section."""
    try:
        return read()
    except InvalidValue as error:
        raise ValueError(str(error)) from None


def _make(config: LocalConfig, _context: ProviderContext) -> LocalSchedules:
    return LocalSchedules(
        {name: rotation.named(name) for name, rotation in config.rotations.items()}
    )


LOCAL_SCHEDULES = ProviderType(
    kind="schedules",
    name="local",
    summary="rotations in the team file that several levels share",
    config=LocalConfig,
    factory=_make,
)
