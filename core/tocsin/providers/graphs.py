"""The kind `graphs`: pictures of metrics over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from tocsin.providers.base import Call


@dataclass(frozen=True, kw_only=True)
class GraphQuery:
    """What to draw.

    Args:
        text: In the tool's own language, of a preset or as a person typed it: hostile.
        since: From when on, aware.
        until: Until when, aware.
        name: The preset it comes from, for the heading, or "".
        bytes: The picture is no larger.
    """

    text: str
    since: datetime
    until: datetime
    name: str = ""
    bytes: int = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A graph as PNG, its text alternative, and a link.

    Args:
        png: The picture, in the format PNG.
        alt: What it shows, in a sentence or a few lines, for people who do not see it.
        link: Where a person sees it alive (http or https), or "".
    """

    png: bytes = field(repr=False)
    alt: str
    link: str = ""


class Graphs(Protocol):
    """Protocol of a tool that draws graphs."""

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        """Return the graph of a query. Reads only, within the call's deadline.

        Raises:
            ProviderError: `invalid` when the tool cannot read the query, `not_found` when there
                is nothing to draw, `unsupported` where nothing can be drawn with.
        """
        ...
