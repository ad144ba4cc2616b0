"""What is done with several accounts is done with each: a refusal of one is none of the others."""

from __future__ import annotations

import pytest

from tocsin.chat import Account, one_by_one
from tocsin.errors import ProviderError

ANA, BO, CY = (Account(platform="paper", id=name) for name in ("ana", "bo", "cy"))
STRANGER = ProviderError("forbidden", "ana is not of this server")
NOBODY = ProviderError("invalid", "bo is nobody")
WAITS = ProviderError("unavailable", "ana was asked too often", retry_after=60.0)
LIMIT = ProviderError("rate_limited", "too much at once", retry_after=1.0)
AWAY = ProviderError("unavailable", "it does not answer")


def done(errors: dict[Account, ProviderError]) -> tuple[list[Account], ProviderError | None]:
    """With whom it was done, and what came of it."""
    found: list[Account] = []

    def do(account: Account) -> None:
        if account in errors:
            raise errors[account]
        found.append(account)

    try:
        one_by_one((ANA, BO, CY), do)
    except ProviderError as error:
        return found, error
    return found, None


@pytest.mark.parametrize("error", [STRANGER, NOBODY, WAITS])
def test_who_is_refused_keeps_nobody_else_out(error: ProviderError) -> None:
    assert done({ANA: error}) == ([BO, CY], error)


def test_what_may_be_repeated_is_told_rather_than_what_is_in_vain() -> None:
    assert done({ANA: WAITS, BO: NOBODY}) == ([CY], WAITS)
    assert done({ANA: STRANGER, BO: WAITS}) == ([CY], WAITS)


@pytest.mark.parametrize("error", [LIMIT, AWAY])
def test_what_meets_all_of_them_ends_it_at_once(error: ProviderError) -> None:
    assert done({ANA: error}) == ([], error)
    assert done({}) == ([ANA, BO, CY], None)
