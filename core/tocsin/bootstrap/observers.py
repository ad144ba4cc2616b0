"""Makes the observers that `config.py` names, each with its lane."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from tocsin.deadlines import run_once
from tocsin.engine.instance_facts import InstanceFacts
from tocsin.engine.observers import ObserverLane
from tocsin.error_location import error_location
from tocsin.plugin_manager import Plugins
from tocsin.providers import Observer, ObserverContext, ObserverType, ProviderConfig
from tocsin.store.contract import Store

log = logging.getLogger(__name__)
MAKING_S: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class Observers:
    """The lanes, and (name, why) of the observers that could not be made."""

    lanes: tuple[ObserverLane, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()

    def step(self, now: datetime) -> int:
        """Make one step of every lane: for simulation and tests, which have one thread."""
        return sum(lane.step(now) for lane in self.lanes)

    def troubles(self) -> Mapping[str, str]:
        """Return every observer and why it does not hear, or ""."""
        return {**{lane.name: lane.trouble for lane in self.lanes}, **dict(self.faults)}


def make_observers(
    settings: Mapping[str, ProviderConfig],
    plugins: Plugins,
    *,
    store: Store,
    data_dir: Path,
    clock: Callable[[], datetime],
    owner: Callable[[], str],
) -> Observers:
    """Make one lane for each name of `settings`; a factory that fails is a fault.

    Args:
        owner: Makes a name for this process among those that share the store.
    """
    lanes: list[ObserverLane] = []
    faults: list[tuple[str, str]] = []
    for name, config in settings.items():
        context = ObserverContext(
            name=name,
            data_dir=data_dir / "observers" / name,
            clock=clock,
            store=InstanceFacts(kept_in=store, space=f"kv/observer.{name}"),
        )
        made = _made(plugins.observers[name], config, context)
        if isinstance(made, str):
            faults.append((name, made))
            continue
        private = plugins.observers[name].sees_private
        lanes.append(ObserverLane(name, made, store, sees_private=private, owner=owner()))
    return Observers(lanes=tuple(lanes), faults=tuple(faults))


def _made(
    found: ObserverType[ProviderConfig], config: ProviderConfig, context: ObserverContext
) -> Observer | str:
    """The observer of a plugin, or why it cannot be made."""
    try:
        made = run_once(partial(found.factory, config, context), MAKING_S, context.name)
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        log.error("the observer %s cannot be made: %s", context.name, error_location(error))
        return f"it cannot be made ({type(error).__name__}); the log says where"
    if not callable(getattr(made, "changed", None)):
        return f"its factory returned a {type(made).__name__}, and no Observer"
    return made
