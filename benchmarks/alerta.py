"""An alerta-server on a PostgreSQL: a well-known place to keep alerts, run for comparison only.

It is no dependency of ours. Whoever wants the comparison makes a venv for it; the README says how.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Skip
from tests.e2e.deployment import free_port

NAMED_BY = "TOCSIN_ALERTA"
WORKERS = 2
START_S = 60.0


def gunicorn() -> Path:
    """The program of the venv that is named.

    Raises:
        Skip: None is, or it lacks something.
    """
    named = os.environ.get(NAMED_BY, "")
    program = Path(named) / "bin" / "gunicorn"
    if not named or not program.is_file():
        raise Skip(f"{NAMED_BY} names no venv with alerta-server, gunicorn and psycopg2-binary")
    return program


@contextmanager
def alerta(database_url: str, log: Path) -> Iterator[int]:
    """Run one with two workers until the block ends; gives its port."""
    port = free_port()
    command = [str(gunicorn()), "--preload", "-w", str(WORKERS), "-b", f"127.0.0.1:{port}"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "alerta:create_app()"],
            stdout=out,
            stderr=out,
            env={**os.environ, "DATABASE_URL": database_url, "AUTH_REQUIRED": "False"},
            cwd=log.parent,
        )
        try:
            _wait(port, process, log)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def an_alert(number: int) -> Mapping[str, object]:
    """As its API takes it; another resource each time, so that each is kept as a new one."""
    return {
        "environment": "Production",
        "event": "Latency",
        "resource": f"shop-{number}",
        "severity": "critical",
        "service": ["checkout"],
        "text": "requests are slow",
    }


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + START_S
    while time.monotonic() < ends and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/management/healthcheck")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    told = log.read_text(errors="replace").splitlines()[-1:] or ["it said nothing"]
    raise Skip(f"alerta-server does not start here: {told[0]}")
