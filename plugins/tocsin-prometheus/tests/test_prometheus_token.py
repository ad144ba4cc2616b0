"""Who is let in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.errors import Unauthorised
from tocsin.providers import RawRequest, Secret
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.source import PrometheusAlerts

RequestOf = Callable[..., RawRequest]
TOKEN = "s3cret-tökén"
ON_THE_WIRE = TOKEN.encode().decode("latin-1")


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> PrometheusAlerts:
    monkeypatch.setenv("AM_TOKEN", TOKEN)
    return PrometheusAlerts(PrometheusConfig(token=Secret("AM_TOKEN")))


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
@pytest.mark.parametrize("token", [ON_THE_WIRE, f" {ON_THE_WIRE} "])
def test_the_right_token_is_let_in(
    source: PrometheusAlerts, request_of: RequestOf, scheme: str, token: str
) -> None:
    source.authenticate(request_of(authorization=f"{scheme} {token}"))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer "},
        {"authorization": ON_THE_WIRE},
        {"authorization": f"Basic {ON_THE_WIRE}"},
        {"authorization": f"Bearer {ON_THE_WIRE}x"},
        {"authorization": f"Bearer {ON_THE_WIRE[:-1]}"},
        {"authorization": f"Bearer {ON_THE_WIRE.upper()}"},
        {"authorization": "Bearer \ud800\u0442"},
        {"x-token": ON_THE_WIRE},
    ],
)
def test_anything_else_is_refused_and_nothing_that_came_is_shown(
    source: PrometheusAlerts, request_of: RequestOf, headers: dict[str, str]
) -> None:
    with pytest.raises(Unauthorised) as caught:
        source.authenticate(request_of(**headers))
    assert str(caught.value) in (
        "No token came; it is awaited as a bearer token in the header Authorization.",
        "The token that came is not ours.",
    )


@pytest.mark.parametrize("value", [None, "", "  \n"])
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer   \n"])
def test_without_a_token_of_our_own_nobody_is_let_in(
    monkeypatch: pytest.MonkeyPatch,
    request_of: RequestOf,
    source: PrometheusAlerts,
    value: str | None,
    header: str,
) -> None:
    monkeypatch.delenv("AM_TOKEN")
    if value is not None:
        monkeypatch.setenv("AM_TOKEN", value)
    with pytest.raises(Unauthorised):
        source.authenticate(request_of(authorization=header))


def test_a_token_read_from_a_file_may_end_in_a_line_break(
    monkeypatch: pytest.MonkeyPatch, request_of: RequestOf, source: PrometheusAlerts
) -> None:
    monkeypatch.setenv("AM_TOKEN", "plain\n")
    source.authenticate(request_of(authorization="Bearer plain"))


def test_a_token_changed_in_the_environment_counts_at_once(
    monkeypatch: pytest.MonkeyPatch, request_of: RequestOf, source: PrometheusAlerts
) -> None:
    monkeypatch.setenv("AM_TOKEN", "new")
    source.authenticate(request_of(authorization="Bearer new"))
    with pytest.raises(Unauthorised):
        source.authenticate(request_of(authorization=f"Bearer {ON_THE_WIRE}"))
