"""Each refusal of Discord is a retry or a sentence, and none of them shows what was asked."""

from __future__ import annotations

import pytest

from tocsin.chat import Refused
from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers import Secret
from tocsin.testing import Answer, FarEnd, json_answer
from tocsin_discord.api import DiscordApi
from tocsin_discord.errors import MEANINGS, fault

TOKEN = "MTIz.secret.token"
PATH = "/channels/613425648685547541/messages"


@pytest.fixture
def api(far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> DiscordApi:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    return DiscordApi(Secret(env="DISCORD_TOKEN"), far_end.url, seconds=2.0)


def refused(api: DiscordApi, far_end: FarEnd, answer: Answer) -> ProviderError:
    far_end.on("POST", PATH, lambda _: answer)
    with pytest.raises(ProviderError) as caught:
        api.call("POST", PATH, {"content": "the keys are out"})
    assert TOKEN not in str(caught.value)
    assert "keys" not in str(caught.value)
    return caught.value


LIMITS = {
    "global": ({"global": True, "retry_after": 64.57}, "global", 64.57, "of anything"),
    "per bucket": ({"global": False, "retry_after": 1.336}, "user", 1.336, "of this"),
    "shared": ({"global": False, "retry_after": 0.5}, "shared", 0.5, "Others"),
    "too soon": ({"global": False, "retry_after": 0.0}, "user", 0.1, "of this"),
    "an hour at most": ({"global": False, "retry_after": 9e9}, "user", 3600.0, "of this"),
    "unsaid": ({"global": False}, "user", 30.0, "of this"),
    "rubbish": ({"retry_after": "soon"}, "user", 30.0, "of this"),
    "a truth": ({"retry_after": True}, "user", 30.0, "of this"),
    "a list": ({"retry_after": [1]}, "user", 30.0, "of this"),
    "nothing": ({"retry_after": None}, "user", 30.0, "of this"),
    "larger than a float": ({"retry_after": 10**400}, "user", 3600.0, "of this"),
    "long ago": ({"retry_after": -(10**400)}, "user", 0.1, "of this"),
}


@pytest.mark.parametrize("limit", sorted(LIMITS))
def test_a_limit_is_a_wait_as_long_as_discord_says(
    api: DiscordApi, far_end: FarEnd, limit: str
) -> None:
    body, scope, seconds, words = LIMITS[limit]
    answer = json_answer(body, status=429, X_RateLimit_Scope=scope)
    error = refused(api, far_end, answer)
    assert (error.code, error.retry_after) == ("rate_limited", seconds)
    assert words in str(error)


@pytest.mark.parametrize(
    ("told", "seconds"), [("17", 17.0), ("nan", 30.0), ("-inf", 0.1), ("9" * 400, 3600.0), ("", 30)]
)
def test_a_limit_of_what_stands_before_discord_is_a_wait_too(
    api: DiscordApi, far_end: FarEnd, told: str, seconds: float
) -> None:
    error = refused(api, far_end, Answer(status=429, body=b"<html>", headers={"Retry-After": told}))
    assert (error.code, error.retry_after) == ("rate_limited", seconds)


CODES: dict[str, tuple[int, int, ProviderFault, str]] = {
    "what was sent is not taken": (400, 50035, "invalid", "does not take"),
    "a permission is missing": (403, 50013, "forbidden", "permissions of the README"),
    "the channel is hidden": (403, 50001, "forbidden", "permissions of the README"),
    "the channel is gone": (404, 10003, "not_found", "is gone"),
    "the message is gone": (404, 10008, "not_found", "is gone"),
    "the server is full": (400, 30013, "conflict", "delete_days"),
    "a category is full": (400, 30003, "conflict", "take some away"),
    "the interaction is gone": (404, 10062, "invalid", "do it again"),
    "somebody answered already": (400, 40060, "conflict", "another process"),
    "the token is none": (401, 0, "auth", "Reset Token"),
    "a person takes no messages": (403, 50007, "forbidden", "Direct Messages"),
    "an account is none": (404, 10013, "invalid", "link-me"),
    "old messages were edited": (429, 30046, "rate_limited", "no more"),
    "nobody knows the code": (400, 987654, "invalid", "documents"),
}


@pytest.mark.parametrize("case", sorted(CODES))
def test_a_refusal_is_a_sentence_that_says_what_to_do(
    api: DiscordApi, far_end: FarEnd, case: str
) -> None:
    status, code, kind, words = CODES[case]
    body = {"code": code, "message": "Cannot do: keys", "errors": {"content": "keys"}}
    error = refused(api, far_end, json_answer(body, status=status))
    assert error.code == kind
    assert words in str(error)
    assert not error.ambiguous


@pytest.mark.parametrize(
    ("word", "kind", "words"),
    [
        ("closed4004", "auth", "Reset Token"),
        ("closed4014", "forbidden", "Message Content Intent"),
        ("closed4013", "forbidden", "Server Members"),
        ("closed4008", "rate_limited", "no more"),
        ("closed4000", "unavailable", "discordstatus"),
        ("closed4009", "unavailable", "discordstatus"),
        ("closed4011", "invalid", "newer Tocsin"),
    ],
)
def test_what_the_gateway_is_closed_with_is_said(
    word: str, kind: ProviderFault, words: str
) -> None:
    error = fault(word)
    assert (error.code, words in str(error)) == (kind, True)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
def test_an_outage_is_tried_again_and_may_have_done_it(
    api: DiscordApi, far_end: FarEnd, status: int
) -> None:
    error = refused(api, far_end, Answer(status=status, body=b"upstream"))
    assert (error.code, error.ambiguous) == ("unavailable", True)


def test_a_code_that_is_fine_here_is_no_failure(api: DiscordApi, far_end: FarEnd) -> None:
    gone = json_answer({"code": 10009, "message": "Unknown Overwrite"}, status=404)
    far_end.on("DELETE", PATH, lambda _: gone)
    assert api.call("DELETE", PATH, None, ("10009",)) == {}
    with pytest.raises(Refused):
        api.call("DELETE", PATH)


def test_a_retry_is_never_made_by_the_client(api: DiscordApi, far_end: FarEnd) -> None:
    refused(api, far_end, json_answer({"retry_after": 0.1}, status=429))
    refused(api, far_end, Answer(status=502))
    assert len(far_end.arrived) == 2


def test_every_sentence_says_something_and_ends() -> None:
    for word, (_, sentence) in MEANINGS.items():
        assert sentence.rstrip(")").endswith("."), word
