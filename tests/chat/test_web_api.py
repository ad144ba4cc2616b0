"""The HTTP API of a platform, as backends ask it: one request each, and its refusals by word."""

from __future__ import annotations

import json

import pytest

from tocsin.chat import LIST, File, Refused, WebApi, digest, entries
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin.providers.http import HttpAnswer
from tocsin.testing import Answer, FarEnd, json_answer


def refusal(answer: HttpAnswer) -> Refused | None:
    error = Refused("forbidden", "Paper does not let us.")
    error.word = str(answer.object()["word"])
    return error


@pytest.fixture
def api(far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> WebApi:
    monkeypatch.setenv("PAPER_TOKEN", "secret-of-paper")
    return WebApi("Paper", far_end.url, Secret(env="PAPER_TOKEN"), agent="tocsin-paper/1",
                  refused=refusal, scheme="Bot", seconds=2.0, always={"as": "tocsin"})  # fmt: skip


def test_a_request_carries_the_token_and_what_goes_with_every_one(
    api: WebApi, far_end: FarEnd
) -> None:
    far_end.on("POST", "/rooms", lambda _: json_answer({"id": "7"}))
    assert api.call("POST", "/rooms", {"name": "inc-1"}, limit=5) == {"id": "7"}
    (sent,) = far_end.arrived
    assert sent.headers["authorization"] == "Bot secret-of-paper"
    assert json.loads(sent.body) == {"name": "inc-1"}
    assert (sent.query["limit"], sent.query["as"]) == (("5",), ("tocsin",))


def test_a_list_is_answered_under_its_name_and_nothing_as_nothing(
    api: WebApi, far_end: FarEnd
) -> None:
    far_end.on("GET", "/rooms", lambda _: json_answer([{"id": "7"}]))
    far_end.on("DELETE", "/rooms/7", lambda _: Answer(status=204))
    assert api.call("GET", "/rooms")[LIST] == [{"id": "7"}]
    assert api.call("DELETE", "/rooms/7") == {}


def test_a_refusal_that_is_fine_here_is_no_failure_and_any_other_is(
    api: WebApi, far_end: FarEnd
) -> None:
    far_end.on("PUT", "/pins/1", lambda _: json_answer({"word": "pinned"}, status=400))
    assert api.call("PUT", "/pins/1", None, ("pinned",)) == {}
    with pytest.raises(Refused):
        api.call("PUT", "/pins/1")


def test_bytes_go_as_they_stand(api: WebApi, far_end: FarEnd) -> None:
    far_end.on("POST", "/media", lambda _: json_answer({}))
    api.call("POST", "/media", b"\x89PNG", media="image/png")
    (sent,) = far_end.arrived
    assert (sent.body, sent.headers["content-type"]) == (b"\x89PNG", "image/png")


def test_files_go_as_a_form_beside_the_body(api: WebApi, far_end: FarEnd) -> None:
    chart = File(name="chart.png", media_type="image/png", content=b"\x89PNG\r\n--", alt="A chart")
    far_end.on("POST", "/messages", lambda _: json_answer({}))
    api.call("POST", "/messages", {"content": "look"}, files=(chart,))
    (sent,) = far_end.arrived
    kind, _, between = sent.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    head, words, picture, end = sent.body.split(f"--{between}".encode())
    assert (head, end) == (b"", b"--\r\n")
    assert b'name="payload_json"' in words
    assert words.endswith(b'\r\n\r\n{"content": "look"}\r\n')
    assert b'name="files[0]"; filename="chart.png"\r\nContent-Type: image/png\r\n\r\n' in picture
    assert picture.endswith(b"\x89PNG\r\n--\r\n")


def test_what_is_no_json_may_have_been_done_all_the_same(api: WebApi, far_end: FarEnd) -> None:
    far_end.on("POST", "/rooms", lambda _: Answer(body=b"<html>"))
    with pytest.raises(ProviderError) as caught:
        api.call("POST", "/rooms", {})
    assert caught.value.ambiguous


@pytest.mark.parametrize("deep", [60, 5_000, 100_000])
def test_what_nests_without_end_is_left_out_and_takes_nothing_else_with_it(
    api: WebApi, far_end: FarEnd, deep: int
) -> None:
    body = b'[{"said": "[[", "more": %b, "by": "ana"}]' % (b"[" * deep + b"]" * deep)
    far_end.on("GET", "/messages", lambda _: Answer(body=body))
    (message,) = api.call("GET", "/messages")[LIST]
    assert (message["said"], message["by"]) == ("[[", "ana")


def test_what_is_signed_nobody_makes_without_the_token(
    api: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = api.signed("INC-1")
    assert ours == api.signed("INC-1") != api.signed("INC-2")
    monkeypatch.setenv("PAPER_TOKEN", "another")
    assert api.signed("INC-1") != ours


def test_a_digest_is_the_same_for_the_same_words_whatever_they_are() -> None:
    assert digest("a\ud800") == digest("a\ud800") != digest("b")
    assert len(digest("")) == 64


def test_a_list_of_pages_is_asked_for_as_it_is_read() -> None:
    pages = {"": ([1, 2], "b"), "b": ([3], "c"), "c": ([4], "")}
    asked: list[str] = []

    def page(cursor: str) -> tuple[list[int], str]:
        asked.append(cursor)
        return pages[cursor]

    assert [*entries(page, 9)] == [1, 2, 3, 4]
    assert [*entries(page, 2)] == [1, 2, 3]
    asked.clear()
    assert next(entries(page, 9)) == 1
    assert asked == [""]
