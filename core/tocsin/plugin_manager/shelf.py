"""The values that one hook adds, of all plugins: each name once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tocsin.plugin_manager.values import Plugin

V = TypeVar("V")


@dataclass(frozen=True, kw_only=True)
class Shelf(Generic[V]):
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
        """Check every value of a plugin; the result, when called, puts them on the shelf.

        Raises:
            Broken: One of them cannot be used.
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
