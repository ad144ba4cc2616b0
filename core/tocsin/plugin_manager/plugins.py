"""The installed plugins and what they add, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tocsin.chat import ChatType
from tocsin.plugin_manager.hooks import Hooks
from tocsin.providers import ObserverType, ProviderConfig, ProviderType


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """One plugin as found: its distribution, what it adds, and what is wrong with it.

    Attributes:
        fault: Why nothing of it is used, or "".
        losses: What of it is not used, a sentence each; all the rest is.
        notes: What its author should mend, though all of it is used.
        types: What it adds, as in `paging: horn`.
    """

    name: str
    distribution: str
    version: str = ""
    fault: str = ""
    losses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """Return a sentence for each thing that cannot be used; () when all can."""
        return (self.fault,) if self.fault else self.losses

    def __str__(self) -> str:
        """Return name and distribution: `horn (tocsin-horn 1.0)`."""
        return f"{self.name} ({self.distribution} {self.version})"


@dataclass(frozen=True, kw_only=True)
class Plugins:
    """Every plugin, every provider type by (kind, type name), every chat and observer by its name.

    `errbot` are plugins for Errbot, as classes or as folders of them.

    `hooks` is the process's one manager, for what is asked while it runs.
    """

    plugins: tuple[Plugin, ...]
    types: Mapping[tuple[str, str], ProviderType[ProviderConfig]]
    chats: Mapping[str, ChatType[ProviderConfig]] = field(default_factory=dict)
    errbot: tuple[type[object] | Path, ...] = ()
    observers: Mapping[str, ObserverType[ProviderConfig]] = field(default_factory=dict)
    hooks: Hooks = field(default_factory=Hooks)

    # Any: each type has a config model of its own, and no single parameter fits them all.
    def adding(self, *types: ProviderType[Any]) -> Plugins:
        """Return the same with these types too, for tests and simulations."""
        added: dict[tuple[str, str], ProviderType[Any]] = {
            (type_.kind, type_.name): type_ for type_ in types
        }
        return replace(self, types={**self.types, **added})

    def without(self, name: str) -> Plugins:
        """Return the same without the types of this name, as if they were not installed."""
        return replace(self, types={key: one for key, one in self.types.items() if key[1] != name})

    @property
    def models(self) -> dict[tuple[str, str], type[ProviderConfig]]:
        """Return the config models by (kind, type name), as `config` needs them."""
        return {key: found.config for key, found in self.types.items()}

    @property
    def faults(self) -> tuple[Plugin, ...]:
        """Return the plugins that cannot be used, wholly or in part."""
        return tuple(plugin for plugin in self.plugins if plugin.faults)
