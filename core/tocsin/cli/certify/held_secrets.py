"""Finds the names of a plugin's modules and classes that hold a secret, for whoever dumps them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Final

from tocsin.cli.certify.records import Place, Violation
from tocsin.cli.certify.titles import HIDDEN

_NO_VALUES: Final = (ModuleType, FunctionType, type, property, classmethod, staticmethod)


def held_secrets(packages: Iterable[str], secrets: Iterable[str]) -> Iterator[Violation]:
    """Yield a fault for each name, of a loaded module or a class in it, whose value shows a secret.

    A value is looked at as its `repr` shows it: what an object keeps to itself is its own.
    """
    names, sought = frozenset(packages), frozenset(filter(None, secrets))
    loaded = [module for name, module in sys.modules.items() if name.split(".")[0] in names]
    for module in loaded if sought else ():
        owners: list[ModuleType | type] = [module, *_classes(module)]
        for owner in owners:
            for name in _showing(owner, sought):
                label = name if owner is module else f"{owner.__name__}.{name}"
                what = f"{label} of {module.__name__} holds a secret"
                what += "; keep it in the object that the factory makes"
                yield Violation(check=HIDDEN, what=what, place=_assigned(module, name))


def shown(thing: object) -> str:
    """Return what a value shows of itself; of one whose `repr` fails, the name of the error."""
    try:
        return f"{thing!r} {thing}"
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        return f"{type(error).__name__}"


def _classes(module: ModuleType) -> list[type]:
    values = list(vars(module).values())
    return [cls for cls in values if isinstance(cls, type) and cls.__module__ == module.__name__]


def _showing(owner: ModuleType | type, sought: frozenset[str]) -> Iterator[str]:
    for name, value in list(vars(owner).items()):
        if name.startswith("__") or isinstance(value, _NO_VALUES):
            continue
        text = shown(value)
        if any(secret in text for secret in sought):
            yield name


def _assigned(module: ModuleType, name: str) -> Place:
    """The first line of a module that gives a name a value, as its own or as an attribute."""
    file = module.__file__ or ""
    try:
        tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return Place(file=file)
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if name in {getattr(target, "id", None), getattr(target, "attr", None)}:
                return Place(file=file, line=getattr(target, "lineno", 0))
    return Place(file=file)
