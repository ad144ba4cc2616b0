"""The checks can fail: a store that is broken in one small way does not pass them."""

from __future__ import annotations

import pytest

from tests.stateful import mutants_memory, mutants_sql
from tests.stateful.grounds import GROUNDS
from tests.stateful.mutants import CHECKS, Mutant

MUTANTS = [*mutants_memory.MUTANTS, *mutants_sql.MUTANTS]
USED = sorted({(one.store, one.check) for one in MUTANTS})


@pytest.mark.parametrize(("store", "check"), USED)
def test_a_store_that_is_not_broken_passes(store: str, check: str) -> None:
    with GROUNDS[store]() as ground:
        CHECKS[check](ground)


@pytest.mark.parametrize(
    "mutant", MUTANTS, ids=[f"{one.store}-{one.check}-{one.name}" for one in MUTANTS]
)
def test_a_broken_store_is_caught(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.breaks(monkeypatch)
    with GROUNDS[mutant.store]() as ground, pytest.raises(AssertionError):
        CHECKS[mutant.check](ground)
