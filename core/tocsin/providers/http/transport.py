"""The only module that imports the HTTP library; it is imported with the first client.

The library's connection pool is used without its client: the client writes whole addresses to the
log, follows redirects and reads `netrc`. Its network is ours, so that one deadline holds for an
exchange as a whole, where the library only bounds each single wait.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import httpcore2
import httpx2

from tocsin.errors import ProviderError
from tocsin.providers.http.addresses import Address
from tocsin.providers.http.faults import Fault, fault_of
from tocsin.providers.http.lookup import Lookups
from tocsin.providers.http.settings import Tls, Via

KEPT_OPEN: Final = 8
KEPT_S: Final = 30.0
LONG_REASON: Final = 64 * 1024
DRAIN_S: Final = 0.2
_WRITE = 16 * 1024
_LIBRARY = "httpcore2"


def parsed(url: str) -> Address | None:
    """Return the parsed URL, or None."""
    try:
        found = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError, TypeError):
        return None
    return Address(
        scheme=found.scheme,
        host=found.raw_host,
        port=found.port,
        netloc=found.netloc,
        target=found.raw_path,
        user=found.username,
        password=found.password,
    )


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One request; `body` is sent as it is."""

    method: str
    target: bytes = field(repr=False)
    headers: Sequence[tuple[bytes, bytes]] = field(repr=False)
    body: bytes = field(repr=False)
    read: bool = True
    """Whether the body of a 2xx is wanted; if not, the status is the answer."""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One answer."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class TooLarge(Exception):
    """The answer is larger than the limit."""


class CurrentExchange(threading.local):
    """The deadline and limits of this thread's exchange."""

    until: float = 0.0
    sent: bool = False

    def left(self) -> float:
        """Return the seconds left; at 0 the caller gives up."""
        return self.until - time.monotonic()


class Transport:
    """The connections to one far end."""

    def __init__(self, url: Address, *, via: Via, tool: str) -> None:
        """Nothing is connected yet.

        Raises:
            ProviderError: `invalid`: the proxy or the certificates cannot be used.
        """
        logging.getLogger(_LIBRARY).setLevel(logging.WARNING)  # below, it logs headers
        self._url = url
        self._tool = tool
        self._most = via.answer_bytes
        self._moment = CurrentExchange()
        self._pool = _pool(url, via, _Network(self._moment), tool)

    def exchange(self, request: Outgoing, seconds: float) -> Incoming:
        """Make one attempt that ends within `seconds`.

        Raises:
            ProviderError: There is no answer; its status was not looked at.
        """
        self._moment.until = time.monotonic() + seconds
        self._moment.sent = False
        try:
            return self._exchange(request, seconds)
        except (httpcore2.TimeoutException, TimeoutError) as error:
            fault = fault_of("late", error)
        except httpcore2.ProxyError as error:
            fault = fault_of("proxy", error)
        except httpcore2.ConnectError as error:
            fault = fault_of("connect", error)
        except TooLarge:
            fault = fault_of("large", None)
        except (httpcore2.LocalProtocolError, httpcore2.UnsupportedProtocol, ValueError) as error:
            fault = fault_of("ours", error)
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            fault = fault_of("broken", error)
        raise self._error(fault)

    def close(self) -> None:
        """Close the idle connections."""
        self._pool.close()

    def _exchange(self, request: Outgoing, seconds: float) -> Incoming:
        if seconds <= 0:
            raise TimeoutError
        waits = dict.fromkeys(("pool", "connect", "read", "write"), seconds)
        response = self._pool.handle_request(
            httpcore2.Request(
                request.method,
                httpcore2.URL(
                    scheme=self._url.scheme.encode("ascii"),
                    host=self._url.host,
                    port=self._url.port,
                    target=request.target,
                ),
                headers=request.headers,
                content=request.body,
                extensions={"timeout": waits},
            )
        )
        try:
            body = self._body(response, read=request.read)
        finally:
            response.close()
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1").strip()
            for name, value in response.headers
        }
        return Incoming(status=response.status, headers=headers, body=body)

    def _body(self, response: httpcore2.Response, *, read: bool) -> bytes:
        if response.status // 100 == 2 and read:
            return _read(response, self._most)
        # The status says it all. What follows is read as far as it comes at once: for the reason,
        # and so that the connection can be used again.
        if response.status // 100 == 2:
            self._moment.until = min(self._moment.until, time.monotonic() + DRAIN_S)
        try:
            return _read(response, LONG_REASON)
        except (
            httpcore2.TimeoutException,
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            TooLarge,
        ):
            return b""

    def _error(self, fault: Fault) -> ProviderError:
        return ProviderError(
            fault.code,
            f"{self._tool} {fault.words}.",
            ambiguous=self._moment.sent and fault.may_have_arrived,
        )


class _Network(httpcore2.NetworkBackend):
    """Connects within what is left of the thread's exchange."""

    def __init__(self, moment: CurrentExchange) -> None:
        self._moment = moment
        self._system = httpcore2.SyncBackend()
        self._lookups = Lookups()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            found = self._lookups.find(host, port, self._moment.left())
        except OSError as error:
            raise (
                httpcore2.ConnectTimeout()
                if isinstance(error, TimeoutError)
                else httpcore2.ConnectError(str(error))
            ) from error
        for tried, address in enumerate(found, start=1):
            share = self._moment.left() / (len(found) - tried + 1)
            try:
                plain = self._system.connect_tcp(address, port, _positive(share))
                return _Stream(plain, self._moment)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if tried == len(found):
                    raise
        raise httpcore2.ConnectError("no address")


class _Stream(httpcore2.NetworkStream):
    """A connection on which no wait is longer than what is left of the thread's exchange."""

    def __init__(self, plain: httpcore2.NetworkStream, moment: CurrentExchange) -> None:
        self._plain = plain
        self._moment = moment

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._moment.left()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return self._plain.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _WRITE):
            left = self._moment.left()
            if left <= 0:
                raise httpcore2.WriteTimeout
            self._moment.sent = True
            self._plain.write(buffer[start : start + _WRITE], left)

    def close(self) -> None:
        self._plain.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        safe = self._plain.start_tls(ssl_context, server_hostname, _positive(self._moment.left()))
        return _Stream(safe, self._moment)

    def get_extra_info(self, info: str) -> object:
        return self._plain.get_extra_info(info)


def _positive(seconds: float) -> float:
    """A time a socket can be given: 0 would mean not to wait at all, and a different error."""
    return max(seconds, 0.001)


def _read(response: httpcore2.Response, most: int) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_stream():
        size += len(piece)
        if size > most:
            raise TooLarge
        pieces.append(piece)
    return b"".join(pieces)


def _pool(
    url: Address, via: Via, network: httpcore2.NetworkBackend, tool: str
) -> httpcore2.ConnectionPool:
    trust = _trust(via.tls, tool) if url.scheme == "https" else None
    if not via.proxy:
        return httpcore2.ConnectionPool(
            ssl_context=trust,
            max_connections=via.connections,
            max_keepalive_connections=KEPT_OPEN,
            keepalive_expiry=KEPT_S,
            network_backend=network,
        )
    proxy = parsed(via.proxy)
    if proxy is None or proxy.scheme != "http" or not proxy.host:
        raise ProviderError("invalid", f"{tool} has a `proxy` that is no http:// address.")
    return httpcore2.HTTPProxy(
        httpcore2.URL(scheme=b"http", host=proxy.host, port=proxy.port, target=b"/"),
        proxy_auth=(proxy.user, proxy.password) if proxy.user else None,
        ssl_context=trust,
        max_connections=via.connections,
        max_keepalive_connections=KEPT_OPEN,
        keepalive_expiry=KEPT_S,
        network_backend=network,
    )


def _trust(tls: Tls, tool: str) -> ssl.SSLContext:
    context = httpx2.create_ssl_context(verify=tls.verify)
    if tls.ca_file is None:
        return context
    try:
        context.load_verify_locations(cafile=str(tls.ca_file))
    except OSError:
        pass
    else:
        return context
    raise ProviderError("invalid", f"{tool} has a `ca_file` that holds no readable certificates.")
