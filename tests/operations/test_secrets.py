"""No secret leaves by any door: a canary in each, a night in which everything goes wrong."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.engine.given import P1, TEAM, SqliteHome, World
from tests.operations.canaries import Nest, sections
from tests.operations.echo import Echo
from tocsin.bootstrap.logs import start_log
from tocsin.bootstrap.secret_mask import mask_of
from tocsin.config.deployment import Deployment
from tocsin.config.operations import Heartbeat
from tocsin.engine import page_attempts
from tocsin.engine.incident_export import as_export
from tocsin.errors import ProviderError
from tocsin.plugin_manager import load_plugins
from tocsin.providers.kinds import ALERTS
from tocsin.simulate.virtual_clock import CountedIds
from tocsin.store.contract import StoredEvent
from tocsin.web import ReadinessCheck, Services, create_app

SAY = "canary-say-token"
DATABASE = "canary-database-password"
BEAT = "canary-heartbeat-token-0193a5c0"
CHAT = "canary-chat-token"
OBSERVER = "canary-observer-token"
FRAMEWORK = "canary-framework-token"
# Settings of config.py that are shown; whatever else there is or will be needs a canary.
SHOWN = frozenset(
    {
        "file",
        "prefix",
        "admins",
        "data_dir",
        "teams_dir",
        "web",
        "log",
        "errbot_plugins",
        "late",
        "guests",
    }
)
MOODS = (500, 0, -1, 429, 302, 403, 401)


class CanaryIds(CountedIds):
    """Acknowledge tokens that can be recognised."""

    def __init__(self) -> None:
        super().__init__()
        self._tokens = count(1)
        self.tokens: list[str] = []

    def token(self) -> str:
        self.tokens.append(f"canary-ack-{next(self._tokens)}-token")
        return self.tokens[-1]


class Night(World):
    """A deployment with a secret in every field that takes one."""

    def __init__(self, folder: Path, nest: Nest) -> None:
        self.canaries = (*nest.canaries, SAY, DATABASE, BEAT, CHAT, OBSERVER, FRAMEWORK)
        self.careless = " ".join(self.canaries)  # what a plugin writes that has no manners
        self.links = CanaryIds()
        more = "".join(sections(nest, load_plugins().types))
        pagers = [line[8:-1] for line in more.splitlines() if line.startswith("[paging.")]
        tools = json.dumps(["tower", *pagers, "church"])
        text = TEAM.replace('["tower", "church"]', tools) + more
        super().__init__(folder, SqliteHome(folder / "t.db"), teams={"shop": text})

    def boot(self) -> None:
        self.ids = self.links
        self.mask = mask_of(self.deployment, self.teams, SAY)
        super().boot()

    @property
    def deployment(self) -> Deployment:
        return Deployment(
            data_dir=self.folder,
            teams_dir=self.folder / "teams",
            database_url=f"postgresql://bot:{DATABASE}@127.0.0.1/tocsin",
            chats={"irc": {"token": CHAT, "server": "127.0.0.1"}},
            observers={"board": {"token": OBSERVER}},
            heartbeat=Heartbeat(url=f"https://alive.example.com/{BEAT}"),
            others={"BOT_IDENTITY": {"token": FRAMEWORK}},
        )

    def stored(self) -> Sequence[StoredEvent]:
        return self.store.read(lambda tx: tx.events(self.incident().id))


@pytest.fixture
def echo() -> Iterator[Echo]:
    made = Echo(*MOODS)
    yield made
    made.close()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process would write to stderr, with every line of every library in it."""
    root, ours = logging.getLogger(), logging.getLogger("tocsin")
    before = (root.handlers[:], root.level, ours.level, threading.excepthook)
    yield io.StringIO()
    logging.captureWarnings(False)
    root.handlers[:], threading.excepthook = before[0], before[3]
    root.setLevel(before[1])
    ours.setLevel(before[2])


@pytest.fixture
def night(
    tmp_path: Path, echo: Echo, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Night]:
    monkeypatch.setattr(page_attempts, "DEADLINE_S", 0.2)
    nest = Nest(echo.port)
    list(sections(nest, load_plugins().types))
    for name, value in nest.variables.items():
        monkeypatch.setenv(name, value)
    made = Night(tmp_path, nest)
    start_log("json", mask=made.mask, to=logging.StreamHandler(log))
    yield made
    made.store.close()


def everything_fails(night: Night) -> None:
    """Every kind of failure an incident meets, each with all secrets in its words."""
    words = night.careless
    night.bell("tower").script = [
        RuntimeError(words),
        ProviderError("unavailable", words),
        ProviderError("auth", words),
    ]
    night.bell("church").script = [_chained(words), SystemExit(words), ProviderError("auth", words)]
    night.chat.down = ProviderError("unavailable", words)
    night.tell(P1)
    night.run(minutes=3)
    night.chat.down = ValueError(words)
    night.run(minutes=3)
    night.chat.down = None
    night.run(minutes=20)
    for line in ("show", "next", "ack", "note looking", "timeline", "policy", "export json"):
        night.say(f"!incident INC-1 {line}")
        night.run(minutes=1)
    logging.getLogger("library").error("it broke", exc_info=_chained(words))


def _chained(words: str) -> Exception:
    error = ValueError(words)
    error.__cause__ = RuntimeError(words)
    return error


def answers(night: Night) -> str:
    """Everything the web face says to friends and strangers."""
    services = Services(
        hook=night.system.hook,
        acks=night.system.acks,
        ready=lambda: tuple(
            ReadinessCheck(name=one.name, ok=one.ok, detail=one.detail)
            for one in night.system.readiness.conditions()
        ),
        metrics=lambda: b"",
        say=lambda text, person: (True, night.say(text, person).text.as_plain()),
        token=SAY,
        clock=night.clock,
    )
    heard = []
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        sources = night.system.instances.providers.of(ALERTS)
        for team, name in sources:
            for token in ("wrong", *night.canaries):
                for body in (b"{}", b"not json", b'{"key": 1}'):
                    head = {"Authorization": f"Bearer {token}"}
                    heard.append(client.post(f"/hooks/{team}/{name}", content=body, headers=head))
        for token in ("wrong", SAY):
            head = {"Authorization": f"Bearer {token}"}
            said = {"text": "INC-1 show", "as": "ana"}
            heard.append(client.post("/say", json=said, headers=head))
        heard += [client.get("/readyz"), client.get("/healthz"), client.get("/nothing")]
        token = night.links.tokens[0]
        heard += [client.get(f"/ack/{token}"), client.post(f"/ack/{token}"), client.get("/ack/x")]
    return "\n".join(f"{one.status_code} {one.headers} {one.text}" for one in heard)


def test_a_night_in_which_everything_goes_wrong_tells_no_secret(
    night: Night, echo: Echo, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    everything_fails(night)
    told = {
        "web": answers(night),
        "log": log.getvalue(),
        "chat": night.chat.heard() + str(night.chat.directs),
        "events": "".join(one.body or "" for one in night.stored()),
        "export": json.dumps(as_export(night.incident(), night.stored(), night.teams.people)),
        "facts": str(night.store.read(lambda tx: tx.facts("ack"))),
        "ready": str(night.system.readiness.conditions()),
        "shown": repr((night.deployment, night.teams, night.system.instances)),
        "terminal": "".join(capfd.readouterr()),
        "file": b"".join(part.read_bytes() for part in night.folder.glob("t.db*")).decode(
            errors="replace"
        ),
    }
    leaks = [(door, one) for door, text in told.items() for one in night.canaries if one in text]
    assert leaks == []
    loose = [
        (door, one)
        for door in ("web", "log", "events", "export", "facts", "ready", "terminal")
        for one in night.links.tokens
        if one in told[door]
    ]
    assert loose == []
    assert echo.heard, "no vendor was called, so this proves nothing"
    assert told["log"].count('"trouble"') + told["log"].count(" at ") > 3
    assert "…" in told["log"]


def test_the_mask_knows_every_secret_of_every_installed_type(night: Night) -> None:
    for one in night.canaries:
        assert night.mask(f"a {one} b {quote(one, safe='')} c") == "a … b … c"
    assert len(night.canaries) >= 7


@pytest.mark.parametrize("name", [one.name for one in fields(Deployment)])
def test_a_setting_of_config_py_is_shown_or_has_a_canary_here(night: Night, name: str) -> None:
    value = vars(night.deployment)[name]
    told = str(vars(value) if isinstance(value, Heartbeat) else value)
    assert (name in SHOWN) != any(one in told for one in night.canaries)


def test_a_secret_that_is_renewed_is_struck_out_too(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_TEST_TOKEN", "the-renewed-one")
    assert night.mask("token the-renewed-one") == "token …"


def test_short_values_stay_since_they_occur_in_words(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_TEST_TOKEN", "ring")
    assert night.mask("nobody is ringing") == "nobody is ringing"
