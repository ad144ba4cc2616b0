"""The process: a real Synapse with SQLite, in a folder of its own, on a loopback port.

It is run by the Python that `TOCSIN_SYNAPSE` names, else by that of `.counterparts/synapse` in the
checkout, which `scripts/get_counterparts` fills.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from tests.counterparts.matrix.persons import SERVER
from tests.counterparts.matrix.wire import Json, Refused, Wire
from tests.e2e.deployment import free_port

ROOT: Final = Path(__file__).resolve().parents[3]
INSTALLED: Final = ROOT / ".counterparts" / "synapse" / "bin" / "python"
START_S: Final = 90.0  # a guard against one that hangs; on a busy machine it takes its time
END_S: Final = 30.0
RATES: Final[dict[str, tuple[float, int]]] = {
    "rc_message": (0.2, 10),
    "rc_registration": (0.17, 3),
    "rc_login.address": (0.003, 5),
    "rc_login.account": (0.003, 5),
    "rc_login.failed_attempts": (0.17, 3),
    "rc_joins.local": (0.1, 10),
    "rc_joins.remote": (0.01, 10),
    "rc_joins_per_room": (1, 10),
    "rc_invites.per_room": (0.3, 10),
    "rc_invites.per_user": (0.003, 5),
    "rc_invites.per_issuer": (0.3, 10),
    "rc_room_creation": (0.016, 10),
    "rc_key_requests": (20, 100),
    "rc_user_directory": (0.016, 200),
    "rc_profile": (1, 500),
}
"""Synapse's defaults: how many a second, and how many at once."""


def where() -> Path:
    """Where its Python is looked for."""
    return Path(os.environ.get("TOCSIN_SYNAPSE") or INSTALLED)


def need_synapse() -> Path:
    """Its Python; the test is skipped without, and fails where TOCSIN_CI=1."""
    if where().exists():
        return where()
    if os.environ.get("TOCSIN_CI") == "1":
        pytest.fail(f"{where()} is not there, and TOCSIN_CI=1 asks for every counterpart")
    pytest.skip(f"{where()} is not there (scripts/get_counterparts installs it)")


class Homeserver:
    """A running one, until `close`; `secret` lets accounts be made."""

    def __init__(self, limits: float, messages: float | None = None) -> None:
        self._python = need_synapse()
        self.secret = secrets.token_hex()
        self.folder = Path(tempfile.mkdtemp(prefix="tocsin-synapse-"))
        self._rates = _rates(limits, messages)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (self.folder / "signing.key").write_text(f"ed25519 a_test {key}\n", encoding="utf-8")
        (self.folder / "log.json").write_text(json.dumps(_log(self.folder)), encoding="utf-8")
        self.start()

    def start(self) -> None:
        """Have it run, and wait until it answers.

        Raises:
            RuntimeError: It ended, or does not answer; its words are told.
        """
        config = self.folder / "homeserver.json"
        config.write_text(json.dumps(self._config()), encoding="utf-8")
        with (self.folder / "out").open("ab") as out:
            self._process = subprocess.Popen(
                [str(self._python), "-m", "synapse.app.homeserver", "-c", str(config)],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
            )
        try:
            self._wait(self._process)
        except BaseException:
            self.stop()
            raise

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until, wire = time.monotonic() + START_S, Wire(lambda: self.port)
        while time.monotonic() < until and process.poll() is None:
            try:
                wire.ask("GET", "/_matrix/client/versions")
            except (OSError, Refused):
                time.sleep(0.05)
            else:
                wire.close()
                return
        said = (self.folder / "out").read_text(errors="replace")[-3000:]
        raise RuntimeError(f"Synapse does not answer: {said}")

    def stop(self) -> None:
        """End it; its folder stays."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(END_S)
        self._process = None

    def at_another_port(self) -> None:
        """Where it is started the next time."""
        self.port = free_port()

    def register(self, id: str, registration: Json) -> None:
        """An application service it knows from its next start on."""
        file = self.folder / f"appservice-{id}.json"
        file.write_text(json.dumps({"id": id, **registration}), encoding="utf-8")

    def close(self) -> None:
        """End it and remove its folder."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(END_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def access_log(self) -> Path:
        """What was asked of it, a line each, written when it is answered."""
        return self.folder / "access.log"

    def kept(self) -> Iterator[tuple[str, bytes]]:
        """(table, a row's values as bytes) of its whole database, and of the files it was given."""
        with closing(sqlite3.connect(f"file:{self.folder}/homeserver.db?mode=ro", uri=True)) as db:
            db.text_factory = bytes
            tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (raw,) in tables:
                table = raw.decode()
                for row in db.execute(f'SELECT * FROM "{table}"'):
                    yield table, b"\n".join(_bytes(one) for one in row)
        for file in self.folder.glob("media/local_content/**/*"):
            if file.is_file():
                yield "an uploaded file", file.read_bytes()

    def _config(self) -> Json:
        """JSON is YAML."""
        resources = [{"names": ["client"]}]
        return {
            "server_name": SERVER,
            "listeners": [
                {
                    "port": self.port, "type": "http", "bind_addresses": ["127.0.0.1"],
                    "resources": resources,
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": f"{self.folder}/homeserver.db"}},
            "log_config": f"{self.folder}/log.json",
            "pid_file": f"{self.folder}/pid",
            "media_store_path": f"{self.folder}/media",
            "signing_key_path": f"{self.folder}/signing.key",
            "registration_shared_secret": self.secret,
            "bcrypt_rounds": 4,
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            "presence": {"enabled": False},
            # Else who asks for all there is may get the answer that was given in another test.
            "caches": {"sync_response_cache_duration": "0s"},
            "app_service_config_files": [str(one) for one in self.folder.glob("appservice-*.json")],
        } | self._rates  # fmt: skip


def _rates(limits: float, messages: float | None) -> Json:
    """The section of limits, each `limits` times Synapse's default; 0 = as good as none.

    `messages`: so many a second instead. Logins are not limited at all: each session of the tests
    is one.
    """
    told: Json = {}
    for name, (per_second, burst) in RATES.items():
        if limits == 1 and not name.startswith("rc_login"):
            continue
        first, _, second = name.partition(".")
        rate = (
            {"per_second": per_second * limits, "burst_count": burst}
            if limits and not name.startswith("rc_login")
            else {"per_second": 100_000, "burst_count": 100_000}
        )
        if second:
            told.setdefault(first, {})[second] = rate
        else:
            told[first] = rate
    if messages is not None:
        told["rc_message"] = {"per_second": messages, "burst_count": RATES["rc_message"][1]}
    return told


def _log(folder: Path) -> Json:
    line = {"class": "logging.FileHandler", "formatter": "line", "filename": f"{folder}/access.log"}
    rest = {"class": "logging.FileHandler", "formatter": "line", "filename": f"{folder}/server.log"}
    return {
        "version": 1,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"access": line, "rest": rest},
        "loggers": {
            "synapse.access": {"level": "INFO", "handlers": ["access"], "propagate": False}
        },
        "root": {"level": "WARNING", "handlers": ["rest"]},
        "disable_existing_loggers": False,
    }


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
