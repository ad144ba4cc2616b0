"""What makes a test a scenario: somebody spoke, the desk answered, and the engine wrote it down."""

from __future__ import annotations

from collections.abc import Iterable

from tests.simulate.given import Told


def was_played(told: Told) -> bool:
    """Whether a command was accepted by the desk, and the engine kept events of an incident."""
    return bool(told.of("reply", outcome="accepted")) and bool(told.of("event"))


def must_have_been_played(seen: Iterable[Told]) -> None:
    """Refuse a scenario of which nothing went through desk and engine."""
    assert any(was_played(told) for told in seen), (
        "this scenario played nothing through desk and engine; a test of less belongs elsewhere"
    )
