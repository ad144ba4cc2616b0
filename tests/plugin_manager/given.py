"""Plugins that are not installed: entry points whose module is an object of a test."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any

from tocsin.hookspecs import API_VERSION, hookimpl
from tocsin.plugin_manager import Plugins, load_plugins
from tocsin.providers import ProviderConfig, ProviderType

BUILTIN = EntryPoint("builtin", "tocsin.builtin", "tocsin")


class Settings(ProviderConfig):
    """None."""


def kind(name: object = "horn", **changed: object) -> ProviderType[Settings]:
    given: dict[str, Any] = {
        "kind": "paging", "name": name, "summary": "", "config": Settings,
        "factory": lambda _config, _context: object(),
    }  # fmt: skip
    return ProviderType(**{**given, **changed})


class Point:
    """An entry point whose module is an object, a function that makes it, or an exception."""

    def __init__(self, name: str, module: object | Callable[[], object], dist: str = "") -> None:
        self.name = name
        self.value = f"tocsin_{name}"
        self.dist = SimpleNamespace(name=dist or f"tocsin-{name}", version="1.0")
        self._module = module

    def load(self) -> object:
        if isinstance(self._module, BaseException):
            raise self._module
        return self._module() if callable(self._module) else self._module


def plugin(**attributes: object) -> SimpleNamespace:
    """A module with these names, built for this API."""
    return SimpleNamespace(**{"TOCSIN_API": API_VERSION, **attributes})


def module(answer: object, **attributes: object) -> SimpleNamespace:
    """A plugin whose hook answers this (or raises it)."""

    @hookimpl
    def tocsin_providers() -> object:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return plugin(tocsin_providers=tocsin_providers, **attributes)


def load(*points: Point, import_s: float = 15.0) -> Plugins:
    # Point has what the loader asks of an entry point; a real one finds its module by name.
    return load_plugins([BUILTIN, *points], import_s=import_s)  # type: ignore[list-item]


def fault(plugins: Plugins) -> str:
    (one,) = plugins.faults
    return one.fault
