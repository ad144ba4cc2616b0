"""The service, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.command import Command
from tocsin.domain.services import ServiceSet, SetService
from tocsin.wording.catchup import links_lines
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import lines, together
from tocsin.wording.scene import Says, Scene
from tocsin.wording.told import Say, Told, nothing_beside


def _reply_service(told: Told, _command: SetService) -> str:
    return f"{told.key}: the service is {clean(told.incident.service, 60)}."


def _room_service(_event: ServiceSet, scene: Scene) -> Words:
    if not scene.incident.rooms:
        return ""  # the opening message names it
    return lines(*service_named(scene), together(" · ", links_lines(scene)))


def service_named(scene: Scene) -> tuple[str, ...]:
    """The line that names the service, or none."""
    name = clean(scene.incident.service, 60)
    return (f"Service: {name}",) if name else ()


def _timeline_service(event: ServiceSet, names: Names, _zone: str) -> str:
    return f"{names(event.by)} named the service {clean(event.service.name, 60)}."


REPLIES: Final[Mapping[type[Command], Say]] = {
    SetService: _reply_service,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    SetService: nothing_beside,
}

ROOM: Final[Mapping[str, Says]] = {
    "service-set": _room_service,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "service-set": _timeline_service,
}
