"""POST /hooks/<team>/<instance>: what goes in, and how each outcome is answered."""

from __future__ import annotations

import logging

import pytest
from starlette.testclient import TestClient

from tests.web.given import HOOK, NOW, FakeSystem, hook_raises, store_down
from tocsin.engine.webhooks import WebhookResult
from tocsin.errors import BadPayload, NotFound, Unauthorised, VersionConflict


def test_a_new_incident_is_201_with_its_name(client: TestClient) -> None:
    answer = client.post(HOOK, content=b"{}")

    assert (answer.status_code, answer.json()) == (201, {"incident": "INC-1"})


@pytest.mark.parametrize("incident", ["INC-1", None])
def test_joined_or_nothing_new_is_202(
    system: FakeSystem, client: TestClient, incident: str | None
) -> None:
    system.on_hook = lambda *_: WebhookResult(status=202, incident=incident)

    answer = client.post(HOOK, content=b"{}")

    assert (answer.status_code, answer.json()) == (202, {"incident": incident})


def test_the_request_arrives_exactly_as_it_was_sent(system: FakeSystem, client: TestClient) -> None:
    body = b'{ "a":1,\r\n "b" : "\xff\x00" }'

    client.post(f"{HOOK}?k=v%20w", content=body, headers={"X-Signature": "AbC"})

    [(team, instance, request)] = system.hooked
    assert (team, instance) == ("shop", "prom")
    assert request.method == "POST"
    assert request.path == f"{HOOK}?k=v%20w"
    assert request.headers["x-signature"] == "AbC"
    assert request.body == body
    assert request.received == NOW


def test_a_repeated_header_is_joined_so_that_a_second_token_never_passes(
    system: FakeSystem, client: TestClient
) -> None:
    client.post(HOOK, headers=[("Authorization", "Bearer good"), ("authorization", "Bearer bad")])

    [(_, _, request)] = system.hooked
    assert request.headers["authorization"] == "Bearer good, Bearer bad"


def test_an_empty_body_is_the_adapters_to_judge(system: FakeSystem, client: TestClient) -> None:
    client.post(HOOK)

    assert system.hooked[0][2].body == b""


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (BadPayload("alerts.0: no labels"), 400, "alerts.0: no labels"),
        (NotFound("There is no team 'shop'."), 404, "There is no team 'shop'."),
        (BadPayload("odd \ud800"), 400, "odd ?"),
    ],
)
def test_a_refusal_says_why(
    system: FakeSystem, client: TestClient, error: Exception, status: int, sentence: str
) -> None:
    system.on_hook = hook_raises(error)

    answer = client.post(HOOK)

    assert (answer.status_code, answer.json()) == (status, {"error": sentence})


def test_without_the_right_token_it_is_401_and_nothing_else_is_told(
    system: FakeSystem, client: TestClient
) -> None:
    system.on_hook = hook_raises(Unauthorised("expected hunter2"))

    answer = client.post(HOOK)

    assert answer.status_code == 401
    assert "hunter2" not in answer.text


def test_a_store_that_is_down_is_503_and_asks_for_another_try(
    system: FakeSystem, client: TestClient
) -> None:
    system.on_hook = hook_raises(store_down())

    answer = client.post(HOOK)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "secret-place" not in answer.text


@pytest.mark.parametrize("error", [RuntimeError("hunter2"), VersionConflict("hunter2")])
def test_any_other_failure_is_503_with_a_reference_that_stands_in_the_log(
    system: FakeSystem,
    client: TestClient,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    system.on_hook = hook_raises(error)

    with caplog.at_level(logging.DEBUG):
        answer = client.post(HOOK)

    assert answer.status_code == 503
    assert "ref-1" in answer.text
    assert f"ref-1 failed with {type(error).__name__}" in caplog.text
    assert "hunter2" not in answer.text + caplog.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_only_post_tells_anything(system: FakeSystem, client: TestClient, method: str) -> None:
    answer = client.request(method, HOOK)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert system.hooked == []
