"""The checks can fail: what is broken in one small way does not pass them."""

from __future__ import annotations

import pytest

from tests.stateful import mutants, mutants_engine, mutants_memory, mutants_sql
from tests.stateful.grounds import GROUNDS
from tests.stateful.mutants import Mutant

CHECKS = {**mutants.CHECKS, **mutants_engine.CHECKS}
MUTANTS = [*mutants_memory.MUTANTS, *mutants_sql.MUTANTS, *mutants_engine.MUTANTS]
USED = sorted({(one.store, one.check) for one in MUTANTS})


@pytest.mark.parametrize(("store", "check"), USED)
def test_what_is_not_broken_passes(store: str, check: str) -> None:
    with GROUNDS[store]() as ground:
        CHECKS[check](ground)


@pytest.mark.parametrize(
    "mutant", MUTANTS, ids=[f"{one.store}-{one.check}-{one.name}" for one in MUTANTS]
)
def test_what_is_broken_is_caught(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.breaks(monkeypatch)
    with GROUNDS[mutant.store]() as ground, pytest.raises(mutant.told):
        CHECKS[mutant.check](ground)
