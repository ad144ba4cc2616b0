"""Matrix on loopback for tests: a real Synapse, and people with clients of two libraries."""

from __future__ import annotations

from tests.counterparts.matrix.persons import Person
from tests.counterparts.matrix.synapse import Synapse

__all__ = ["Person", "Synapse"]
