"""The base model of every section of a team file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

D = TypeVar("D", bound="DataclassInstance")


class Part(BaseModel):
    """Unknown keys and wrong types are faults; an attribute's docstring is its help text."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


def overlay(default: D, part: Part, *, leave_out: frozenset[str] = frozenset()) -> D:
    """Return `default` with every field the file really sets, the rest untouched."""
    given = {name: getattr(part, name) for name in part.model_fields_set - leave_out}
    return replace(default, **given)
