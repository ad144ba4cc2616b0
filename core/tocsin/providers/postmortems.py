"""Places where post-mortems are published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tocsin.providers.base import Call, Ref


@dataclass(frozen=True, kw_only=True)
class PostmortemDocument:
    """A finished post-mortem. `name` is safe as a file name, without suffix."""

    incident: str
    title: str
    name: str
    day: date
    markdown: str
    author: str


class Postmortems(Protocol):
    """A place for post-mortems."""

    def publish(self, document: PostmortemDocument, call: Call) -> Ref:
        """Put it there; the same incident again replaces it. Raises ProviderError."""
        ...
