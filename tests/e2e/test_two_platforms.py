"""A console and a platform over HTTP in one process, with somebody's plugins for Errbot on both."""

from __future__ import annotations

import json
import shutil
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import Deployment
from tests.errbot_host import usual_plugin
from tests.patience import COMES_S
from tocsin_parley.server import Server

pytestmark = pytest.mark.e2e

TOKEN = "p4rley-t0ken"
PLUG = "[Core]\nName = Usual\nModule = usual_plugin\n\n[Python]\nVersion = 3\n"


@dataclass(frozen=True, kw_only=True)
class Parley:
    """The platform, and those who talk there."""

    server: Server

    def ask(self, request: str, **what: object) -> Any:
        line = urllib.request.Request(
            f"{self.server.url}/{request}", json.dumps(what).encode(), method="POST"
        )
        with urllib.request.urlopen(line, timeout=10) as answer:
            return json.load(answer)

    def say(self, who: str, words: str) -> None:
        """Somebody says something in #incidents."""
        room = self.ask("find", by=who, name="incidents")["id"]
        self.ask("say", by=who, room=room, text=words)

    def until(self, words: str) -> None:
        """Wait until something is said in #incidents, bounded."""
        room = self.ask("find", by="ana-there", name="incidents")["id"]
        ends = time.monotonic() + COMES_S
        while not any(words in one for one in self._shown(room)):
            assert time.monotonic() < ends, self._shown(room)
            time.sleep(0.05)

    def _shown(self, room: str) -> list[str]:
        return [one["shown"] for one in self.ask("read", by="ana-there", room=room)["messages"]]


@pytest.fixture
def parley(monkeypatch: pytest.MonkeyPatch) -> Iterator[Parley]:
    monkeypatch.setenv("PARLEY_TOKEN", TOKEN)
    server = Server(TOKEN)
    yield Parley(server=server)
    server.close()


@pytest.fixture
def both(shop: Deployment, parley: Parley) -> Deployment:
    """The deployment with both platforms, a folder with the plugin, and Ana's account."""
    plugins = shop.folder / "errbot-plugins"
    plugins.mkdir()
    (plugins / "usual.plug").write_text(PLUG)
    shutil.copy(Path(usual_plugin.__file__), plugins / "usual_plugin.py")
    chats = {"console": {}, "parley": {"url": parley.server.url, "token": {"env": "PARLEY_TOKEN"}}}
    written = shop.config.read_text().replace('{"console": {}}', repr(chats))
    shop.config.write_text(f'{written}\nBOT_EXTRA_PLUGIN_DIR = "errbot-plugins"\n')
    team = shop.team_file.read_text()
    name = 'name = "Ana Reyes"\n'
    shop.team_file.write_text(team.replace(name, f'{name}accounts = {{ parley = "ana-there" }}\n'))
    return shop


def test_a_plugin_runs_on_both_and_declares_as_who_wrote_to_it(
    both: Deployment, parley: Parley
) -> None:
    with running(both) as bot:
        parley.until("the poller was here")
        bot.say("!ship cart --to prod")
        bot.out.wait_for(r"\[#incidents\] tocsin: shipped cart to prod", COMES_S)

        parley.say("ana-there", "!ship shop")
        parley.until("shipped shop to staging")
        parley.say("ana-there", "!oops checkout returns 500s")
        parley.until("INC-1 declared: P1")
        bot.out.wait_for(r"Incident declared: checkout returns 500s", COMES_S)
        assert bot.end_input() == 0
        assert "Traceback" not in bot.err.text()
    told = json.loads(both.run("export", "INC-1", "--format", "json").stdout)
    assert told["roles"]["ic"] == "ana"


def test_without_input_the_platform_is_heard_until_the_end_is_asked_for(
    both: Deployment, parley: Parley
) -> None:
    with running(both, "--no-input") as bot:
        parley.until("the poller was here")
        parley.say("ana-there", "!deploy shop")
        parley.until("deployed shop for ana")
        assert bot.terminate() == 0


def test_the_doctor_asks_each_platform(both: Deployment, parley: Parley) -> None:
    well = both.run("chat", "doctor")
    assert (well.returncode, "FAULT" in well.stdout) == (0, False), well
    parley.server.close()
    unwell = both.run("chat", "doctor", "parley")
    assert unwell.returncode == 1
    assert "FAULT   parley: the server and the token: " in unwell.stdout
    assert TOKEN not in unwell.stdout + unwell.stderr
    assert both.run("chat", "doctor", "parly").returncode == 2
