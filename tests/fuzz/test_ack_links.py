"""Acknowledge links: nobody guesses one, looking never acts, a dead one tells nothing."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.fuzz.given import Whole, web_of, whole
from tests.fuzz.hostile import EXAMPLES, LONG, bounded
from tocsin.bootstrap.clock_and_ids import RealIds
from tocsin.engine.payloads import token_key

TITLE = "checkout-returns-500s-only-insiders-know"
TRICKS = (
    "", ".", "..", "../healthz", "..%2fhealthz", "%00", "%2e%2e", "%ff", "a/b", "a%2Fb", "'", "%27",
    "*", "?", "#", " ", "%20", "0" * 43, "A" * 43, LONG[:10_000], "\\", "%0d%0aX-Injected:%20yes",
)  # fmt: skip


def paged(folder: Path) -> tuple[Whole, str]:
    """An incident whose primary was paged, and the path of the link in that page."""
    world = whole(folder)
    world.tell(f"!incident declare {TITLE} p1", by="bo")
    (link,) = [one for one in world.bell().links if one]
    return world, urlsplit(link).path


@pytest.fixture
def ringing(tmp_path: Path) -> Iterator[tuple[Whole, str, TestClient]]:
    world, path = paged(tmp_path)
    with web_of(world) as client:
        yield world, path, client


def test_a_token_is_256_bits_of_chance_and_no_two_are_alike() -> None:
    tokens = {RealIds().token() for _ in range(2000)}
    assert len(tokens) == 2000
    assert {len(base64.urlsafe_b64decode(f"{token}=")) for token in tokens} == {32}


def test_it_is_looked_up_by_its_hash_so_that_time_tells_nothing_of_it(
    ringing: tuple[Whole, str, TestClient],
) -> None:
    """The database compares digests a guesser cannot steer; the token itself is not kept."""
    world, path, _ = ringing
    token = path.removeprefix("/ack/")
    kept = world.store.read(lambda tx: tx.fact("ack", token_key(token)))
    assert kept is not None
    assert token not in kept


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_never_acts(ringing: tuple[Whole, str, TestClient], method: str) -> None:
    world, path, client = ringing
    before = world.stored()
    for _ in range(3):
        assert client.request(method, path).status_code == 200
    assert world.stored() == before
    assert not world.incident().responders


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_no_other_method_acts(ringing: tuple[Whole, str, TestClient], method: str) -> None:
    world, path, client = ringing
    assert client.request(method, path).status_code == 405
    assert not world.incident().responders


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_used_expired_and_unknown_tell_nothing_of_the_incident(
    ringing: tuple[Whole, str, TestClient], method: str
) -> None:
    _, path, client = ringing
    assert client.post(path).status_code == 200
    used = client.request(method, path)
    unknown = client.request(method, f"/ack/{RealIds().token()}")
    assert (used.status_code, unknown.status_code) == (410, 404)
    for answer in (used, unknown):
        assert TITLE not in answer.text
        assert "INC-1" not in answer.text
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_after_a_day_a_link_is_gone(tmp_path: Path, method: str) -> None:
    world, path = paged(tmp_path)
    world.clock.at += timedelta(hours=24)
    with web_of(world) as client:
        answer = client.request(method, path)
    assert answer.status_code == 410
    assert TITLE not in answer.text
    assert not world.incident().responders


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_is_a_trick_leads_nowhere(
    ringing: tuple[Whole, str, TestClient], method: str, trick: str
) -> None:
    world, path, client = ringing
    for address in (f"/ack/{trick}", f"{path}/{trick}", f"{path}{trick}", f"/ack//{path[5:]}"):
        if client.build_request(method, address).url.path == path:
            continue  # `?`, `#` and `/.` are the client's own way to the same address
        answer = client.request(method, address, follow_redirects=False)
        assert answer.status_code in {200, 404, 405}, address
        assert "x-injected" not in answer.headers
        assert TITLE not in answer.text
    assert not world.incident().responders


def test_the_page_of_a_hostile_title_is_escaped(tmp_path: Path) -> None:
    world = whole(tmp_path)
    world.tell("!incident declare <script>alert(1)</script>\"'><img src=x> p1", by="bo")
    with web_of(world) as client:
        text = client.get(urlsplit(world.bell().links[0]).path).text
    assert "<script>" not in text
    assert "<img" not in text


@bounded(EXAMPLES // 2)
@given(st.binary(max_size=60), st.sampled_from(("GET", "HEAD", "POST")))
def test_any_token_is_404_and_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, token: bytes, method: str
) -> None:
    world, _ = paged(tmp_path_factory.mktemp("ack"))
    before = world.stored()
    with web_of(world) as client:
        answer = client.request(method, f"/ack/{quote(token, safe='')}", follow_redirects=False)
    assert answer.status_code == 404
    assert world.stored() == before
