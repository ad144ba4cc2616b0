"""The one module that knows the HTTP library: one POST, bounded as a whole, nothing logged.

The library's transport is used without its client: the client writes whole addresses, with their
queries, to the log, and follows nothing else we need. A transport has the connection pool and
follows no redirect.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from itertools import islice
from threading import Thread

import httpx2

from tocsin.errors import ProviderError, ProviderFault
from tocsin_webhook.answer import Answer

MAX_ANSWER_BYTES = 64 * 1024
_MAX_ANSWER_PIECES = 64
_POOL = httpx2.Limits(max_connections=16, max_keepalive_connections=4, keepalive_expiry=30.0)
# The caller gets its answer a little before its deadline, not a little after.
_SHARE_OF_DEADLINE = 0.95
_SHORTEST_S = 0.05
_MAX_REASON = 120


def check_url(url: str) -> str:
    """The address itself, if a page can be posted to it.

    Raises:
        ValueError: It cannot; the sentence does not repeat the address.
    """
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL:
        raise ValueError("not a readable address") from None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ValueError("write a whole address that begins with https:// or http://")
    return url


class HttpPoster:
    """Posts to one address. Thread-safe; keeps a few connections open for the next page."""

    def __init__(self, url: str, *, tool: str, user_agent: str) -> None:
        """`url` was checked by `check_url`; `tool` is how people call the receiver."""
        self._url = httpx2.URL(url)
        self._tool = tool
        self._own = {"User-Agent": user_agent.encode("ascii"), **_basic(self._url)}
        self._transport = httpx2.HTTPTransport(limits=_POOL)

    def post(self, body: bytes, headers: Mapping[str, bytes], *, deadline_s: float) -> Answer:
        """One attempt, of which the status is all that is kept.

        The library bounds each phase (name lookup not at all, and headers that trickle in only
        one by one), so the exchange runs in a thread of its own that is left behind when time is
        up. Such threads are bounded too: the pool gives out no more than 16 connections.

        Raises:
            ProviderError: `timeout`, `unavailable` or `invalid`, before the deadline has passed.
        """
        seconds = max(deadline_s * _SHARE_OF_DEADLINE, _SHORTEST_S)
        request = self._request(body, headers, seconds)
        answer: Future[Answer] = Future()
        Thread(
            target=self._exchange, args=(request, answer), name="tocsin-webhook", daemon=True
        ).start()
        return self._wait(answer, seconds)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._transport.close()

    def _request(self, body: bytes, headers: Mapping[str, bytes], seconds: float) -> httpx2.Request:
        each_phase = httpx2.Timeout(seconds).as_dict()
        every: Sequence[tuple[bytes, bytes]] = [
            (name.encode("ascii"), value) for name, value in {**headers, **self._own}.items()
        ]
        return httpx2.Request(
            "POST", self._url, headers=every, content=body, extensions={"timeout": each_phase}
        )

    def _exchange(self, request: httpx2.Request, answer: Future[Answer]) -> None:
        try:
            response = self._transport.handle_request(request)
        except Exception as error:  # noqa: BLE001 - whatever it is, the waiting caller must hear
            answer.set_exception(error)
            return
        wait = response.headers.get("retry-after", "")
        answer.set_result(Answer(status=response.status_code, retry_after=wait))
        _drain(response)

    def _wait(self, answer: Future[Answer], seconds: float) -> Answer:
        try:
            return answer.result(timeout=seconds)
        except TimeoutError:
            fault = ProviderError("timeout", f"{self._tool} did not answer in time.")
        except (httpx2.HTTPError, OSError, ValueError) as error:
            fault = _fault(error, self._tool)
        raise fault


def _drain(response: httpx2.Response) -> None:
    """Read a short answer to its end, so that the connection can be used again; cut a long one."""
    left = MAX_ANSWER_BYTES
    try:
        for piece in islice(response.iter_raw(), _MAX_ANSWER_PIECES):
            left -= len(piece)
            if left <= 0:
                break
        response.close()
    except (httpx2.HTTPError, OSError):
        return


_FAULTS: Sequence[tuple[type[Exception], ProviderFault, str]] = (
    (httpx2.TimeoutException, "timeout", "did not answer in time"),
    (httpx2.ConnectError, "unavailable", "cannot be reached"),
    (httpx2.LocalProtocolError, "invalid", "cannot be sent this page"),
    (httpx2.UnsupportedProtocol, "invalid", "has an address of an unknown kind"),
    (httpx2.HTTPError, "unavailable", "broke off the connection"),
    (ValueError, "invalid", "has an address that cannot be used"),
    (Exception, "unavailable", "cannot be reached"),
)


def _fault(error: Exception, tool: str) -> ProviderError:
    """The typed error. Only a failed connection tells its reason: it knows the host alone."""
    code, words = next((code, words) for kind, code, words in _FAULTS if isinstance(error, kind))
    reason = str(error)[:_MAX_REASON] if isinstance(error, httpx2.ConnectError) else ""
    return ProviderError(code, f"{tool} {words}{': ' if reason else ''}{reason}.")


def _basic(url: httpx2.URL) -> Mapping[str, bytes]:
    if not url.userinfo:
        return {}
    pair = f"{url.username}:{url.password}".encode()
    return {"Authorization": b"Basic " + base64.b64encode(pair)}
