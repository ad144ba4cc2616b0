"""A deployment in a folder: config.py, one team file, and the environment with its secrets."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.patience import COMES_S

TOCSIN = Path(sys.executable).with_name("tocsin")
SECRET = "a-long-and-random-secret"
TOKEN = "a-token-for-alerts"
TEAM = "shop"
SQLITE = "sqlite:///data/tocsin.db"

CONFIG = """
BOT_DATA_DIR = "data"
TOCSIN_TEAMS_DIR = "teams/"
TOCSIN_DATABASE_URL = "{database}"
TOCSIN_CHATS = {{"console": {{}}}}
TOCSIN_WEB = {{
    "host": "127.0.0.1", "port": {port}, "public_url": "http://127.0.0.1:{port}"
}}
"""

PEOPLE = """
[team]
name = "Shop"
owner = "Shop"
updated = "2026-01-05"
default = true
storm = false

[people.ana]
name = "Ana Reyes"
email = "ana@example.com"
[people.bo]
name = "Bo Lindqvist"
email = "bo@example.com"
[people.eva]
name = "Eva Okafor"
email = "eva@example.com"
[people.cyrus]
name = "Cyrus Tan"
email = "cyrus@example.com"

[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]

[contacts]
em = "eva"
cto = "cyrus"
leadership = ["cyrus"]
security = ["eva"]
support = "support@example.com"

[chat]
announce = "#incidents"

[alerts.json]
type = "json"
token = { env = "ALERTS_TOKEN" }

[alerts.prom]
type = "prometheus"
token = { env = "ALERTS_TOKEN" }
map = { critical = "P1", warning = "P2" }
"""

PAGER = """
[paging.hook]
type = "webhook"
url = "URL"
secret = { env = "HOOK_SECRET" }
"""

FAST = """
[process]
stable_for = "2s"
"""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """Where it lies, and the port its web face opens."""

    folder: Path
    port: int
    database_url: str

    @property
    def config(self) -> Path:
        return self.folder / "config.py"

    @property
    def team_file(self) -> Path:
        return self.folder / "teams" / f"{TEAM}.toml"

    @property
    def database(self) -> Path:
        return self.folder / "data" / "tocsin.db"

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def run(self, *words: str, seconds: float = COMES_S) -> subprocess.CompletedProcess[str]:
        """One `tocsin` command to its end, with this deployment's config."""
        return subprocess.run(
            [str(TOCSIN), *words, "--config", str(self.config)],
            capture_output=True,
            text=True,
            timeout=seconds,
            env=environment(),
            cwd=self.folder,
            check=False,
        )


def deploy(
    folder: Path, *, pager: str = "", more: str = FAST, database: str = SQLITE
) -> Deployment:
    """Write a deployment. `pager` is the address pages are posted to, "" = by direct message."""
    made = Deployment(folder=folder, port=free_port(), database_url=database)
    made.team_file.parent.mkdir(parents=True)
    config = CONFIG.format(port=made.port, database=database)
    made.config.write_text(config, encoding="utf-8")
    hook = PAGER.replace("URL", pager) if pager else ""
    made.team_file.write_text(PEOPLE + hook + more, encoding="utf-8")
    return made


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours, with the secrets a team file names."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
    return {**kept, "ALERTS_TOKEN": TOKEN, "HOOK_SECRET": SECRET, **(more or {})}


def free_port() -> int:
    """A port of loopback nobody has just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
