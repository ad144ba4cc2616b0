"""Every noun's sentences are put together in one place, and no two nouns word the same thing."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

import pytest

from tocsin import wording
from tocsin.domain.nouns import EVENTS
from tocsin.wording import nouns

TABLES = ("REPLIES", "BESIDE", "ROOM", "ANNOUNCE", "DIRECT", "TIMELINE")


def tables_of(name: str) -> list[Mapping[object, object]]:
    """The table of that name of each noun, as its own module has it."""
    found: list[Mapping[object, object]] = []
    for info in pkgutil.walk_packages(wording.__path__, "tocsin.wording."):
        table = vars(importlib.import_module(info.name)).get(name)
        if isinstance(table, dict) and table is not getattr(nouns, name):
            found.append(table)
    return found


@pytest.mark.parametrize("name", TABLES)
def test_what_a_noun_says_is_heard(name: str) -> None:
    assembled: Mapping[object, object] = getattr(nouns, name)
    said = tables_of(name)
    assert said
    assert sum(len(table) for table in said) == len(assembled)
    assert {key for table in said for key in table} == set(assembled)


def test_two_nouns_cannot_word_the_same() -> None:
    with pytest.raises(ValueError, match="mitigated"):
        nouns.disjoint({"mitigated": 1}, {"merged": 2}, {"mitigated": 3})


def test_every_event_has_its_line_in_the_timeline() -> None:
    assert set(EVENTS) <= set(nouns.TIMELINE)
