"""A proxy that shows everything below a path, and either strips that path or hands it on."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEPT = ("content-type", "location", "content-security-policy", "cache-control")


@contextmanager
def proxy(port: int, below: str, *, strips: bool) -> Iterator[str]:
    """Serve `below` + path from the web face at `port`; yields the address of the path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(port, below, strips=strips))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{below}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(port: int, below: str, *, strips: bool) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass_on("GET")

        def do_POST(self) -> None:
            self._pass_on("POST")

        def _pass_on(self, method: str) -> None:
            if not self.path.startswith(f"{below}/"):
                self.send_error(404)
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            inner = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            inner.request(method, self.path.removeprefix(below) if strips else self.path, body)
            answer = inner.getresponse()
            text = answer.read()
            self.send_response(answer.status)
            for name in KEPT:
                if answer.getheader(name):
                    self.send_header(name, answer.getheader(name) or "")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
            inner.close()

        def log_message(self, *_words: object) -> None:
            """Stay silent."""

    return Handler
