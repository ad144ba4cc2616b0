"""The backend that writing-a-chat-backend.md shows is made, hears and is written to."""

from __future__ import annotations

import re
import sys
import threading
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.architecture.tree import ROOT
from tests.engine.test_listeners import Deaf
from tests.patience import COMES_S
from tocsin.chat import Account, ChatContext, EventResult, Heard, Said, text

PAGE = ROOT / "docs" / "writing-a-chat-backend.md"
ANA = Account(platform="paper", id="7")


class Kept(Deaf):
    """Ears that keep what they hear."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.enough = threading.Event()

    def hear(self, heard: Heard) -> EventResult:
        self.heard.append(heard)
        self.enough.set()
        return EventResult()


def shown() -> dict[str, Any]:
    """All its code, in the module that it is put into."""
    sys.modules["tocsin_paper"] = module = ModuleType("tocsin_paper")
    names = module.__dict__
    for code in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(code, str(PAGE), "exec"), names)
    return names


def test_its_package_holds_its_module_alone() -> None:
    """A folder with a test and a config.py in it is no package to guess from."""
    (wanted,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    package = tomllib.loads(wanted)
    assert package["project"]["entry-points"]["tocsin"] == {"paper": "tocsin_paper"}
    assert package["tool"]["setuptools"]["py-modules"] == ["tocsin_paper"]


TestPaper = shown()["TestPaper"]  # the page's own test, which this file runs


def test_it_hears_and_is_written_to(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    (kind,) = shown()["tocsin_chats"]()
    context = ChatContext(
        name="paper", data_dir=tmp_path, clock=lambda: now, write_line=lambda _line: None
    )
    backend, ears = kind.factory(kind.config(colour="green"), context), Kept()
    listening = threading.Thread(target=backend.listen, args=(ears,), daemon=True)
    listening.start()
    room = backend.chat.find_room("#incidents")
    said = Said(event_id="1", account=ANA, room=room, text="!incident list")
    backend.heard.put(said)
    assert ears.enough.wait(COMES_S)
    backend.stop(1)
    listening.join(COMES_S)
    assert (ears.heard, listening.is_alive()) == ([said], False)

    for _ in range(2):
        backend.chat.post(room, text("hello"), key="k")
    assert backend.chat.sheets["incidents"] == {"k": "hello"}
    assert [one.verdict for one in backend.doctor()] == ["ok"]
