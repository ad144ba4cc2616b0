"""A copy with a few fields changed is what the class itself would have made."""

from __future__ import annotations

import dataclasses

import pytest

from tocsin.domain.immutable_update import replace
from tocsin.domain.incident import Incident

BEFORE = Incident(id="i1", number=7, title="shop is down")


def test_the_copy_equals_what_the_class_makes() -> None:
    after = replace(BEFORE, title="shop is slow", severity="P2")
    assert after == dataclasses.replace(BEFORE, title="shop is slow", severity="P2")
    assert type(after) is Incident


def test_the_value_itself_stays_as_it_was() -> None:
    replace(BEFORE, title="another")
    assert Incident(id="i1", number=7, title="shop is down") == BEFORE


def test_the_copy_is_frozen_too() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(BEFORE, number=8).number = 9  # type: ignore[misc]  # that is what is refused


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="nonsense"):
        replace(BEFORE, nonsense=1)  # type: ignore[call-arg]  # that is what is refused
