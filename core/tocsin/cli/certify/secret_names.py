"""Fields of a section that are secrets by their names, and must be so by their types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, get_args

from pydantic import BaseModel

from tocsin.providers.base import ProviderConfig, Secret

_SECRET: Final = re.compile(
    r"(^|_)(token|secret|password|passphrase|credential"
    r"|(api|app|access|auth|encryption|integration|private|routing|service|signing)_?key)s?$"
)
_DEEPEST: Final = 8


def plain_secrets(model: type[ProviderConfig]) -> Iterator[tuple[type[BaseModel], str]]:
    """Yield the class and name of each field that is named as a secret and is a plain text."""
    yield from _plain(model, _DEEPEST)


def has_secrets(model: type[ProviderConfig]) -> bool:
    """Return whether a section holds a secret."""
    return _holds(model, Secret, _DEEPEST)


def _plain(model: type[BaseModel], depth: int) -> Iterator[tuple[type[BaseModel], str]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if _SECRET.search(name) and _holds(kind, str, 4) and not _holds(kind, Secret, 4):
            yield _definer(model, name), name
        for inner in _models(kind) if depth else ():
            yield from _plain(inner, depth - 1)


def _definer(model: type[BaseModel], name: str) -> type[BaseModel]:
    owners = (cls for cls in model.__mro__ if name in vars(cls).get("__annotations__", {}))
    return next((cls for cls in owners if issubclass(cls, BaseModel)), model)


def _models(kind: object) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for inner in get_args(kind):
        yield from _models(inner)


def _holds(kind: object, wanted: type, depth: int) -> bool:
    if kind is wanted or not depth:
        return kind is wanted
    inner = get_args(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        inner = tuple(field.annotation for field in kind.model_fields.values())
    return any(_holds(choice, wanted, depth - 1) for choice in inner)
