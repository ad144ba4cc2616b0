"""A number stands before the right form of its noun."""

from __future__ import annotations

import pytest

from tocsin.domain.plurals import plural


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 minutes"), (1, "1 minute"), (1.0, "1 minute"), (1.5, "1.5 minutes"), (2, "2 minutes")],
)
def test_one_is_not_several(count: float, said: str) -> None:
    assert plural(count, "minute") == said
