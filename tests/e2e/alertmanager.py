"""A real Prometheus Alertmanager on loopback that notifies a webhook."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.deployment import TOKEN, free_port
from tests.e2e.http import ask, post_json
from tests.patience import COMES_S

BINARY = "prometheus-alertmanager"
CONFIG = """
route:
  receiver: tocsin
  group_by: [alertname, service]
  group_wait: 200ms
  group_interval: 1s
  repeat_interval: 1h
receivers:
  - name: tocsin
    webhook_configs:
      - url: {url}
        send_resolved: true
        http_config:
          authorization:
            type: Bearer
            credentials: {token}
"""


def need_alertmanager() -> str:
    """The binary; the test is skipped without it, and fails where TOCSIN_CI=1."""
    found = shutil.which(BINARY)
    if found is None and os.environ.get("TOCSIN_CI") == "1":
        pytest.fail(f"{BINARY} is missing, and TOCSIN_CI=1 asks for every counterpart")
    if found is None:
        pytest.skip(f"{BINARY} is not installed (Debian: apt install {BINARY})")
    return found


class Alertmanager:
    """Takes alerts by its API and notifies the receiver."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._url = f"http://127.0.0.1:{port}"
        self._began = datetime.now(UTC)

    def wait(self) -> None:
        ends = time.monotonic() + COMES_S
        while time.monotonic() < ends:
            try:
                if ask("GET", f"{self._url}/-/ready").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        pytest.fail("Alertmanager did not become ready")

    def fire(self, labels: Mapping[str, str], summary: str) -> None:
        """The alert fires from now on."""
        self._send(labels, summary, timedelta(hours=1))

    def resolve(self, labels: Mapping[str, str], summary: str) -> None:
        """The alert has ended just now."""
        self._send(labels, summary, timedelta(milliseconds=-1))

    def _send(self, labels: Mapping[str, str], summary: str, ends: timedelta) -> None:
        alert = {
            "labels": dict(labels),
            "annotations": {"summary": summary},
            "startsAt": self._began.isoformat(),
            "endsAt": (datetime.now(UTC) + ends).isoformat(),
        }
        answer = post_json(f"{self._url}/api/v2/alerts", [alert], {})
        assert answer.status == 200, answer


@contextmanager
def alertmanager(folder: Path, url: str) -> Iterator[Alertmanager]:
    """One that notifies `url`; its data lies in `folder`."""
    binary, port = need_alertmanager(), free_port()
    folder.mkdir()
    config = folder / "alertmanager.yml"
    config.write_text(CONFIG.format(url=url, token=TOKEN), encoding="utf-8")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                binary,
                f"--config.file={config}",
                f"--storage.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
                "--cluster.listen-address=",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        made = Alertmanager(port)
        made.wait()
        yield made
    finally:
        process.terminate()
        process.wait(10)
