"""Storage for Errbot and its plugins, in memory."""

from __future__ import annotations

from collections.abc import Iterable

from errbot.storage.base import StorageBase, StoragePluginBase


class Namespace(StorageBase):
    """One plugin's keys and values."""

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    def get(self, key: str) -> object:
        return self._values[key]

    def set(self, key: str, value: object) -> None:
        self._values[key] = value

    def remove(self, key: str) -> None:
        del self._values[key]

    def len(self) -> int:
        return len(self._values)

    def keys(self) -> Iterable[str]:
        return self._values.keys()

    def close(self) -> None:
        """Do nothing."""


class BotStore(StoragePluginBase):
    """Storage that lives as long as the bot. Incidents are never kept here."""

    def __init__(self, settings: object) -> None:
        super().__init__(settings)
        self._namespaces: dict[str, dict[str, object]] = {}

    def open(self, namespace: str) -> Namespace:
        return Namespace(self._namespaces.setdefault(namespace, {}))
