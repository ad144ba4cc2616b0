"""Who of a list has a mail already, kept after each one: a repeat serves only the others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from tocsin.providers import KeyValue

TAKEN: Final = ""


class Letters:
    """The addresses of one mail. What is kept names nobody: hashes, and why one was refused."""

    def __init__(self, kept: KeyValue, effect_key: str, to: Sequence[str]) -> None:
        """What was said of this mail before is read."""
        self._kept = kept
        self._key = f"mail/{hashlib.sha256(effect_key.encode()).hexdigest()[:32]}"
        self._to = tuple(dict.fromkeys(to))
        read: dict[str, str] = json.loads(kept.get(self._key) or "{}")
        self._said = read

    def waiting(self) -> tuple[str, ...]:
        """Those of whom nothing final was said."""
        return tuple(to for to in self._to if self._name(to) not in self._said)

    def taken(self) -> int:
        """How many have it."""
        return sum(self._said.get(self._name(to)) == TAKEN for to in self._to)

    def refused(self) -> dict[str, str]:
        """Those who will never get it, and why."""
        said = {to: self._said.get(self._name(to), TAKEN) for to in self._to}
        return {to: why for to, why in said.items() if why != TAKEN}

    def took(self, to: str) -> None:
        """The server took it."""
        self._keep(to, TAKEN)

    def refuse(self, to: str, why: str) -> None:
        """The server never will."""
        self._keep(to, why)

    def _keep(self, to: str, said: str) -> None:
        self._said[self._name(to)] = said
        self._kept.put(self._key, json.dumps(self._said, sort_keys=True))

    def _name(self, to: str) -> str:
        return hashlib.sha256(f"{self._key}:{to}".encode()).hexdigest()[:16]
