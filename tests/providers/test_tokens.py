"""The token of a webhook: where it may stand, and that nothing else lets anybody in."""

from __future__ import annotations

import base64
import string
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import Unauthorised
from tocsin.providers import RawRequest, Secret, require_token

TOKEN = "h00k-tökën-of-today"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OURS = (Secret("HOOK"), Secret("HOOK_BEFORE"))


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", TOKEN)
    monkeypatch.setenv("HOOK_BEFORE", "of-yesterday\n")


def request(path: str = "/hooks/shop/prom", **headers: str) -> RawRequest:
    """A request; a header's name is written with `_`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RawRequest(method="POST", path=path, headers=named, body=b"{}", received=NOON)


def wire(token: str) -> str:
    """A header's value as it comes in: its bytes, decoded as Latin-1."""
    return token.encode().decode("latin-1")


def basic(user: str, token: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{token}'.encode()).decode()}"


def comes_in(asked: RawRequest, *, everywhere: bool = True) -> bool:
    places = {"user": "tocsin", "header": "X-Shop", "parameter": "token"} if everywhere else {}
    try:
        require_token(asked, OURS, **places)
    except Unauthorised:
        return False
    return True


EVERY_PLACE = [
    request(authorization=f"Bearer {wire(TOKEN)}"),
    request(authorization=f"bearer  {wire(TOKEN)} "),
    request(authorization="Bearer of-yesterday"),
    request(authorization=basic("tocsin", TOKEN)),
    request(x_shop=wire(TOKEN)),
    request(f"/hooks/shop/prom?a=b&token={quote(TOKEN)}"),
    request(f"/hooks/shop/prom?token={wire(TOKEN)}", authorization="Bearer of-a-proxy"),
]


@pytest.mark.parametrize("asked", EVERY_PLACE)
def test_a_token_lets_in_from_each_place_that_is_named(asked: RawRequest) -> None:
    assert comes_in(asked)


def test_without_other_places_only_a_bearer_token_lets_in() -> None:
    let_in = [comes_in(asked, everywhere=False) for asked in EVERY_PLACE]
    assert let_in == [True, True, True, False, False, False, False]


@pytest.mark.parametrize(
    "asked",
    [
        request(),
        request(authorization=""),
        request(authorization="Bearer"),
        request(authorization="Bearer "),
        request(authorization=wire(TOKEN)),
        request(authorization=f"Token {wire(TOKEN)}"),
        request(authorization=f"Bearer {wire(TOKEN)}x"),
        request(authorization=f"Bearer {wire(TOKEN)[:-1]}"),
        request(authorization=f"Bearer {wire(TOKEN)}, Bearer {wire(TOKEN)}"),
        request(authorization="Bearer \ud800"),
        request(authorization="Basic é"),
        request(authorization="Basic \udcff"),
        request(authorization=basic("somebody", TOKEN)),
        request(authorization=basic("tocsin", "")),
        request(authorization=basic("", TOKEN)),
        request(x_shop="\udcff"),
        request("/hooks/shop/prom?token="),
        request("/hooks/shop/prom?token=\ud800"),
        request("/hooks/shop/prom?token=%ff%00"),
        request(f"/hooks/shop/prom?TOKEN={quote(TOKEN)}"),
        request(f"/hooks/shop/prom?token={quote(TOKEN)}&token={quote(TOKEN)}"),
        request(f"/hooks/shop/prom?{'a=b&' * 20}token={quote(TOKEN)}"),
    ],
)
def test_anything_else_stays_out(asked: RawRequest) -> None:
    assert not comes_in(asked)


@given(st.text(string.printable + "é\ud800\udcff\x00", max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HOOK", TOKEN)
        for value in (text, f"Bearer {text}", f"Basic {text}"):
            assert not comes_in(request(f"/x?token={text}", authorization=value, x_shop=text))


@pytest.mark.parametrize("value", [None, "", " \n"])
def test_without_a_token_of_our_own_nobody_comes_in(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("HOOK_BEFORE")
    monkeypatch.delenv("HOOK")
    if value is not None:
        monkeypatch.setenv("HOOK", value)
    for asked in (request(), request("/x?token=", authorization="Bearer ", x_shop="")):
        with pytest.raises(Unauthorised, match=r"^No token is set here \(HOOK, HOOK_BEFORE\)"):
            require_token(asked, OURS, user="tocsin", header="X-Shop", parameter="token")


def test_the_sentence_says_which_rule_failed() -> None:
    with pytest.raises(Unauthorised) as caught:
        require_token(request(), OURS, parameter="token")
    assert str(caught.value) == (
        "No token came; it is awaited as a bearer token in the header Authorization "
        "or as the parameter token of the address."
    )
    with pytest.raises(Unauthorised, match=r"^The token that came is not ours\.$"):
        require_token(request(authorization="Bearer of-a-stranger"), OURS)
