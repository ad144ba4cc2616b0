"""The acknowledge link: looking never acts, the button acts once."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.given import FakeSystem, a_link, store_down

LINK = "/ack/t0ken"


@pytest.fixture(autouse=True)
def _a_link_was_sent(system: FakeSystem) -> None:
    system.acks.links["t0ken"] = a_link()


def test_the_page_names_the_incident_and_the_person(client: TestClient) -> None:
    page = client.get(LINK)

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for words in ("INC-7", "checkout returns 500s", "ana", '<form method="post">'):
        assert words in page.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_never_acts(system: FakeSystem, client: TestClient, method: str) -> None:
    for _ in range(3):
        assert client.request(method, LINK).status_code == 200

    assert system.acks.acted == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_no_other_method_acts(system: FakeSystem, client: TestClient, method: str) -> None:
    assert client.request(method, LINK).status_code == 405
    assert system.acks.acted == []


def test_the_button_acknowledges(system: FakeSystem, client: TestClient) -> None:
    page = client.post(LINK)

    assert page.status_code == 200
    assert "Acknowledged" in page.text
    assert system.acks.acted == ["t0ken"]


def test_a_used_link_is_gone(system: FakeSystem, client: TestClient) -> None:
    client.post(LINK)

    again = client.post(LINK)
    look = client.get(LINK)

    assert (again.status_code, look.status_code) == (410, 410)
    assert "<form" not in look.text
    assert system.acks.acted == ["t0ken"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["unknown", "%00", "..%2e", "%F0%9F%94%94", "x" * 4000])
def test_a_link_nobody_made_is_404(client: TestClient, method: str, token: str) -> None:
    page = client.request(method, f"/ack/{token}")

    assert page.status_code == 404
    assert "Unknown link" in page.text


def test_what_others_wrote_is_escaped(system: FakeSystem, client: TestClient) -> None:
    system.acks.links["t0ken"] = a_link('<script>alert("1")</script>')

    page = client.get(LINK)

    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("path", [LINK, "/ack/unknown"])
def test_the_token_stays_on_this_page(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'" in policy


@pytest.mark.parametrize("path", [LINK, "/ack/unknown"])
def test_the_page_fetches_nothing_and_runs_nothing(client: TestClient, path: str) -> None:
    text = client.get(path).text

    for sign in ("<script", "src=", "href=", "url(", "@import", "//"):
        assert sign not in text
    assert 'name="viewport"' in text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_when_the_store_is_down_a_person_gets_a_page(
    system: FakeSystem, client: TestClient, method: str
) -> None:
    system.acks.fault = store_down()

    page = client.request(method, LINK)

    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert "Nothing was changed" in page.text
    assert "secret-place" not in page.text


def test_any_other_failure_is_a_page_with_a_reference(
    system: FakeSystem, client: TestClient
) -> None:
    system.acks.fault = RuntimeError("hunter2")

    page = client.post(LINK)

    assert page.status_code == 503
    assert "ref-1" in page.text
    assert "hunter2" not in page.text
