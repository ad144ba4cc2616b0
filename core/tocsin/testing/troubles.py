"""The ways a far end can fail, and the error a provider has to raise for each."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from types import MappingProxyType
from typing import Final, Literal

from tocsin.errors import ProviderFault

TroubleName = Literal[
    "401",
    "404",
    "429",
    "429-with-wait",
    "500",
    "503",
    "maintenance",
    "timeout-before",
    "timeout-after",
    "slow-headers",
    "slow-body",
    "wrong-json",
    "reset-before",
    "reset-after",
    "oversized",
    "redirect",
    "odd-rows",
    "rows-that-lack",
    "rows-of-other-types",
]
WAIT_S: Final = 7.0
SILENT_S: Final = 30.0
DRIP_S: Final = 0.05
PIECE: Final = b"x" * 65536


@dataclass(frozen=True, kw_only=True)
class OpenRequest:
    """The connection of a trouble; `released` is set when nobody waits any more."""

    handler: BaseHTTPRequestHandler
    released: threading.Event


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One way to fail.

    Args:
        acts: Whether the far end does what it is asked all the same.
        codes: The codes of `ProviderError` that tell it rightly; () where a provider that needs
            nothing but the status may take it for a success.
        wait: The wait that is asked for.
    """

    happens: Callable[[OpenRequest], None]
    acts: bool
    codes: tuple[ProviderFault, ...]
    wait: float | None = None


def _say(status: int, *headers: str, body: bytes = b"") -> Callable[[OpenRequest], None]:
    def happens(line: OpenRequest) -> None:
        line.handler.send_response(status)
        for header in headers:
            line.handler.send_header(*header.split(": ", 1))
        line.handler.send_header("Content-Length", str(len(body)))
        line.handler.end_headers()
        line.handler.wfile.write(body)

    return happens


def _silence(line: OpenRequest) -> None:
    line.released.wait(SILENT_S)
    line.handler.close_connection = True


def _slow_headers(line: OpenRequest) -> None:
    """Always one more header: no single wait is long, and there is never an answer."""
    line.handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(int(SILENT_S / DRIP_S)):
        line.handler.wfile.write(b"X-%d: x\r\n" % number)
        if line.released.wait(DRIP_S):
            break
    line.handler.close_connection = True


def _slow_body(line: OpenRequest) -> None:
    line.handler.send_response(200)
    line.handler.send_header("Content-Type", "application/json")
    line.handler.send_header("Content-Length", "100000")
    line.handler.end_headers()
    for _ in range(int(SILENT_S / DRIP_S)):
        line.handler.wfile.write(b" ")
        if line.released.wait(DRIP_S):
            break
    line.handler.close_connection = True


def _maintenance(line: OpenRequest) -> None:
    """A page for people where the answer should be, and a status as if all were well."""
    _say(200, "Content-Type: text/html", body=b"<html><body>Back soon.</body></html>")(line)


def _reset(line: OpenRequest) -> None:
    """Ends the connection in the way a process does that died."""
    hard = struct.pack("ii", 1, 0)
    line.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, hard)
    line.handler.close_connection = True
    line.handler.connection.close()


def _oversized(line: OpenRequest) -> None:
    """A gigabyte, for as long as somebody takes it."""
    line.handler.send_response(200)
    line.handler.send_header("Content-Type", "application/json")
    line.handler.send_header("Content-Length", str(2**30))
    line.handler.end_headers()
    line.handler.close_connection = True
    for _ in range(2**30 // len(PIECE)):
        if line.released.is_set():
            return
        line.handler.wfile.write(PIECE)


def _late(*, acts: bool) -> Trouble:
    return Trouble(happens=_silence, acts=acts, codes=("timeout",))


def _status(status: int, *codes: ProviderFault) -> Trouble:
    return Trouble(happens=_say(status), acts=False, codes=codes)


TROUBLES: Final[Mapping[TroubleName, Trouble]] = MappingProxyType(
    {
        "401": _status(401, "auth", "forbidden"),
        "404": _status(404, "not_found", "invalid"),
        "429": _status(429, "rate_limited"),
        "429-with-wait": Trouble(
            happens=_say(429, f"Retry-After: {WAIT_S:.0f}"),
            acts=False,
            codes=("rate_limited",),
            wait=WAIT_S,
        ),
        "500": _status(500, "unavailable"),
        "503": _status(503, "unavailable", "rate_limited"),
        "maintenance": Trouble(happens=_maintenance, acts=False, codes=()),
        "timeout-before": _late(acts=False),
        "timeout-after": _late(acts=True),
        "slow-headers": Trouble(happens=_slow_headers, acts=False, codes=("timeout",)),
        "slow-body": Trouble(happens=_slow_body, acts=True, codes=()),
        "wrong-json": Trouble(
            happens=_say(200, "Content-Type: application/json", body=b'{"id": "7", '),
            acts=True,
            codes=(),
        ),
        "reset-before": Trouble(happens=_reset, acts=False, codes=("unavailable",)),
        "reset-after": Trouble(happens=_reset, acts=True, codes=("unavailable",)),
        "oversized": Trouble(happens=_oversized, acts=True, codes=()),
        "redirect": Trouble(
            happens=_say(302, "Location: /elsewhere"), acts=False, codes=("invalid", "not_found")
        ),
    }
)
