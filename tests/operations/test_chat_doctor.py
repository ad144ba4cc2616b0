"""`tocsin chat doctor` asks every platform, bounded, and repeats no secret; `check` makes each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.test_listeners import Radio
from tests.patience import HANGS_S
from tests.simulate.given import TEAM
from tocsin.chat import Finding
from tocsin.cli.chat_doctor import examine, platform_findings
from tocsin.cli.check import check_config
from tocsin.errors import ConfigError, NotFound, ProviderError

Written = Callable[[str], Path]


@pytest.fixture
def config(tmp_path: Path) -> Written:
    def write(text: str) -> Path:
        (tmp_path / "teams").mkdir(exist_ok=True)
        bells = '[paging.tower]\ntype = "bell"\n', '[paging.church]\ntype = "bell"\n'
        team = TEAM.replace(bells[0], "").replace(bells[1], "")
        (tmp_path / "teams" / "shop.toml").write_text(team, encoding="utf-8")
        (tmp_path / "config.py").write_text(text, encoding="utf-8")
        return tmp_path / "config.py"

    return write


class Sick(Radio):
    """Its doctor does what a test says."""

    def __init__(self, finds: Callable[[], tuple[Finding, ...]]) -> None:
        super().__init__()
        self._finds = finds

    def doctor(self) -> tuple[Finding, ...]:
        return self._finds()


def test_the_console_is_well(config: Written, capsys: pytest.CaptureFixture[str]) -> None:
    assert examine(config(""), "") == 0
    told = capsys.readouterr().out
    assert "ok      console: rooms kept in" in told
    assert "FAULT" not in told


def test_a_data_folder_nobody_can_write_to_is_a_fault(
    config: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("a file in its place")
    assert examine(config(""), "console") == 1
    assert "FAULT" in capsys.readouterr().out


def test_a_platform_that_is_not_named_is_wrong_use(config: Written) -> None:
    with pytest.raises(NotFound, match=r"no 'consol'.*console"):
        examine(config(""), "consol")


def test_a_platform_that_is_not_installed_is_a_bad_config(config: Written) -> None:
    with pytest.raises(ConfigError, match=r"TOCSIN_CHATS.consle.*console"):
        examine(config('TOCSIN_CHATS = {"consle": {}}'), "")


def test_a_doctor_that_raises_is_told_without_its_words() -> None:
    def raises() -> tuple[Finding, ...]:
        raise ValueError("token=SECRET123")

    (found,) = platform_findings("irc", Sick(raises))
    assert found.verdict == "fault"
    assert "SECRET123" not in f"{found.what}{found.detail}"


def test_what_a_platform_says_of_a_fault_is_told() -> None:
    def raises() -> tuple[Finding, ...]:
        raise ProviderError("auth", "the token was refused")

    (found,) = platform_findings("irc", Sick(raises))
    assert (found.verdict, found.detail) == ("fault", "the token was refused")


def test_a_doctor_that_hangs_is_left_after_its_time() -> None:
    let_go = threading.Event()

    def hangs() -> tuple[Finding, ...]:
        let_go.wait(HANGS_S)
        return ()

    (found,) = platform_findings("irc", Sick(hangs), seconds=0.05)
    let_go.set()
    assert "no answer within" in found.detail


def test_check_makes_every_platform(
    config: Written, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **_more: object) -> object:
        raise ValueError("token=SECRET123")

    monkeypatch.setattr("tocsin.builtin.console.ConsoleChat.__init__", broken)
    assert check_config(config("")) == 2
    told = capsys.readouterr().out
    assert "chat.console cannot be made: ValueError" in told
    assert "SECRET123" not in told


PLUG = "[Core]\nName = Lamp\nModule = lamp\n\n[Python]\nVersion = 3\n"
LAMP = """
from errbot import BotPlugin, webhook

class Lamp(BotPlugin):
    def get_configuration_template(self):
        return {"colour": "red"}

    @webhook
    def lit(self, request):
        return "ok"
"""


def test_check_names_what_of_a_plugin_for_errbot_does_nothing(
    config: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "lamp.plug").write_text(PLUG)
    (tmp_path / "plugins" / "lamp.py").write_text(LAMP)
    assert check_config(config('BOT_EXTRA_PLUGIN_DIR = "plugins"')) == 0
    told = capsys.readouterr().out
    assert "warning: Errbot plugin Lamp: its webhooks get nothing" in told
    assert "warning: Errbot plugin Lamp: nobody can configure it from chat" in told
    assert "flows" not in told
