"""The HTTP client of a provider instance."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers.base import Secret
from tocsin.providers.http.addresses import Address, Param, target
from tocsin.providers.http.answer import HttpAnswer, judge
from tocsin.providers.http.deadline import Deadline
from tocsin.providers.http.json_body import write_json
from tocsin.providers.http.pace import Pace
from tocsin.providers.http.settings import Via
from tocsin.providers.redaction import one_line, struck

if TYPE_CHECKING:
    from tocsin.providers.http.transport import Outgoing

Headers = Mapping[str, str]
Explain = Callable[[HttpAnswer], str]
Refused = Callable[[HttpAnswer], ProviderError | None]
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
LONGEST_REASON: Final = 200
_UNREADABLE: Final = (ProviderError, LookupError, TypeError, ValueError, AttributeError)


def revealed(secret: Secret, tool: str) -> str:
    """Return the value of a secret.

    Raises:
        ProviderError: `auth`: its environment variable is not set.
    """
    if secret.is_set:
        return secret.reveal()
    raise ProviderError("auth", f"{tool} has no secret: set the environment variable {secret.env}.")


def _nobody() -> Headers:
    return NOTHING


def _no_reason(_answer: HttpAnswer) -> str:
    return ""


def _by_status(_answer: HttpAnswer) -> None:
    return None


class HttpClient:
    """Sends requests to one far end. Thread-safe."""

    def __init__(
        self,
        base_url: str,
        *,
        tool: str,
        agent: str,
        clock: Callable[[], datetime],
        authorise: Callable[[], Headers] = _nobody,
        statuses: Mapping[int, ProviderFault] = MappingProxyType({}),
        explain: Explain = _no_reason,
        refused: Refused = _by_status,
        pace: Pace | None = None,
        via: Via | None = None,
    ) -> None:
        """Nothing is connected yet.

        Args:
            base_url: Begins every address; its user and password are sent as Basic authorisation,
                its query with every request.
            tool: How people call the far end; every error begins with it.
            agent: What it calls itself, `tocsin-<name>/<version>`.
            clock: The present moment, for waits that are told as a moment.
            authorise: The headers that let a request in, asked for each one: secrets are renewed.
            statuses: What single statuses mean at this vendor, where it is something else.
            explain: The vendor's reason out of an answer that is not 2xx; it is shortened, and
                what looks like a secret is struck out. It may raise ProviderError.
            refused: The error that an answer which is not 2xx stands for, where its body has a code
                that says more than the status; None = by the status. As `explain`, it may raise
                whatever reading a body raises: that is None.
            pace: Gives every request its turn; one for all that use the same key.
            via: Certificates, proxy, sizes.

        Raises:
            ProviderError: `invalid`: the address, the proxy or the certificates cannot be used.
        """
        from tocsin.providers.http.transport import Transport

        url = _callable(base_url, tool)
        self._tool = tool
        self._base = url.target
        self._own = {**_of_every_request(url, agent), **_basic(url)}
        self._clock = clock
        self._authorise = authorise
        self._statuses = statuses
        self._explain = explain
        self._refused = refused
        self._quiet = _RequestedPause()
        self._pace = pace
        self._transport = Transport(url, via=via or Via(), tool=tool)

    def request(
        self,
        method: str,
        path: str = "",
        *,
        deadline: float | Deadline,
        params: Mapping[str, Param] = MappingProxyType({}),
        headers: Headers = NOTHING,
        json: object = None,
        form: Mapping[str, Param] | None = None,
        body: bytes = b"",
        read: bool = True,
        polite: bool = False,
    ) -> HttpAnswer:
        """Make one attempt and return the answer.

        Args:
            method: As it is sent, `POST`.
            path: Below the base address; parts from outside go through `segment`.
            deadline: Seconds of the whole call, or what is left of one made of several requests.
            params: Added to the query.
            headers: Added to those of every request.
            json: Sent as JSON; None sends none.
            form: Sent as a form.
            body: Sent as it stands, with the `Content-Type` of `headers`.
            read: False where the status of a 2xx says it all: its body is not waited for.
            polite: Held back, without being sent, while the far end has asked us to wait. Not for
                what rings a person.

        Raises:
            ProviderError: Any answer but 2xx, or none. Its `code` says whether a repeat may help,
                `ambiguous` whether the far end may have acted, `retry_after` how long it asks us
                to wait.
        """
        until = deadline if isinstance(deadline, Deadline) else Deadline(deadline)
        if polite:
            self._quiet.check(self._tool)
        if self._pace is not None:
            self._pace.turn(self._tool, until.left())
        content, kind = _content(json, form, body)
        secret = self._authorise()
        every = {**self._own, **kind, **headers, **secret}
        place = target(self._base, path, params)
        came = self._transport.exchange(_sent(method, place, every, content, read), until.left())
        answer = HttpAnswer(
            status=came.status, headers=came.headers, body=came.body, tool=self._tool
        )
        self._judge(answer, secret)
        return answer

    def get(
        self,
        path: str = "",
        *,
        deadline: float | Deadline,
        params: Mapping[str, Param] = MappingProxyType({}),
        headers: Headers = NOTHING,
        polite: bool = False,
    ) -> HttpAnswer:
        """Call `request("GET", …)`."""
        return self.request(
            "GET", path, deadline=deadline, params=params, headers=headers, polite=polite
        )

    def post(
        self,
        path: str = "",
        *,
        deadline: float | Deadline,
        json: object = None,
        form: Mapping[str, Param] | None = None,
        body: bytes = b"",
        headers: Headers = NOTHING,
        read: bool = True,
    ) -> HttpAnswer:
        """Call `request("POST", …)`."""
        return self.request(
            "POST",
            path,
            deadline=deadline,
            json=json,
            form=form,
            body=body,
            headers=headers,
            read=read,
        )

    def close(self) -> None:
        """Close the idle connections."""
        self._transport.close()

    def __repr__(self) -> str:
        """Return the far end's name, never its address."""
        return f"HttpClient({self._tool!r})"

    def _judge(self, answer: HttpAnswer, secret: Headers) -> None:
        taken = answer.status // 100 == 2
        said = "" if taken else self._reason(answer, secret)
        try:
            if not taken and (own := self._told(answer)):
                raise own
            judge(answer, self._clock(), own=self._statuses, said=said)
        except ProviderError as error:
            if error.code == "rate_limited" and self._pace is not None:
                error.retry_after = self._pace.refused(error.retry_after)
            if error.code == "rate_limited" and error.retry_after:
                self._quiet.keep(error.retry_after)
            raise

    def _told(self, answer: HttpAnswer) -> ProviderError | None:
        try:
            return self._refused(answer)
        except _UNREADABLE:
            return None

    def _reason(self, answer: HttpAnswer, secret: Headers) -> str:
        try:
            said = self._explain(answer)
        except _UNREADABLE:
            return ""
        hidden = [*secret.values(), *(word for value in secret.values() for word in value.split())]
        return one_line(struck(said, hidden), LONGEST_REASON)


class _RequestedPause:
    """Until when a far end has asked us to wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0

    def keep(self, seconds: float) -> None:
        with self._lock:
            self._until = max(self._until, time.monotonic() + seconds)

    def check(self, tool: str) -> None:
        with self._lock:
            left = self._until - time.monotonic()
        if left > 0:
            sentence = f"{tool} has asked to be left alone for {left:.0f} s more."
            raise ProviderError("rate_limited", sentence, retry_after=left)


def _callable(base_url: str, tool: str) -> Address:
    from tocsin.providers.http.transport import parsed

    url = parsed(base_url)
    if url is None or url.scheme not in {"http", "https"} or not url.host:
        raise ProviderError("invalid", f"{tool} has no address that can be called.")
    return url


def _of_every_request(url: Address, agent: str) -> Headers:
    host = url.netloc.decode("ascii")
    return {"Host": host, "User-Agent": agent, "Accept-Encoding": "identity"}


def _sent(method: str, place: bytes, headers: Headers, content: bytes, read: bool) -> Outgoing:
    """What goes over the line; `read`: whether the body of a 2xx is waited for."""
    from tocsin.providers.http.transport import Outgoing

    raw = [
        (name.encode("latin-1", "replace"), _raw(value))
        for name, value in _with_length(headers, method, content).items()
    ]
    return Outgoing(method=method, target=place, headers=raw, body=content, read=read)


def _content(json: object, form: Mapping[str, Param] | None, body: bytes) -> tuple[bytes, Headers]:
    if json is not None:
        return write_json(json), {"Content-Type": "application/json"}
    if form is not None:
        text = urlencode(form, doseq=True, encoding="utf-8", errors="replace")
        return text.encode("ascii"), {"Content-Type": "application/x-www-form-urlencoded"}
    return body, NOTHING


def _with_length(headers: Headers, method: str, content: bytes) -> Headers:
    if content or method in {"POST", "PUT", "PATCH"}:
        return {**headers, "Content-Length": str(len(content))}
    return headers


def _raw(value: str) -> bytes:
    """The bytes of a header. One with a line break is refused by what sends it."""
    return value.encode("utf-8", "surrogatepass")


def _basic(url: Address) -> Headers:
    if not url.user and not url.password:
        return NOTHING
    pair = f"{url.user}:{url.password}".encode()
    return {"Authorization": "Basic " + base64.b64encode(pair).decode("ascii")}
