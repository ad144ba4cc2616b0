"""The test kit as it was before anything of a plugin was loaded, to see what was changed of it.

Every module of `tocsin.testing` is remembered: each value by its identity, each function by its
code as well. What stands there later and is another object was put there by the plugin's tests.
"""

from __future__ import annotations

import builtins
import math
import pkgutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Final

import pytest

import tocsin.deadlines
import tocsin.errors
import tocsin.testing
from tocsin.testing.contract import Contract

_GIVEN: Final = frozenset({"trouble", "refusing", "hanging"})
"""Fixtures that a suite fills itself, and that another kind of far end fills in another way."""
_OTHERS: Final = (tocsin.deadlines, tocsin.errors, time, builtins, pytest)
_PARTS: Final = (FunctionType, property, classmethod, staticmethod)


class Pristine:
    """The suites, and every value of the kit, as they were when this was made."""

    def __init__(self) -> None:
        """Import all of the kit, and remember it."""
        found = pkgutil.iter_modules(tocsin.testing.__path__, "tocsin.testing.")
        kit = [import_module(info.name) for info in found]
        modules: list[ModuleType] = [*kit, *_OTHERS]
        self.suites = frozenset(
            cls
            for module in kit
            for cls in vars(module).values()
            if isinstance(cls, type) and issubclass(cls, Contract)
        )
        self._values = [entry for module in modules for entry in _entries(module)]
        self._given = {
            check: _parameters(check)
            for suite in self.suites
            for check in vars(suite).values()
            if isinstance(check, FunctionType)
        }

    def remember(self, packages: Iterable[str]) -> None:
        """Remember the functions and classes of packages too, as far as they are imported."""
        names = frozenset(packages)
        loaded = [module for name, module in sys.modules.items() if name.split(".")[0] in names]
        self._values += [
            entry for module in loaded for entry in _entries(module) if entry[3] is not None
        ]

    def parameters(self, check: FunctionType) -> Mapping[str, Sequence[object]]:
        """Return parameter of a check -> each value that it is run with."""
        return self._given.get(check, {})

    def times(self, check: FunctionType) -> int:
        """Return how many times a check runs, by its own parameters."""
        return math.prod(len(values) for values in self.parameters(check).values())

    def changed(self) -> list[str]:
        """Return the names of what is another object now."""
        return [
            f"{getattr(owner, '__name__', owner)}.{name}"
            for owner, name, value, code in self._values
            if vars(owner).get(name, _GONE) is not value
            or (isinstance(value, FunctionType) and value.__code__ is not code)
        ]

    def contracts(self, cls: type) -> tuple[type, ...]:
        """Return the suites that a class inherits, the nearest first."""
        return tuple(base for base in cls.__mro__ if base in self.suites)

    def checks(self, cls: type) -> dict[str, FunctionType]:
        """Return every check of the suites of a class by its name, as the suites have it."""
        return {
            name: value
            for base in reversed(self.contracts(cls))
            for name, value in vars(base).items()
            if name.startswith("test_") and isinstance(value, FunctionType)
        }

    def replaced(self, cls: type) -> dict[str, object]:
        """Return what of its suites a class has replaced though nobody asked it to, by name."""
        suites = self.contracts(cls)
        own: dict[str, object] = {}
        for base in reversed(suites):
            own.update({name: value for name, value in vars(base).items() if _is_kept(name, value)})
        return {
            name: _found(cls, name)
            for name, value in own.items()
            if _found(cls, name) is not value and name not in _GIVEN
        }


_GONE: Final = object()


def _entries(module: ModuleType) -> Iterator[tuple[object, str, object, object]]:
    for name, value in vars(module).items():
        if name.startswith("__"):
            continue
        yield module, name, value, getattr(value, "__code__", None)
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from (
                (value, inner, part, getattr(part, "__code__", None))
                for inner, part in vars(value).items()
                if isinstance(part, _PARTS)
            )


def _parameters(check: FunctionType) -> dict[str, Sequence[object]]:
    """Parameter -> its values, of the marks of a check; each of the suites' marks has one name."""
    marks = [mark for mark in getattr(check, "pytestmark", ()) if mark.name == "parametrize"]
    return {str(mark.args[0]): tuple(mark.args[1]) for mark in marks}


def _is_kept(name: str, value: object) -> bool:
    """Whether it is no setting, and no fixture that its user gives."""
    if name.startswith("__") or name in {"_abc_impl", "_is_protocol"}:
        return False
    if isinstance(value, _PARTS):
        return True
    if isinstance(value, pytest.FixtureDef) or type(value).__name__ == "FixtureFunctionDefinition":
        return not _is_asked_for(getattr(value, "__wrapped__", None))
    return name.startswith("_")


def _is_asked_for(fixture: object) -> bool:
    """Whether the suite only says that this fixture is missing."""
    names = getattr(getattr(fixture, "__code__", None), "co_names", ())
    return bool({"NotImplementedError", "lacking"} & set(names))


def _found(cls: type, name: str) -> object:
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), _GONE)
