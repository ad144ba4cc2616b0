"""Alertmanager asked what fires, Prometheus asked for a graph, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tocsin.errors import ProviderError
from tocsin.providers import FiringAlert, Graphs, ListsFiring, Secret
from tocsin.testing import (
    Answer,
    Arrived,
    FarEnd,
    FiringContract,
    GraphsContract,
    a_call,
    a_context,
    json_answer,
)
from tocsin_prometheus.asking import AskedAlertmanager, make_source
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.graphs import PrometheusGraphsConfig, make_graphs

Q = "query"


@dataclass
class Far:
    """A server that answers by path, and knows what it was asked."""

    url: str
    answers: dict[str, tuple[int, object]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, list[str]], str]] = field(default_factory=list)
    sources: list[AskedAlertmanager] = field(default_factory=list)

    def series(self, *rows: object) -> None:
        body = {"status": "success", "data": {"resultType": "matrix", "result": list(rows)}}
        self.answers["/api/v1/query_range"] = (200, body)

    def answer(self, asked: Arrived) -> Answer:
        query = {name: list(values) for name, values in asked.query.items()}
        self.asked.append((asked.path, query, asked.headers.get("authorization", "")))
        status, body = self.answers.get(asked.path, (404, {}))
        if query.get(Q) == ["nothing"]:
            body = {"data": {"result": []}}
        return json_answer(body, status=status)


@pytest.fixture
def far(far_end: FarEnd) -> Iterator[Far]:
    made = Far(far_end.url)
    far_end.on("GET", "*", made.answer)
    yield made
    for one in made.sources:
        one.close()


def row(name: str = "load", values: object = None, **named: str) -> dict[str, object]:
    at = GraphsContract.since.timestamp()
    usual = [[at + 60 * n, str(n * 1.5)] for n in range(20)]
    given = usual if values is None else values
    return {"metric": {"__name__": name, **named}, "values": given}


class TestGraphs(GraphsContract):
    nothing = "nothing"
    secrets = ("s3cret-token",)

    @pytest.fixture
    def graphs(self, far: Far, monkeypatch: pytest.MonkeyPatch) -> Iterator[Graphs]:
        pytest.importorskip("matplotlib")
        monkeypatch.setenv("PROM_TOKEN", self.secrets[0])
        far.series(row(job="a"), row(job="b"))
        config = PrometheusGraphsConfig(url=far.url, token=Secret("PROM_TOKEN"))
        made = make_graphs(config, a_context(Path()))
        yield made
        made.close()

    @pytest.fixture
    def refusing(self, far: Far, graphs: Graphs) -> Graphs:
        far.answers["/api/v1/query_range"] = (400, {"error": "parse error at char 3"})
        return graphs

    def test_what_prometheus_finds_wrong_is_told(self, refusing: Graphs) -> None:
        with pytest.raises(ProviderError, match="parse error at char 3") as caught:
            refusing.graph(self.a_query("up("), a_call())
        assert caught.value.code == "invalid"

    def test_the_span_and_the_token_are_sent(self, far: Far, graphs: Graphs) -> None:
        graph = graphs.graph(self.a_query("up"), a_call())
        path, params, authorization = far.asked[-1]
        assert (path, params[Q]) == ("/api/v1/query_range", ["up"])
        assert float(params["start"][0]) == self.since.timestamp()
        assert authorization == f"Bearer {self.secrets[0]}"
        assert "load job=a: 28.5" in graph.alt

    @pytest.mark.parametrize(
        "values", [[], None, "x", [[1]], [["a", "b"]], [[1e300, "1"]], [[1, "NaN"]], [[1, "1e308"]]]
    )
    def test_rubbish_is_nothing_to_draw(self, far: Far, graphs: Graphs, values: object) -> None:
        far.series({"metric": {}, "values": values}, 3, {"metric": 3})
        with pytest.raises(ProviderError, match="no numbers to draw"):
            graphs.graph(self.a_query("up"), a_call())

    def test_hundreds_of_series_are_ten_lines(self, far: Far, graphs: Graphs) -> None:
        far.series(*(row(f"_$x{n}$") for n in range(200)))
        assert "and 190 more" in self.drawn(graphs, self.a_query("up")).alt


def alert(**changed: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "fingerprint": "f1",
        "startsAt": "2026-11-23T10:00:00.000Z",
        "labels": {"alertname": "Slow", "severity": "critical", "service": "checkout"},
        "annotations": {"summary": "checkout is slow"},
        "generatorURL": "http://prom:9090/graph?g0",
        "status": {"state": "active"},
    }
    return {**usual, **changed}


def source(far: Far, **section: object) -> ListsFiring:
    config = PrometheusConfig(token=Secret("AM_TOKEN"), alertmanager_url=far.url)
    made = make_source(config, a_context(Path()))
    assert isinstance(made, AskedAlertmanager)
    far.sources.append(made)
    return made


class TestFiring(FiringContract):
    @pytest.fixture
    def firing(self, far: Far) -> ListsFiring:
        later = alert(fingerprint="f2", startsAt="2026-11-23T11:00:00Z")
        far.answers["/api/v2/alerts"] = (200, [alert(), later])
        return source(far)


def firing(far: Far, *alerts: object) -> tuple[FiringAlert, ...]:
    far.answers["/api/v2/alerts"] = (200, list(alerts))
    return source(far).firing(a_call())


def test_what_fires_is_told_as_the_section_reads_it(far: Far) -> None:
    (one,) = firing(far, alert())
    assert (one.title, one.service, one.severity) == ("checkout is slow", "checkout", "P1")
    assert one.since == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert one.link == "http://prom:9090/graph?g0"
    assert far.asked[0][1]["silenced"] == ["false"]


def test_what_cannot_be_read_is_left_out_and_the_latest_is_first(far: Far) -> None:
    later = alert(fingerprint="f2", startsAt="2026-11-23T11:00:00Z", generatorURL="file:///x")
    told = firing(far, alert(), 3, {}, alert(startsAt="soon"), alert(fingerprint=3), later)
    assert [(one.fingerprint, bool(one.link)) for one in told] == [("f2", False), ("f1", True)]


def test_thousands_are_bounded(far: Far) -> None:
    assert len(firing(far, *(alert(fingerprint=f"f{n}") for n in range(1000)))) == 200


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_refusal_is_a_provider_error(far: Far, status: int) -> None:
    far.answers["/api/v2/alerts"] = (status, {})
    with pytest.raises(ProviderError, match="Alertmanager of"):
        source(far).firing(a_call())


def test_without_an_address_nobody_is_asked() -> None:
    made = make_source(PrometheusConfig(token=Secret("AM_TOKEN")), a_context(Path()))
    assert not isinstance(made, AskedAlertmanager)
    assert not isinstance(made, ListsFiring)
