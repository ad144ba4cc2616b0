"""Converts pydantic's errors to `Problem`s.

Nothing that was written in a provider's section is ever repeated: it may be a secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tocsin.config.problem_words import (
    advice,
    as_sentence,
    did_you_mean,
    key_path,
    short_repr,
    split_advice,
)
from tocsin.errors import Problem

Loc: TypeAlias = tuple[str | int, ...]

_TABLE: Final = ("This must be a table of keys and values.", "Write one key = value on each line.")
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("This key is missing.", "Add it."),
    "string_type": ("This must be a text.", "Put it in quotes."),
    "int_type": ("This must be a whole number.", "Write it without quotes, like 3."),
    "int_parsing": ("This must be a whole number.", "Write it without quotes, like 3."),
    "bool_type": ("This must be true or false.", "Write it in lower case, without quotes."),
    "list_type": ("This must be a list.", "Write it in square brackets."),
    "tuple_type": ("This must be a list.", "Write it in square brackets."),
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
}
_BOUNDS: Final = ("greater_than_equal", "less_than_equal", "greater_than", "less_than")


def problems_of(
    error: ValidationError,
    model: type[BaseModel],
    *,
    file: str,
    prefix: Loc = (),
    quiet: bool = False,
) -> Iterator[Problem]:
    """Return a Problem for each error of a section.

    Args:
        error: What pydantic found.
        model: The section's model, for the keys it knows.
        file: The file's name.
        prefix: Where in the file the section stands.
        quiet: Never repeat what was written there.
    """
    for detail in error.errors(include_url=False):
        what, fix = _worded(detail, model, quiet=quiet)
        yield Problem(file=file, key=key_path((*prefix, *detail["loc"])), what=what, fix=fix)


def _worded(detail: ErrorDetails, model: type[BaseModel], *, quiet: bool) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return "Unknown key.", _other_keys(model, detail["loc"])
    if kind == "literal_error":
        return _no_choice(detail["input"], str(context.get("expected", "")), quiet=quiet)
    if kind in _BOUNDS:
        return _bound(kind, context)
    if kind == "value_error":
        return split_advice(str(context.get("error", "")))
    return _WORDS.get(kind, (as_sentence(detail["msg"]), ""))


def _no_choice(value: object, expected: str, *, quiet: bool) -> tuple[str, str]:
    choices = expected.replace("'", '"')
    if quiet or not isinstance(value, str):
        return f"This must be {choices}.", "Write one of them in quotes."
    near = did_you_mean(value, expected.replace(" or ", ", ").replace("'", "").split(", "))
    return f"{short_repr(value)} is not {choices}.", near or "Write one of them."


def _bound(kind: str, context: Mapping[str, object]) -> tuple[str, str]:
    limit = next(iter(context.values()), "")
    side = "least" if kind.startswith("greater") else "most"
    return f"This must be at {side} {limit}.", f"Write {limit}, or leave the key out."


def _other_keys(model: type[BaseModel], loc: Loc) -> str:
    if loc[:-1] == ("severities",):
        return "There are exactly four severities: P0, P1, P2 and P3."
    return advice(str(loc[-1]), keys_at(model, loc[:-1]), "keys here")


def keys_at(model: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    """Return the keys a model has at a place; () where there is no model."""
    here: object = model
    for part in loc:
        here = _within(here, part)
    found = _model_in(here)
    if found is None:
        return ()
    return tuple(field.alias or name for name, field in found.model_fields.items())


def _within(annotation: object, part: str | int) -> object:
    model = _model_in(annotation)
    if model is not None:
        field = model.model_fields.get(str(part))
        return None if field is None else field.annotation
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    return next(iter(get_args(annotation)), None)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model an annotation is, or is one choice of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (dict, list, tuple):
        return None
    found = (_model_in(choice) for choice in get_args(annotation))
    return next((model for model in found if model is not None), None)
