"""Finds the secrets of provider sections: those not set, and texts that must not be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias, get_args

from pydantic import BaseModel

from tocsin.config.problem_words import is_variable, key_path
from tocsin.errors import Problem
from tocsin.providers.base import ProviderConfig, Secret

_Place: TypeAlias = tuple[str | int, ...]
_SHORTEST: Final = 4
_DEEPEST: Final = 8


def unset_secrets(config: ProviderConfig, *, file: str, prefix: str) -> Iterator[Problem]:
    """Return a warning for each secret whose variable is not set.

    Args:
        prefix: The key of the section: `paging.hook`.
    """
    for place, secret in _secrets(config, ()):
        if not secret.is_set:
            what, fix = _unset(secret.env)
            key = f"{prefix}.{key_path(place)}"
            yield Problem(file=file, key=key, what=what, fix=fix, warning=True)


def _unset(variable: str) -> tuple[str, str]:
    if is_variable(variable):
        return f"The variable {variable} is not set.", f"Set {variable} in the environment."
    # It may be the secret itself, put where its variable's name belongs.
    return (
        "No variable of the name given there is set.",
        'Write the variable\'s name, such as { env = "AM_TOKEN" }, and set it.',
    )


def secrets_of(config: ProviderConfig) -> Iterator[Secret]:
    """Return every secret of a section, set or not."""
    for _, secret in _secrets(config, ()):
        yield secret


def literal_secrets(model: type[BaseModel], raw: Mapping[str, object]) -> tuple[str, ...]:
    """Return every text that stands where a secret belongs, the longest first."""
    fields = ((field.alias or name, field.annotation) for name, field in model.model_fields.items())
    found = {
        text
        for key, annotation in fields
        if key in raw and _holds_secret(annotation, _DEEPEST)
        for text in _texts(raw[key])
        if len(text) >= _SHORTEST
    }
    return tuple(sorted(found, key=len, reverse=True))


def with_secrets_hidden(text: str, hidden: tuple[str, ...]) -> str:
    """Return a sentence with each hidden text replaced by an ellipsis."""
    for literal in hidden:
        text = text.replace(literal, "…")
    return text


def _holds_secret(annotation: object, depth: int) -> bool:
    if annotation is Secret or not depth:
        return annotation is Secret
    inner = get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        inner = tuple(field.annotation for field in annotation.model_fields.values())
    return any(_holds_secret(choice, depth - 1) for choice in inner)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str | int | float):
        yield str(value)


def _secrets(value: object, place: _Place) -> Iterator[tuple[_Place, Secret]]:
    if isinstance(value, Secret):
        yield place, value
        return
    for key, inner in _parts(value):
        yield from _secrets(inner, (*place, key))


def _parts(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, BaseModel):
        yield from ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, Mapping):
        yield from ((str(key), inner) for key, inner in value.items())
    elif isinstance(value, list | tuple):
        yield from enumerate(value)
