"""Runs the web application in a thread of its own."""

from __future__ import annotations

import errno
import logging
import socket
import threading
from typing import Final

import uvicorn
from fastapi import FastAPI

from tocsin.errors import TocsinError
from tocsin.web.limits import WebLimits
from tocsin.web.protocol import bounded

log = logging.getLogger(__name__)

BACKLOG: Final = 1024  # so many wait in the kernel, and need not try again a second later
AT_ONCE: Final = 128  # so many are accepted in one go: far fewer than `WebLimits.connections`
MOST_PORT: Final = 65_535
START_S: Final = 10.0
PORT_ERRORS: Final = {
    errno.EADDRINUSE: (
        "Port {port} is in use, perhaps by another Tocsin. Take another one for this time: "
        "`tocsin run --port {other}`; for good: TOCSIN_WEB in config.py."
    ),
    errno.EACCES: "Port {port} may not be opened by this user; set TOCSIN_WEB to one above 1023.",
    errno.EADDRNOTAVAIL: "{host} is not an address of this machine; set TOCSIN_WEB to one that is.",
}


class WebServer:
    """Runs the application in a thread, once."""

    def __init__(self, app: FastAPI, host: str, port: int, limits: WebLimits | None = None) -> None:
        """Port 0 takes any free one; nothing is opened before `start`."""
        self._app = app
        self._host = host
        self._port = port
        self._limits = limits if limits is not None else WebLimits()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The open port; before the start the one asked for."""
        return self._port

    @property
    def running(self) -> bool:
        """Whether its thread is alive."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Open the port; return once requests are answered.

        Raises:
            TocsinError: The address cannot be opened; the sentence says the way out.
        """
        listener = open_listener(self._host, self._port)
        self._port = listener.getsockname()[1]
        server = _Server(_config(self._app, self._limits))
        thread = threading.Thread(
            target=server.run_until_stopped, args=(listener,), name="tocsin-web", daemon=True
        )
        self._server, self._thread = server, thread
        thread.start()
        if not server.ready.wait(START_S) or not server.started:
            self.stop()
            raise TocsinError("The web server did not start; the log says why.")

    def stop(self) -> None:
        """Close the port, let requests under way end within `stop_s`, and end the thread."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(3 * self._limits.stop_s + 2)
        if self._thread.is_alive():
            log.error("the web server did not stop in time")


class _Server(uvicorn.Server):
    """Says when it is up. In a thread uvicorn leaves the signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(BACKLOG)  # the loop made it as short as what it accepts in one go
        self.ready.set()

    def run_until_stopped(self, listener: socket.socket) -> None:
        try:
            self.run([listener])
        finally:
            listener.close()
            self.ready.set()


def _config(app: FastAPI, limits: WebLimits) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio",
        http=bounded(limits),
        ws="none",
        interface="asgi3",
        lifespan="on",
        log_config=None,
        log_level="error",  # its warnings come from what strangers send
        access_log=False,  # the addresses of acknowledge links hold their tokens
        proxy_headers=False,
        server_header=False,
        backlog=AT_ONCE,
        timeout_keep_alive=limits.keep_alive_s,
        timeout_graceful_shutdown=limits.stop_s,
        h11_max_incomplete_event_size=limits.head_bytes,
    )


def open_listener(host: str, port: int) -> socket.socket:
    """Return a listening socket with TCP_NODELAY.

    Head and body of an answer are two writes; without that the second would wait on a connection
    that is used again until the other side acknowledges the first, 40 ms later.

    Raises:
        TocsinError: The address cannot be opened; the sentence says the way out.
    """
    if not 0 <= port <= MOST_PORT:
        raise TocsinError(f"Port {port} does not exist; set TOCSIN_WEB to one up to {MOST_PORT}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        sentence = PORT_ERRORS.get(
            error.errno or 0, "{host}:{port} cannot be opened; see TOCSIN_WEB."
        )
        other = port + 1 if port < MOST_PORT else 8080
        raise TocsinError(sentence.format(host=host, port=port, other=other)) from error
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # those accepted inherit it
    return listener
