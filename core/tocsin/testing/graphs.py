"""The contract of graphs."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import pytest

from tocsin.providers import Graph, GraphQuery, Graphs
from tocsin.testing.asked import HOUR_AGO, NOON, answered, is_link
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, refusal, together
from tocsin.testing.values import a_call

BEGINS = b"\x89PNG\r\n\x1a\n"
ENDS = b"IEND\xaeB`\x82"


class GraphsContract(CalledContract[Graphs]):
    """Inherit in a class named `Test…`; override the fixture `graphs`.

    Attributes:
        query: A query that `graphs` can draw.
        nothing: A sound query for which there is nothing to draw, or "" where there is always.
    """

    _kind: ClassVar[str] = "graphs"
    query: ClassVar[str] = "up"
    nothing: ClassVar[str] = ""
    patience_s: ClassVar[float] = 120.0  # drawing is work, of which a busy machine does little
    since: ClassVar[datetime] = HOUR_AGO
    until: ClassVar[datetime] = NOON

    @pytest.fixture
    def graphs(self) -> Graphs:
        """A fixture: graphs that can draw `query`."""
        raise NotImplementedError("override the fixture `graphs`")

    @pytest.fixture
    def made(self, graphs: Graphs) -> Graphs:
        """The instance under test."""
        return graphs

    def calls(self, subject: Graphs, deadline_s: float) -> Calls:
        """Return the methods that are called."""
        call = a_call(deadline_s=deadline_s)
        return {"graph": lambda: subject.graph(self.a_query(self.query), call)}

    def a_query(self, text: str, *, size: int = 1_000_000) -> GraphQuery:
        """Return the query that is drawn."""
        return GraphQuery(text=text, since=self.since, until=self.until, name="load", bytes=size)

    def drawn(self, graphs: Graphs, query: GraphQuery) -> Graph:
        """Return the graph of a call, checked."""
        graph = answered(lambda: graphs.graph(query, a_call()), self.patience_s)
        assert isinstance(graph, Graph)
        whole = graph.png.startswith(BEGINS) and graph.png.endswith(ENDS)
        assert whole, "this is no whole PNG"
        assert len(graph.png) <= query.bytes, "the picture is larger than was asked for"
        assert graph.alt.strip(), "people who do not see a picture are told what it shows"
        assert len(graph.alt) <= 2000
        assert is_link(graph.link), "a link is http, https or left out"
        return graph

    def test_a_picture_is_drawn(self, graphs: Graphs) -> None:
        self.drawn(graphs, self.a_query(self.query))

    def test_a_picture_that_would_be_too_large_is_none(self, graphs: Graphs) -> None:
        query = self.a_query(self.query, size=8)
        refusal(lambda: answered(lambda: graphs.graph(query, a_call()), self.patience_s))

    def test_nothing_to_draw_is_said(self, graphs: Graphs) -> None:
        if not self.nothing:
            pytest.skip("name a query in `nothing` that finds nothing to draw")
        error = refusal(lambda: self.drawn(graphs, self.a_query(self.nothing)))
        assert error.code == "not_found"

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_query_is_drawn_or_refused_as_a_provider_error(
        self, graphs: Graphs, text: str
    ) -> None:
        allowed(lambda: self.drawn(graphs, self.a_query(text)))

    def test_many_threads_draw_at_once(self, graphs: Graphs) -> None:
        together(lambda _: self.drawn(graphs, self.a_query(self.query)))

    def test_no_secret_is_shown_or_logged(
        self, graphs: Graphs, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            graph = self.drawn(graphs, self.a_query(self.query))
        assert_hidden(self.secrets, graphs, graph.alt, graph.link, caplog.text)
