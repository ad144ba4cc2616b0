"""Loads every plugin and collects each one's faults."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Final, Generic, TypeVar

from tocsin import hookspecs
from tocsin.chat import ChatType
from tocsin.plugin_manager import value_checks
from tocsin.plugin_manager.guarded_calls import PluginBroken, run_guarded
from tocsin.plugin_manager.hooks import Hooks
from tocsin.plugin_manager.plugins import Plugin, Plugins
from tocsin.providers import ObserverType, ProviderConfig, ProviderType

log = logging.getLogger(__name__)
GROUP: Final = "tocsin"
API_ATTRIBUTE: Final = "TOCSIN_API"
BUILT_IN: Final = "builtin"
IMPORT_S: Final = 15.0
"""How long the import of one plugin may take; with its libraries it may come from a cold disk."""
PRINTS: Final = "prints to stdout, which belongs to Tocsin's own output; it is shown on stderr"

Types = dict[tuple[str, str], ProviderType[ProviderConfig]]


def load_plugins(
    points: Iterable[EntryPoint] | None = None, *, import_s: float = IMPORT_S
) -> Plugins:
    """Load every plugin of the entry point group `tocsin`, the built-ins first.

    Args:
        points: The entry points, or None for those of what is installed.
        import_s: Seconds that the import of one plugin may take.
    """
    found = entry_points(group=GROUP) if points is None else points
    loading = _Loading(import_s=import_s)
    plugins = [
        loading.load(point)
        for point in sorted(found, key=lambda point: (point.name != BUILT_IN, point.name))
    ]
    types: Types = {(type_.kind, type_.name): type_ for type_ in loading.types.kept.values()}
    return Plugins(
        plugins=tuple(plugins),
        types=types,
        chats={chat.name: chat for chat in loading.chats.kept.values()},
        errbot=tuple(loading.errbot.kept.values()),
        observers={observer.name: observer for observer in loading.observers.kept.values()},
        hooks=loading.hooks,
    )


@dataclass(frozen=True, kw_only=True)
class _Imported:
    """What an entry point names, and the API that it says it was built for."""

    module: object
    api: object


@dataclass(frozen=True, kw_only=True)
class _Loading:
    """The manager, and a `HookValues` for each hook."""

    import_s: float
    hooks: Hooks = field(default_factory=Hooks)
    types: HookValues[ProviderType[ProviderConfig]] = field(
        default_factory=lambda: HookValues(
            hook="tocsin_providers",
            accept=value_checks.provider_type,
            label=lambda type_: f"{type_.kind}: {type_.name}",
        )
    )
    chats: HookValues[ChatType[ProviderConfig]] = field(
        default_factory=lambda: HookValues(
            hook="tocsin_chats",
            accept=value_checks.chat_type,
            label=lambda chat: f"chat: {chat.name}",
        )
    )
    errbot: HookValues[type[object] | Path] = field(
        default_factory=lambda: HookValues(
            hook="tocsin_errbot_plugins",
            accept=value_checks.errbot_plugin,
            label=lambda plugin: (
                f"Errbot: {plugin if isinstance(plugin, Path) else plugin.__name__}"
            ),
        )
    )
    observers: HookValues[ObserverType[ProviderConfig]] = field(
        default_factory=lambda: HookValues(
            hook="tocsin_observers",
            accept=value_checks.observer_type,
            label=lambda observer: f"observer: {observer.name}",
        )
    )

    def load(self, point: EntryPoint) -> Plugin:
        """Load one plugin; its faults are said in the log as well."""
        dist = point.dist
        plugin = Plugin(
            name=point.name,
            distribution=dist.name if dist else "?",
            version=dist.version if dist else "",
        )
        try:
            plugin = self._collect(plugin, point)
        except PluginBroken as broken:
            plugin = replace(plugin, fault=str(broken))
        for sentence in (*plugin.faults, *plugin.notes):
            log.warning("plugin %s: %s", plugin, sentence)
        return plugin

    def _collect(self, plugin: Plugin, point: EntryPoint) -> Plugin:
        """Import one plugin and ask it for what it adds.

        A plugin with a broken part is left out: half of it would surprise later. A name that
        another has costs that name alone.
        """
        imported = run_guarded(lambda: _import(point), self.import_s, "its import")
        _check_api(imported.value.api, plugin, point)
        module, notes = imported.value.module, [f"its import {PRINTS}"] * imported.printed
        self.hooks.register(module, str(plugin))
        putting = []
        for row in (self.types, self.chats, self.errbot, self.observers):
            answers = self.hooks.answers(module, row.hook)
            notes += [f"its hook {row.hook} {PRINTS}"] * answers.printed
            putting.append(row.judge(answers.value))
        put = [label for each in putting for label in each(plugin)]
        return replace(
            plugin,
            losses=tuple(why for _, why in put if why),
            notes=tuple(notes),
            types=tuple(label for label, why in put if not why),
        )


def _import(point: EntryPoint) -> _Imported:
    module: object = point.load()
    return _Imported(module=module, api=getattr(module, API_ATTRIBUTE, None))


def _check_api(api: object, plugin: Plugin, point: EntryPoint) -> None:
    current = hookspecs.API_VERSION
    line = f"{API_ATTRIBUTE} = {current}"
    if api is None:
        raise PluginBroken(
            "it does not say which plugin API it was built for; its author writes the line "
            f"`{line}` into {point.value.partition(':')[0]}"
        )
    if type(api) is not int:
        raise PluginBroken(f"its {API_ATTRIBUTE} is no whole number; its author writes `{line}`")
    if api != current:
        raise PluginBroken(
            f"it was built for plugin API {api}, this is {current}; "
            f"install a version of {plugin.distribution} that fits"
        )


V = TypeVar("V")


@dataclass(frozen=True, kw_only=True)
class HookValues(Generic[V]):
    """The values of one hook by label, as in `paging: horn`; the first plugin keeps a label.

    Attributes:
        hook: The hook's name.
        accept: The value, looked at; raises Broken.
        label: What a value is called, the same for two that cannot stand beside each other.
    """

    hook: str
    accept: Callable[[object], V]
    label: Callable[[V], str]
    kept: dict[str, V] = field(default_factory=dict)
    owners: dict[str, Plugin] = field(default_factory=dict)

    def judge(self, answers: Iterable[object]) -> Callable[[Plugin], Iterator[tuple[str, str]]]:
        """Check every value of a plugin; the result, when called, puts them in place.

        Raises:
            PluginBroken: One of them cannot be used.
        """
        values = [self.accept(answer) for answer in answers]
        return lambda plugin: self._put(plugin, values)

    def _put(self, plugin: Plugin, values: Iterable[V]) -> Iterator[tuple[str, str]]:
        """Yield each label with why it is not used, or ""."""
        for value in values:
            label = self.label(value)
            owner = self.owners.setdefault(label, plugin)
            if label in self.kept:
                rival = "this plugin itself" if owner is plugin else f"the plugin {owner}"
                yield label, f"{label} is not used: {rival} adds it already. {_mend(owner, plugin)}"
            else:
                self.kept[label] = value
                yield label, ""


def _mend(owner: Plugin, plugin: Plugin) -> str:
    if owner is plugin:
        return "Its author must give one of the two another name."
    return f"Uninstall {owner.distribution} or {plugin.distribution}, or rename one of the types."
