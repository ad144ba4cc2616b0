"""Each refusal of Slack gives a repeat or a sentence that says what to do, and no secret."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.patience import COMES_S, HANGS_S
from tocsin.chat import Answer
from tocsin.errors import RETRYABLE, ProviderError
from tocsin.providers import Secret
from tocsin_slack.api import SlackApi
from tocsin_slack.errors import MEANINGS, fault

TOKEN = "xoxb-7-se7ret"
ENV = "SLACK_TEST_TOKEN"
RATE = {"ok": False, "error": "ratelimited"}
EXPECTED = [
    ("chat.postMessage", "invalid_auth", "auth", "copy it anew"),
    ("chat.postMessage", "token_revoked", "auth", "install the app again"),
    ("chat.postMessage", "account_inactive", "auth", "install the app again"),
    ("conversations.create", "missing_scope", "forbidden", "add the scope `channels:manage`"),
    ("conversations.create", "name_taken", "conflict", "archived"),
    ("conversations.create", "restricted_action", "forbidden", "workspace admin"),
    ("conversations.create", "ratelimited", "rate_limited", "wait"),
    ("chat.postMessage", "is_archived", "not_found", "archived"),
    ("chat.postMessage", "channel_not_found", "not_found", "/invite @tocsin"),
    ("chat.postMessage", "not_in_channel", "not_found", "/invite @tocsin"),
    ("chat.postMessage", "msg_too_long", "invalid", "message"),
    ("chat.postMessage", "invalid_blocks", "invalid", "message"),
    ("chat.update", "message_not_found", "not_found", "message"),
    ("chat.update", "edit_window_closed", "forbidden", "any time"),
    ("conversations.open", "user_not_found", "invalid", "Copy member ID"),
    ("apps.connections.open", "too_many_websockets", "rate_limited", "end other processes"),
    ("apps.connections.open", "link_disabled", "forbidden", "switch it on"),
    ("chat.postMessage", "something_new", "invalid", "something_new"),
]


@pytest.mark.parametrize(("method", "word", "code", "words"), EXPECTED)
def test_a_refusal_has_a_code_and_says_what_to_do(
    method: str, word: str, code: str, words: str
) -> None:
    found = fault(method, {"ok": False, "error": word, "needed": "channels:manage"})
    assert (found.code, found.word, found.ambiguous) == (code, word, False)
    assert words in str(found)
    assert method in str(found)


def test_what_is_wrong_with_a_person_is_never_taken_for_a_room_that_is_gone() -> None:
    people = [word for word in MEANINGS if "user" in word]
    assert people
    assert not [word for word in people if MEANINGS[word][0] == "not_found"]


@pytest.mark.parametrize("word", ["internal_error", "fatal_error", "request_timeout"])
def test_what_may_have_been_done_all_the_same_is_ambiguous(word: str) -> None:
    found = fault("chat.postMessage", {"ok": False, "error": word})
    assert found.ambiguous
    assert found.code in RETRYABLE


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, lambda answer: answer["ts"]),
        ({"ts": None}, lambda answer: answer["ts"]),
        ({"channel": {}}, lambda answer: answer["channel"]["id"]),
        ({"members": [{}]}, lambda answer: answer["members"][0]["id"]),
    ],
)
def test_an_answer_without_what_it_must_hold_is_none(
    told: Answer, read: Callable[[Answer], object]
) -> None:
    """It may have been done all the same."""
    with (
        answering(200, json.dumps({"ok": True, **told}), {}) as api,
        pytest.raises(ProviderError) as caught,
    ):
        read(api.call("chat.postMessage"))
    assert (caught.value.code, caught.value.ambiguous) == ("unavailable", True)


@pytest.mark.parametrize("answer", [{"ok": False}, {"ok": False, "error": f"{TOKEN}\n<!channel>"}])
def test_an_answer_that_is_none_tells_nothing_of_itself(answer: Answer) -> None:
    found = fault("chat.postMessage", answer)
    assert (found.code, found.ambiguous) == ("unavailable", True)
    assert_hidden((TOKEN, "html", "channel"), str(found))


def test_a_scope_that_is_no_scope_is_not_told() -> None:
    found = fault("x", {"ok": False, "error": "missing_scope", "needed": "<!here> `x`"})
    assert "<!here>" not in str(found)


@pytest.mark.parametrize(
    ("wait", "told"), [({"Retry-After": "7"}, 7.0), ({}, None), ({"Retry-After": "soon"}, None)]
)
def test_slack_says_how_long_to_wait(wait: dict[str, str], told: float | None) -> None:
    with answering(429, json.dumps(RATE), wait) as api:
        error = refused(api)
    assert (error.code, error.retry_after, error.ambiguous) == ("rate_limited", told, False)


@pytest.mark.parametrize("body", ["", "[]", "null", '{"ok": 1', "7", '"x"', "{}", '{"ok": false}'])
@pytest.mark.parametrize("status", [200, 500])
def test_a_body_that_is_no_answer_is_a_provider_error(status: int, body: str) -> None:
    with answering(status, body, {}) as api:
        error = refused(api)
    assert error.retryable
    assert error.ambiguous
    assert_hidden((TOKEN,), *chain(error))


def test_a_line_that_is_cut_after_the_request_is_ambiguous_and_one_never_made_is_not() -> None:
    with answering(0, "", {}) as api:
        error = refused(api)
    assert (error.code, error.ambiguous) == ("unavailable", True)
    error = refused(api)  # its server has gone
    assert (error.code, error.ambiguous) == ("unavailable", False)
    assert_hidden((TOKEN,), *chain(error))


def test_an_answer_that_never_comes_is_a_timeout_and_ambiguous() -> None:
    with answering(-1, "", {}, seconds=0.3) as api:
        error = refused(api)
    assert (error.code, error.ambiguous) == ("timeout", True)


def test_without_its_variable_the_token_is_named_by_it() -> None:
    with pytest.raises(ProviderError, match="NO_SUCH_VARIABLE") as caught:
        SlackApi(Secret("NO_SUCH_VARIABLE"), "http://127.0.0.1:1/api/").call("auth.test")
    assert caught.value.code == "auth"


def test_nothing_of_a_call_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("websockets").setLevel(logging.DEBUG)
    with caplog.at_level(0), answering(200, '{"ok": true, "user_id": "U1"}', {}) as api:
        api.call("chat.postMessage", text="a private title")
        assert api.identity().user == "U1"
    assert_hidden((TOKEN, "private title", "user_id"), caplog.text, repr(api), str(vars(api)))


def test_a_token_that_no_header_can_hold_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(200, '{"ok": true}', {}) as api:
        monkeypatch.setenv(ENV, f"{TOKEN}\nX: y")
        assert_hidden((TOKEN,), *chain(refused(api)))


def assert_hidden(secrets: tuple[str, ...], *shown: object) -> None:
    assert not [one for one in secrets for place in shown if one in repr(place) + str(place)]


def chain(error: BaseException | None) -> list[BaseException]:
    return [] if error is None else [error, *chain(error.__cause__), *chain(error.__context__)]


def refused(api: SlackApi) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        api.call("chat.postMessage", text="x", half=None, blocks=[{"type": "divider"}])
    return caught.value


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENV, TOKEN)


@contextmanager
def answering(
    status: int, body: str, headers: dict[str, str], *, seconds: float = 5
) -> Iterator[SlackApi]:
    """Slack as a server that says one and the same; 0 = it cuts the line, -1 = it says nothing."""
    over = threading.Event()

    class Slack(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if status == -1:
                over.wait(HANGS_S)
            if status <= 0:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body.encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        log_message: Callable[..., None] = lambda *_: None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slack)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}/api/"
        yield SlackApi(Secret(ENV), url, seconds=seconds)
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join(COMES_S)
