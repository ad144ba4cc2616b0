"""Receivers that are slow, endless, rude or not there: every call ends in time, with a reason."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from threading import Event
from time import monotonic
from typing import Any

import pytest

from tests.patience import COMES_S
from tocsin.errors import ProviderError
from tocsin.providers import Call, PageRequest, Ref

Page = Callable[..., PageRequest]
MakeCall = Callable[..., Call]
SOON_S = 0.3
# A slow answer takes this long if nobody gives up on it: far more than SOON_S, yet it ends.
SLOW_S = 20.0


def failure(paging: Any, page: PageRequest, call: Call) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        paging.page(page, call)
    return caught.value


def silence(receiver: Any) -> Callable[[BaseHTTPRequestHandler], None]:
    """Takes the request and says nothing."""
    return lambda handler: receiver.released.wait(SLOW_S) and None


def dripping_headers(receiver: Any) -> Callable[[BaseHTTPRequestHandler], None]:
    """Always one more header: no single wait is long, and there is never an answer."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(int(SLOW_S / 0.05)):
            handler.wfile.write(b"X-%d: x\r\n" % number)
            if receiver.released.wait(0.05):
                return

    return answer


@pytest.mark.parametrize("kind", [silence, dripping_headers])
def test_no_answer_in_time_is_a_time_out_at_the_deadline(
    receiver: Any, tool: Any, page: Page, call: MakeCall, kind: Callable[[Any], Any]
) -> None:
    receiver.answer = kind(receiver)
    started = monotonic()
    error = failure(tool(receiver.url), page(), call(deadline_s=SOON_S))
    assert monotonic() - started < SLOW_S / 4
    assert (error.code, error.retryable) == ("timeout", True)
    assert str(error) == "The paging webhook `hook` did not answer in time."


def test_a_deadline_that_is_already_over_is_a_time_out(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    receiver.answer = silence(receiver)
    assert failure(tool(receiver.url), page(), call(deadline_s=-1.0)).code == "timeout"


def test_a_2xx_counts_from_its_first_line_however_slow_its_body(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        receiver.released.wait(SLOW_S)

    receiver.answer = answer
    assert tool(receiver.url).page(page(), call(deadline_s=2.0)) == Ref(id="INC-42.p3")


def test_of_a_huge_answer_only_the_beginning_is_read(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    """After 128 KiB of a gigabyte the receiver pauses, and sees that we have hung up."""
    hung_up = Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(2**30))
        handler.end_headers()
        handler.connection.settimeout(3)
        try:
            handler.wfile.write(b"x" * 128 * 1024)
            closed = handler.connection.recv(1) == b""
        except ConnectionError:
            closed = True
        if closed:
            hung_up.set()
        handler.close_connection = True

    receiver.answer = answer
    tool(receiver.url).page(page(), call(deadline_s=20.0))
    assert hung_up.wait(COMES_S)


def test_trouble_does_not_spoil_the_next_page(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    paging = tool(receiver.url)
    receiver.say(503)
    assert failure(paging, page(), call()).code == "unavailable"
    receiver.answer = silence(receiver)
    assert failure(paging, page(), call(deadline_s=SOON_S)).code == "timeout"
    receiver.say(202)
    assert paging.page(page(), call()) == Ref(id="INC-42.p3")


@pytest.mark.parametrize(
    "raw", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 banana\r\n\r\n", b"HTTP/1.1 200 OK\r\nX"]
)
def test_an_answer_that_is_no_http_is_worth_another_try(
    receiver: Any, tool: Any, page: Page, call: MakeCall, raw: bytes
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(raw)
        handler.close_connection = True

    receiver.answer = answer
    error = failure(tool(receiver.url), page(), call())
    assert (error.code, error.retryable) == ("unavailable", True)
    assert str(error) == "The paging webhook `hook` broke off the connection."


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port nobody listens on, held so that nobody else can take it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_a_refused_connection_is_worth_another_try_and_says_why(
    tool: Any, page: Page, call: MakeCall, closed_port: int
) -> None:
    error = failure(tool(f"http://127.0.0.1:{closed_port}/x"), page(), call())
    assert (error.code, error.retryable) == ("unavailable", True)
    assert str(error).startswith("The paging webhook `hook` cannot be reached: ")
    assert str(error).endswith("Connection refused.")


def test_https_to_a_receiver_without_it_cannot_be_reached(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    error = failure(tool(receiver.url.replace("http:", "https:")), page(), call())
    assert (error.code, error.retryable) == ("unavailable", True)


@pytest.mark.parametrize("host", ["a" * 70 + ".invalid", "a..invalid"])
def test_a_host_name_that_cannot_exist_is_in_vain(
    tool: Any, page: Page, call: MakeCall, host: str
) -> None:
    error = failure(tool(f"http://{host}/"), page(), call())
    assert (error.code, error.retryable) == ("invalid", False)


@pytest.mark.parametrize("action", ["acknowledge", "resolve"])
def test_the_other_actions_fail_in_the_same_way(
    receiver: Any, tool: Any, page: Page, call: MakeCall, action: str
) -> None:
    receiver.say(429, Retry_After="3")
    with pytest.raises(ProviderError) as caught:
        getattr(tool(receiver.url), action)(page(), Ref(id="INC-42.p3"), call())
    assert (caught.value.code, caught.value.retry_after) == ("rate_limited", 3.0)


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_secret_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch,
    receiver: Any,
    tool: Any,
    page: Page,
    call: MakeCall,
    value: str | None,
) -> None:
    paging = tool(receiver.url)
    monkeypatch.delenv("HOOK_SECRET")
    if value is not None:
        monkeypatch.setenv("HOOK_SECRET", value)
    error = failure(paging, page(), call())
    assert (error.code, error.retryable) == ("auth", False)
    assert "HOOK_SECRET" in str(error)
    assert receiver.arrived == []


def test_many_pages_at_once_all_arrive(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    paging = tool(receiver.url)

    def ring(number: int) -> Ref:
        return paging.page(page(page_id=f"INC-{number}.p1"), call())  # type: ignore[no-any-return]

    with ThreadPoolExecutor(32) as threads:
        refs = list(threads.map(ring, range(100)))
    assert {ref.id for ref in refs} == {f"INC-{number}.p1" for number in range(100)}
    assert len(receiver.arrived) == 100


def test_neither_secret_nor_query_nor_password_is_ever_shown(
    receiver: Any,
    tool: Any,
    page: Page,
    call: MakeCall,
    caplog: pytest.LogCaptureFixture,
    closed_port: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    for status in (202, 302, 401, 503):
        receiver.say(status)
        paging = tool(receiver.url.replace("//", "//user:pa55@") + "?token=t0ken")
        if status == 202:
            paging.page(page(), call())
        else:
            shown.append(str(failure(paging, page(), call())))
        shown += [repr(paging), repr(vars(paging))]
    gone = failure(tool(f"http://user:pa55@127.0.0.1:{closed_port}/?t0ken"), page(), call())
    text = "\n".join([*shown, str(gone), repr(gone.__context__), caplog.text])
    assert "k3y" not in text
    assert "t0ken" not in text
    assert "pa55" not in text
