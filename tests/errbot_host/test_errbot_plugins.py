"""Other people's Errbot plugins: from classes and from folders, each fault its own."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.errbot_host.given import Console, Desk, running
from tests.errbot_host.other_plugins import Elsewhere

PLUG = "[Core]\nName = {name}\nModule = {module}\n\n[Python]\nVersion = 3\n"
CODE = """
from errbot import BotPlugin, botcmd
from errbot.backends.base import Message

class {name}(BotPlugin):
    @botcmd
    def {command}(self, msg, args):
        return "{command}: " + args

    @botcmd
    def declares(self, msg, args):
        said = Message(body="!incident declare " + args, frm=msg.frm, to=msg.to)
        self._bot.callback_message(said)
"""


def write(folder: Path, name: str, command: str, code: str = CODE) -> Path:
    """A plugin as Errbot's own users write it."""
    home = folder / name.lower()
    home.mkdir(parents=True)
    (home / f"{name.lower()}.plug").write_text(PLUG.format(name=name, module=name.lower()))
    (home / f"{name.lower()}.py").write_text(code.format(name=name, command=command))
    return home


def said(*plugins: type[object] | Path, text: str) -> tuple[str, Desk]:
    desk = Desk("declared")
    with running(Console(desk), plugins) as console:
        console.say(text)
    return console.printed, desk


def test_a_folder_is_loaded_however_deep_its_plugins_lie(tmp_path: Path) -> None:
    write(tmp_path / "deep" / "down", "Coffee", "brew")
    printed, _ = said(tmp_path, text="!brew a pot")
    assert "brew: a pot" in printed


def test_a_class_is_loaded(tmp_path: Path) -> None:
    printed, _ = said(Elsewhere, text="!deploy checkout")
    assert "deployed checkout" in printed


def test_a_plugin_lets_a_person_say_a_command_of_ours(tmp_path: Path) -> None:
    write(tmp_path, "Watcher", "watch")
    printed, desk = said(tmp_path, text="!declares checkout is down p1")
    assert "declared" in printed
    (heard,) = desk.asked
    assert (heard.speaker, heard.room) == ("ana", "#incidents")
    assert heard.text == "!incident declare checkout is down p1"


@pytest.mark.parametrize(
    "code", ["raise SystemExit(3)", "raise KeyboardInterrupt", "import not_there", "x = (", "y = 1"]
)
def test_one_that_cannot_be_loaded_is_left_out_and_logged(
    tmp_path: Path, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, "Broken", "never", code)
    write(tmp_path, "Coffee", "brew")
    with caplog.at_level(logging.WARNING):
        printed, _ = said(tmp_path, text="!brew a pot")
    assert "brew: a pot" in printed
    assert "broken.plug was left out" in caplog.text


def test_a_folder_that_is_not_there_and_a_class_that_is_none_are_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    printed, _ = said(tmp_path / "nowhere", str, text="!incident list")
    assert "declared" in printed
    assert "there is no such folder" in caplog.text
    assert "str is no BotPlugin" in caplog.text


def test_of_several_in_one_module_the_others_are_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Errbot loads one plugin a module, the first by its name."""
    home = write(tmp_path, "Coffee", "brew")
    more = "\n\nclass Tea(BotPlugin):\n    pass\n"
    (home / "coffee.py").write_text((home / "coffee.py").read_text() + more)
    printed, _ = said(tmp_path, text="!brew a pot")
    assert "brew: a pot" in printed
    assert "left out: Tea" in caplog.text
