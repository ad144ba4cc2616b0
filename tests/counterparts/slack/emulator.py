"""The independent Web API: npm's `emulate` on a free loopback port, one child process for all.

It is looked for where `TOCSIN_EMULATE` says (the path of `emulate/dist/index.js`), else in
`.counterparts/` of the checkout, which `scripts/get_counterparts` fills.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from tests.counterparts.slack.persons import BOT, Person

Json = dict[str, Any]
ROOT: Final = Path(__file__).resolve().parents[3]
INSTALLED: Final = ROOT / ".counterparts" / "node_modules" / "emulate" / "dist" / "index.js"
EMULATORS: Final = Path(__file__).with_name("emulators.mjs")
APP: Final = "A0TOCSIN01"
BOT_ID: Final = "B0TOCSIN01"
TEAM: Final = "T000000001"
START_S: Final = 60.0  # a guard against one that hangs; on a busy machine it takes its time
TOKENS: Final = 30
"""Of each account: it answers 5000 calls of one token, then none for an hour."""
ALL_SCOPES: Final = (
    "chat:write channels:read channels:write channels:manage channels:join channels:history "
    "groups:read groups:write groups:history im:read im:write im:history mpim:read mpim:write "
    "mpim:history users:read users:read.email users.profile:read users.profile:write "
    "reactions:read reactions:write pins:read pins:write bookmarks:read bookmarks:write "
    "files:read files:write team:read"
)


def script() -> Path | None:
    """Where it is; None = it is not there."""
    return where() if where().is_file() else None


def where() -> Path:
    """Where it is looked for."""
    return Path(os.environ.get("TOCSIN_EMULATE") or INSTALLED)


def need_emulator() -> tuple[str, Path]:
    """The node and the script; the test is skipped without, and fails where TOCSIN_CI=1."""
    node, found = shutil.which("node"), script()
    if node and found:
        return node, found
    missing = "node is not installed" if not node else f"{where()} is not there"
    if os.environ.get("TOCSIN_CI") == "1":
        pytest.fail(f"{missing}, and TOCSIN_CI=1 asks for every counterpart")
    pytest.skip(f"{missing} (scripts/get_counterparts installs it, with node and npm)")


class _House:
    """The process in which emulators run: one for all of a test run, each with its own store."""

    def __init__(self) -> None:
        node, found = need_emulator()
        self._folder = Path(tempfile.mkdtemp(prefix="tocsin-slack-"))
        self._alone = threading.Lock()
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [node, str(EMULATORS), str(found.with_name("api.js"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=self._folder,
            )
        atexit.register(self._close)

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def do(self, what: Json) -> None:
        """Have one started or stopped.

        Raises:
            RuntimeError: The process has ended; its words are told.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._alone:
            with suppress(OSError):
                self._process.stdin.write(json.dumps(what).encode() + b"\n")
                self._process.stdin.flush()
            if not self._process.stdout.readline():
                raise RuntimeError(f"emulate ended: {self.said()}")

    def said(self) -> str:
        """The last of its log."""
        return (self._folder / "log").read_text(errors="replace")[-2000:]

    def _close(self) -> None:
        with self._process:
            self._process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


_houses: list[_House] = []


def _house() -> _House:
    """The one that runs; another one when it has ended."""
    if not _houses or not _houses[-1].runs:
        _houses.append(_House())
    return _houses[-1]


class Emulator:
    """A running one, in which `seats` are the accounts that people will be given."""

    def __init__(self, seats: tuple[str, ...]) -> None:
        self._house = _house()
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._turn = 0
        self._house.do({"start": self._port, "seed": {"slack": _seed(seats)}})
        self._wait()

    def close(self) -> None:
        """End it."""
        if self._house.runs:
            self._house.do({"stop": self._port})

    async def ask(
        self, line: aiohttp.ClientSession, who: Person, method: str, what: Mapping[str, object]
    ) -> Json:
        """Its answer to one call of somebody."""
        self._turn = (self._turn + 1) % TOKENS
        headers = {"Authorization": f"Bearer {_token(who.id, self._turn)}"}
        url = f"{self.url}/api/{method}"
        async with line.post(url, json=dict(what), headers=headers) as answer:
            found = await answer.json(content_type=None)
        return found if isinstance(found, dict) else {}

    def _wait(self) -> None:
        """Until it answers.

        Raises:
            RuntimeError: It ended, or does not answer; its words are told.
        """
        until = time.monotonic() + START_S
        while time.monotonic() < until and self._house.runs:
            try:
                urllib.request.urlopen(f"{self.url}/", timeout=5).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        self.close()
        raise RuntimeError(f"emulate does not answer: {self._house.said()}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _token(user: str, turn: int) -> str:
    return f"xoxo-{user}-{turn}"


def _seed(seats: tuple[str, ...]) -> Json:
    """Every account is that of an app: only those can be given an id of one's own."""
    accounts = (BOT.id, *seats)
    return {
        "team": {"name": "Emulate", "domain": "emulate"},
        "oauth_apps": [_app(one) for one in accounts],
        "tokens": [
            {
                "token": _token(one, turn),
                "user_id": one,
                "scopes": ALL_SCOPES,
                "app_id": APP,
                "bot_id": BOT_ID,
            }
            for one in accounts
            for turn in range(TOKENS)
        ],
    }


def _app(user: str) -> Json:
    ours = user == BOT.id
    return {
        "app_id": APP if ours else f"A-{user}",
        "client_id": f"client-{user}",
        "client_secret": "x",
        "name": user,
        "redirect_uris": [],
        "bot_id": BOT_ID if ours else f"B-{user}",
        "bot_user_id": user,
        "bot_name": BOT.name if ours else user.lower(),
    }
