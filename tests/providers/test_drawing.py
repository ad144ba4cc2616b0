"""Graphs of plugins: what each line is at the end stands in words, whoever made the picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.errors import ProviderError
from tocsin.providers import GraphQuery, Line, draw_graph

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
QUERY = GraphQuery(text="up", since=NOON - timedelta(hours=1), until=NOON, name="load", bytes=100)
LINE = Line(name="web-1", points=[(NOON.timestamp() - 60, 1.0), (NOON.timestamp(), 8.5)])


def test_a_tools_own_picture_is_taken_with_the_words_of_its_lines() -> None:
    graph = draw_graph(QUERY, [LINE], link="https://tool.example", png=b"a picture")
    assert (graph.png, graph.link) == (b"a picture", "https://tool.example")
    assert graph.alt == "load, at the end:\nweb-1: 8.5"


def test_a_picture_of_nothing_is_none() -> None:
    with pytest.raises(ProviderError) as caught:
        draw_graph(QUERY, [Line(name="web-1", points=[])], png=b"a picture")
    assert caught.value.code == "not_found"


def test_a_picture_of_more_bytes_than_the_query_allows_is_none() -> None:
    with pytest.raises(ProviderError) as caught:
        draw_graph(QUERY, [LINE], png=b"x" * 101)
    assert caught.value.code == "invalid"
