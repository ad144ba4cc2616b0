"""Keeps which addresses of a mail are served, so that a repeat serves only the others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from tocsin.providers import KeyValue

TAKEN: Final = ""


class MailProgress:
    """The addresses of one mail; kept as hashes, with the reason of each refusal."""

    def __init__(self, kept: KeyValue, effect_key: str, to: Sequence[str]) -> None:
        """What was said of this mail before is read."""
        self._kept = kept
        self._key = f"mail/{hashlib.sha256(effect_key.encode()).hexdigest()[:32]}"
        self._to = tuple(dict.fromkeys(to))
        read: dict[str, str] = json.loads(kept.get(self._key) or "{}")
        self._said = read

    def waiting(self) -> tuple[str, ...]:
        """Return the addresses neither served nor refused for good."""
        return tuple(to for to in self._to if self._name(to) not in self._said)

    def taken(self) -> int:
        """Return how many addresses are served."""
        return sum(self._said.get(self._name(to)) == TAKEN for to in self._to)

    def refused(self) -> dict[str, str]:
        """Return the addresses refused for good, with the reasons."""
        said = {to: self._said.get(self._name(to), TAKEN) for to in self._to}
        return {to: why for to, why in said.items() if why != TAKEN}

    def took(self, to: str) -> None:
        """Keep that the server took the mail for an address."""
        self._keep(to, TAKEN)

    def refuse(self, to: str, why: str) -> None:
        """Keep that the server will never take it for an address."""
        self._keep(to, why)

    def _keep(self, to: str, said: str) -> None:
        self._said[self._name(to)] = said
        self._kept.put(self._key, json.dumps(self._said, sort_keys=True))

    def _name(self, to: str) -> str:
        return hashlib.sha256(f"{self._key}:{to}".encode()).hexdigest()[:16]
