"""What the commands print: with a canary in every secret of config.py and of the environment."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.bot import Bot
from tests.e2e.deployment import TOCSIN, Deployment, environment
from tests.e2e.http import ask, post_json
from tests.e2e.sink import PageSink
from tests.patience import HANGS_S

pytestmark = pytest.mark.e2e
HOOK, ALERTS, SAY = "canary-hook-secret", "canary-alerts-token", "canary-say-token"
BEAT, DATABASE, CHAT = "canary-heartbeat-0193a5c0", "canary-database", "canary-chat-token"
CANARIES = (HOOK, ALERTS, SAY, BEAT, DATABASE, CHAT)
VARIABLES = {"HOOK_SECRET": HOOK, "ALERTS_TOKEN": ALERTS, "TOCSIN_TOKEN": SAY}
NOBODY = "127.0.0.1:9"  # nobody listens there


def add(shop: Deployment, line: str) -> None:
    with shop.config.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def printed(shop: Deployment, *words: str, stdin: str = "") -> str:
    done = subprocess.run(
        [str(TOCSIN), *words, "--config", str(shop.config)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=HANGS_S,
        env=environment(VARIABLES),
        cwd=shop.folder,
        check=False,
    )
    return f"{done.args} {done.returncode}\n{done.stdout}{done.stderr}"


def leaks(text: str) -> list[str]:
    return [one for one in CANARIES if one in text]


@pytest.fixture
def beating(shop: Deployment) -> Deployment:
    add(shop, f'TOCSIN_HEARTBEAT = {{"url": "http://{NOBODY}/ping/{BEAT}?key={BEAT}"}}')
    return shop


def test_a_bot_in_trouble_tells_no_secret(
    beating: Deployment, sink: PageSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("tests.e2e.bot.environment", lambda: environment(VARIABLES))
    sink.status = 401
    said = []
    bot = Bot(beating, "--no-input")
    try:
        bot.ready()
        for token in ("guess", ALERTS):
            answer = post_json(
                beating.url("/hooks/shop/json"),
                {"key": "k", "title": "checkout", "severity": "critical"},
                {"Authorization": f"Bearer {token}"},
            )
            said.append(str(answer.body))
        sink.wait_for("trigger")
        for token in ("guess", SAY):
            head = {"Authorization": f"Bearer {token}"}
            body = {"text": "INC-1 show", "as": "ana"}
            said.append(str(post_json(beating.url("/say"), body, head).body))
        said += [str(ask("GET", beating.url(path)).body) for path in ("/readyz", "/metrics", "/x")]
        bot.err.wait_for("the heartbeat cannot be sent")
    finally:
        bot.process.terminate()
        bot.wait()
    said += [printed(beating, *words) for words in COMMANDS]

    assert leaks("\n".join([*said, bot.out.text(), bot.err.text()])) == []
    assert "answered 401" in bot.err.text()


COMMANDS = (
    ("check",),
    ("plugins",),
    ("export", "INC-1"),
    ("verify", "INC-1"),
    ("db", "check"),
    ("db", "upgrade"),
    ("say", "INC-1 ack", "--as", "ana"),
)


def test_the_data_folder_holds_no_secret_but_the_say_token_that_was_made(
    beating: Deployment,
) -> None:
    printed(beating, "run", stdin="!incident declare checkout returns 500s p1\n")
    files = [one for one in beating.folder.joinpath("data").rglob("*") if one.is_file()]
    assert leaks("".join(one.read_bytes().decode(errors="replace") for one in files)) == []


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://bot:{DATABASE}@{NOBODY}/tocsin",
        f"postgresql+psycopg://bot:{DATABASE}@{NOBODY}/tocsin",
        f"postgresql://bot:{DATABASE}@[broken/tocsin",
        f"mysql://bot:{DATABASE}@{NOBODY}/tocsin",
        f"postgresql://bot:{DATABASE}@{NOBODY}/tocsin?connect_timeout=soon",
    ],
)
@pytest.mark.parametrize("words", [("run", "--no-input"), ("db", "check")])
def test_the_password_of_a_database_is_in_no_message(
    shop: Deployment, url: str, words: tuple[str, ...]
) -> None:
    text = shop.config.read_text(encoding="utf-8")
    shop.config.write_text(text.replace("sqlite:///data/tocsin.db", url), encoding="utf-8")
    told = printed(shop, *words)
    assert leaks(told) == []
    assert "Traceback" not in told


@pytest.mark.parametrize(
    "line",
    [
        f'TOCSIN_HEARTBEAT = {{"url": "ftp://{BEAT}"}}',
        f'TOCSIN_HEARTBEAT = "{BEAT}"',
        f'TOCSIN_CHATS = {{"irc": {{"token": "{CHAT}"}}}}',
        f'TOCSIN_CHATS = ["{CHAT}"]',
        f'TOCSIN_DATABASE_URL = ["{DATABASE}"]',
        f'raise ValueError("{CHAT}")',
        f'TOCSIN_CHATS = {{"console": {{}}, "token": "{CHAT}"',
    ],
)
def test_a_fault_of_config_py_repeats_no_secret(shop: Deployment, line: str) -> None:
    add(shop, line)
    told = printed(shop, "run", "--no-input") + printed(shop, "check")
    assert leaks(told) == []
    assert "Traceback" not in told
    assert Path(shop.config).name in told
