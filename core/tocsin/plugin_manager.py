"""Finds plugins by entry point, checks what they were built for, and collects what they add.

A broken plugin never stops the bot: it is kept as a fault, shown by `tocsin plugins`, by
`/readyz` and in the log.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy

from tocsin import hookspecs
from tocsin.providers import ProviderConfig, ProviderType
from tocsin.providers.kinds import KINDS

log = logging.getLogger(__name__)
GROUP = "tocsin"
API_ATTRIBUTE = "TOCSIN_API"
BUILT_IN = "builtin"


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """One plugin as found: its distribution, and its fault if it cannot be used."""

    name: str
    distribution: str
    version: str
    fault: str = ""
    types: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plugins:
    """Every plugin, and every provider type by (kind, type name)."""

    plugins: tuple[Plugin, ...]
    types: Mapping[tuple[str, str], ProviderType[Any]]

    @property
    def models(self) -> dict[tuple[str, str], type[ProviderConfig]]:
        """What `config` needs to read team files."""
        return {key: found.config for key, found in self.types.items()}

    @property
    def faults(self) -> tuple[Plugin, ...]:
        """Plugins that cannot be used."""
        return tuple(plugin for plugin in self.plugins if plugin.fault)


def load_plugins(points: Iterable[EntryPoint] | None = None) -> Plugins:
    """Load every plugin of the group `tocsin`; the built-ins come first and always."""
    found = entry_points(group=GROUP) if points is None else points
    plugins: list[Plugin] = []
    types: dict[tuple[str, str], ProviderType[Any]] = {}
    for point in sorted(found, key=lambda one: (one.name != BUILT_IN, one.name)):
        plugins.append(_load(point, types))
    return Plugins(plugins=tuple(plugins), types=types)


def _load(point: EntryPoint, types: dict[tuple[str, str], ProviderType[Any]]) -> Plugin:
    dist = point.dist
    plugin = Plugin(
        name=point.name,
        distribution=dist.name if dist else "?",
        version=dist.version if dist else "",
    )
    try:
        module = point.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
        log.error("the plugin %s cannot be loaded: %s", point.name, _where(error))
        return _faulty(plugin, f"it cannot be imported ({type(error).__name__})")
    built_for = getattr(module, API_ATTRIBUTE, hookspecs.API_VERSION)
    if built_for != hookspecs.API_VERSION:
        return _faulty(
            plugin,
            f"it was built for plugin API {built_for}, this is {hookspecs.API_VERSION}; "
            f"install a version of {plugin.distribution} that fits",
        )
    return _collect(plugin, module, types)


def _collect(
    plugin: Plugin, module: object, types: dict[tuple[str, str], ProviderType[Any]]
) -> Plugin:
    """Ask one plugin for its types, alone, so that its faults are its own."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(module, plugin.name)
        manager.check_pending()
        answers = [one for some in manager.hook.tocsin_providers() for one in some]
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
        log.error("the plugin %s is broken: %s", plugin.name, _where(error))
        return _faulty(plugin, f"its hooks are broken ({type(error).__name__})")
    added: dict[tuple[str, str], ProviderType[Any]] = {}
    for one in answers:
        fault = _wrong(one, {**types, **added})
        if fault:
            return _faulty(plugin, fault)  # all of it or nothing: half a plugin surprises later
        added[one.kind, one.name] = one
    types.update(added)
    return Plugin(
        name=plugin.name,
        distribution=plugin.distribution,
        version=plugin.version,
        types=tuple(f"{kind}: {name}" for kind, name in added),
    )


def _wrong(one: object, taken: Mapping[tuple[str, str], object]) -> str:
    """Why this cannot be a provider type here, or ""."""
    if not isinstance(one, ProviderType):
        return f"it adds a {type(one).__name__}, which is no ProviderType"
    given: dict[str, object] = vars(one)  # what a plugin wrote, whatever its types promise
    if given["kind"] not in KINDS or not isinstance(given["name"], str):
        return f"there is no kind {given['kind']!r} of providers, or its type has no name"
    model = given["config"]
    if not (isinstance(model, type) and issubclass(model, ProviderConfig)):
        return f"the config of {one.kind}.{one.name} is no ProviderConfig"
    if not callable(given["factory"]):
        return f"the factory of {one.kind}.{one.name} cannot be called"
    if (one.kind, one.name) in taken:
        return f"{one.kind}.{one.name} is taken already, by another plugin or by itself"
    return ""


def _where(error: BaseException) -> str:
    """Type and place of an error; its text may hold anything, a secret too."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = "".join(f" at {one.filename}:{one.lineno} in {one.name}" for one in last)
    return f"{type(error).__name__}{place}"


def _faulty(plugin: Plugin, fault: str) -> Plugin:
    return Plugin(
        name=plugin.name, distribution=plugin.distribution, version=plugin.version, fault=fault
    )
