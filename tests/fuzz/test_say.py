"""`POST /say` with any body and any header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.given import SAY_TOKEN, as_body, web_of, whole
from tests.fuzz.hostile import EXAMPLES, any_text, anything, bounded, spicy

RIGHT = {"Authorization": f"Bearer {SAY_TOKEN}"}


@bounded(EXAMPLES // 2)
@given(
    anything.map(as_body)
    | st.binary(max_size=100)
    | st.fixed_dictionaries({"text": spicy, "as": st.sampled_from(("ana", "bo")) | any_text}).map(
        as_body
    )
)
def test_any_body_is_answered_or_refused(
    tmp_path_factory: pytest.TempPathFactory, body: bytes
) -> None:
    world = whole(tmp_path_factory.mktemp("say"))
    with web_of(world) as client:
        answer = client.post("/say", content=body, headers=RIGHT)
    assert answer.status_code in {200, 400, 413}
    told = answer.json()
    assert set(told) in ({"accepted", "reply"}, {"error"})
    assert str(told.get("error", "-")).isprintable()
    world.system.settle_now()
    world.assert_all_fit()


@bounded(EXAMPLES // 2)
@given(st.binary(max_size=60).filter(lambda raw: not set(raw) & set(b"\r\n\x00")))
def test_without_the_token_nothing_is_said(
    tmp_path_factory: pytest.TempPathFactory, header: bytes
) -> None:
    world = whole(tmp_path_factory.mktemp("say"))
    body = as_body({"text": "declare x p1", "as": "ana"})
    with web_of(world) as client:
        for value in (header, b"Bearer " + header, b"bearer", SAY_TOKEN.encode() + header):
            answer = client.post("/say", content=body, headers={b"Authorization": value})
            assert answer.status_code == 401
    assert world.count() == 0
