"""The kind `postmortems`: places where they are published."""

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
    """Protocol of a place for post-mortems."""

    def publish(self, document: PostmortemDocument, call: Call) -> Ref:
        """Publish it, replacing an earlier one of the incident. Raises ProviderError.

        `Ref.id` says where it lies, for people of the team; `Ref.url` is `address(document)`, or
        a better one that only publishing could tell.
        """
        ...

    def address(self, document: PostmortemDocument) -> str:
        """Return the address for readers outside, or "". Does no IO."""
        ...
