"""Observers: told of every incident after a change of it is committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from tocsin.providers.base import KeyValue, ProviderConfig
from tocsin.providers.view import IncidentView


class Observer(Protocol):
    """Protocol of what wants to know how incidents stand."""

    def changed(self, incident: IncidentView) -> None:
        """Take an incident as it is now; on an exception it is told again later.

        An incident is told at least once after it changed, its latest state alone: what came
        between may be left out, and `version` grows or stays the same. One call at a time, and
        each within 10 seconds. Nobody who is paged waits for it. What fails is tried again with
        growing pauses, until the change is a day old.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class ObserverContext:
    """The arguments an observer's factory gets besides its config.

    Args:
        name: The observer's name in `TOCSIN_OBSERVERS`.
        data_dir: A folder of its own; it may have to be made.
        clock: Returns the present moment, aware, UTC.
    """

    name: str
    data_dir: Path
    clock: Callable[[], datetime]
    store: KeyValue


C = TypeVar("C", bound=ProviderConfig)


@dataclass(frozen=True, kw_only=True)
class ObserverType(Generic[C]):
    """An observer a plugin adds: its name, the model of its settings, and a factory.

    Args:
        name: The key in `TOCSIN_OBSERVERS` of `config.py`; nobody observes who is not named there.
        sees_private: Whether it hears of private incidents too, without their titles. Who does
            not say so hears nothing of an incident from when it is private.
        factory: Called once at start.
    """

    name: str
    summary: str
    config: type[C]
    factory: Callable[[C, ObserverContext], Observer]
    sees_private: bool = False
