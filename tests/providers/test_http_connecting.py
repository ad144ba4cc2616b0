"""Far ends that cannot be reached: each with its reason, none with an address."""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.patience import COMES_S, HANGS_S
from tocsin.errors import ProviderError
from tocsin.providers.http import HttpClient, Tls, Via, check_url
from tocsin.providers.http.lookup import Lookups
from tocsin.testing.far_end import FarEnd

NOW = datetime(2026, 11, 23, 10, 30, 5, tzinfo=UTC)
LATE_S = 5.0


def a_client(url: str, **via: Any) -> HttpClient:
    return HttpClient(url, tool="The tool", agent="x/1", clock=lambda: NOW, via=Via(**via))


def status(url: str, deadline: float = 5.0, **via: Any) -> int:
    with closing(a_client(url, **via)) as one:
        return one.get(deadline=deadline).status


def failure(url: str, deadline: float = 5.0, **via: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        status(url, deadline, **via)
    return caught.value


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port nobody listens on, held so that nobody else can take it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_a_refused_connection_says_so(closed_port: int) -> None:
    error = failure(f"http://ana:pa55@127.0.0.1:{closed_port}/t0ken")
    assert (error.code, error.ambiguous) == ("unavailable", False)
    assert str(error) == "The tool cannot be reached: Connection refused."


def unknown(*_: object, **__: object) -> Sequence[Any]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_a_host_nobody_knows_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure("https://pager.example.org/")
    assert (error.code, error.ambiguous) == ("unavailable", False)
    assert str(error) == "The tool cannot be reached: the name of its host is not known."


def test_a_name_lookup_that_hangs_ends_by_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hang(*_: object, **__: object) -> Sequence[Any]:
        released.wait(HANGS_S)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    began = monotonic()
    error = failure("http://pager.example.org/", deadline=0.3)
    assert monotonic() - began < LATE_S
    assert (error.code, error.ambiguous) == ("timeout", False)
    released.set()


def test_no_more_lookups_hang_than_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    running: list[object] = []

    def hang(*_: object, **__: object) -> Sequence[Any]:
        running.append(1)
        released.wait(HANGS_S)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    lookups = Lookups(most=2)
    for _ in range(5):
        with pytest.raises(TimeoutError):
            lookups.find("pager.example.org", 443, 0.05)
    assert len(running) == 2
    released.set()


def test_the_next_address_is_tried_when_one_is_dead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with FarEnd() as far_end:
        port = int(far_end.url.rpartition(":")[2])
        rows = [(2, 1, 6, "", (host, port)) for host in ("127.0.0.2", "127.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
        assert status(f"http://pager.example.org:{port}") == 202


@pytest.mark.parametrize("host", ["a" * 70 + ".invalid", "a..invalid"])
def test_a_host_name_that_cannot_be_is_in_vain(host: str) -> None:
    assert failure(f"http://{host}/").code == "invalid"


# ------------------------------------------------------------------------------------ TLS


def certificate(name: str, folder: Path) -> Path:
    """A certificate that signed itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=36500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(secret + made.public_bytes(pem))
    return file


class Fine(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """A test's output is no place for a server's log."""


Secure = Callable[[str], tuple[str, Path]]


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Secure]:
    """Given the name in its certificate: the address of a server with TLS, and that certificate."""
    running: list[tuple[HTTPServer, threading.Thread]] = []

    def make(name: str) -> tuple[str, Path]:
        file = certificate(name, tmp_path)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server = HTTPServer(("127.0.0.1", 0), Fine)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        running.append((server, thread))
        return f"https://127.0.0.1:{server.server_port}/", file

    yield make
    for server, thread in running:
        server.shutdown()
        server.server_close()
        thread.join(timeout=COMES_S)


def test_a_certificate_nobody_vouches_for_is_refused_with_the_way_out(secure: Secure) -> None:
    url, _ = secure("127.0.0.1")
    error = failure(url)
    assert (error.code, error.ambiguous) == ("unavailable", False)
    assert str(error) == (
        "The tool cannot be reached: its certificate is not trusted (self-signed certificate);"
        " `ca_file` names another authority."
    )


def test_an_authority_of_ones_own_is_trusted(secure: Secure) -> None:
    url, file = secure("127.0.0.1")
    assert status(url, tls=Tls(ca_file=file)) == 204


def test_a_certificate_of_another_host_is_refused_all_the_same(secure: Secure) -> None:
    url, file = secure("127.0.0.9")
    error = failure(url, tls=Tls(ca_file=file))
    assert "IP address mismatch" in str(error)


def test_without_verifying_anything_is_taken(secure: Secure) -> None:
    url, _ = secure("127.0.0.9")
    assert status(url, tls=Tls(verify=False)) == 204


def test_tls_to_a_far_end_without_it_says_so() -> None:
    with FarEnd() as far_end:
        error = failure(far_end.url.replace("http:", "https:"))
    assert str(error) == (
        "The tool cannot be reached: no TLS could be agreed; it may speak http:// only."
    )


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_read_are_told(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    error = failure("https://127.0.0.1:9/", tls=Tls(ca_file=file))
    assert str(error) == "The tool has a `ca_file` that holds no readable certificates."


# ------------------------------------------------------------------------------- nothing shown


def test_neither_address_nor_header_nor_body_is_shown_or_logged(
    caplog: pytest.LogCaptureFixture, closed_port: int
) -> None:
    caplog.set_level(logging.DEBUG)
    with FarEnd() as far_end:
        base = far_end.url.replace("//", "//ana:pa55word@") + "/p4th-t0ken?key=qu3ry"
        one = HttpClient(
            base, tool="The tool", agent="x/1", clock=lambda: NOW,
            authorise=lambda: {"X-Key": "h3ader"},
        )  # fmt: skip
        answer = one.post("/x", deadline=5, json={"b": "b0dy"})
        far_end.fail("401")
        with pytest.raises(ProviderError) as caught:
            one.post("/x", deadline=5, json={"b": "b0dy"})
        one.close()
    gone = failure(f"http://ana:pa55word@127.0.0.1:{closed_port}/p4th-t0ken?key=qu3ry")
    errors = [caught.value, gone]
    shown = [repr(one), repr(answer), *map(repr, errors), *map(str, errors), caplog.text]
    chained = [repr(error.__cause__) + repr(error.__context__) for error in errors]
    text = "\n".join([*shown, *chained])
    for secret in ("pa55word", "p4th-t0ken", "qu3ry", "h3ader", "b0dy"):
        assert secret not in text


@pytest.mark.parametrize("url", ["", "x", "ftp://a", "https://", "http://[::1", "http://a:b/"])
def test_an_address_that_cannot_be_called_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="address") as caught:
        check_url(url)
    assert url in {"", "https://"} or url not in str(caught.value)
    with pytest.raises(ProviderError, match="no address that can be called"):
        a_client(url)


def test_the_library_is_loaded_by_the_first_client_and_not_before() -> None:
    code = "import tocsin.providers.http, sys; print('httpx2' in sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=HANGS_S
    )
    assert shown.stdout.strip() == "False"
