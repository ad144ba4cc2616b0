"""The checks can fail: what is broken in one small way does not pass them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stateful import (
    mutants,
    mutants_engine,
    mutants_memory,
    mutants_postgres,
    mutants_sql,
)
from tests.stateful.grounds import GROUNDS, PostgresGround, postgres_ground
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


@pytest.fixture(scope="module")
def shared() -> Iterator[PostgresGround]:
    """To start a cluster takes longer than all that is done on it."""
    with postgres_ground() as ground:
        yield ground


@pytest.mark.parametrize("check", mutants_postgres.BREAKS)
def test_processes_that_know_of_each_other_pass(check: str, shared: PostgresGround) -> None:
    CHECKS[check](shared)


@pytest.mark.parametrize(
    "mutant", mutants_postgres.MUTANTS, ids=[one.name for one in mutants_postgres.MUTANTS]
)
def test_what_is_broken_on_postgresql_is_caught(
    mutant: Mutant, shared: PostgresGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant.breaks(monkeypatch)
    with pytest.raises(mutant.told):
        CHECKS[mutant.check](shared)
