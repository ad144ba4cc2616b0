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
        """Put it there; the same incident again replaces it. Raises ProviderError.

        `Ref.id` says where it lies, for people of the team; `Ref.url` is `address(document)`, or
        a better one that only publishing could tell.
        """
        ...

    def address(self, document: PostmortemDocument) -> str:
        """Where readers outside find it, "" where they cannot. Asks nobody."""
        ...
