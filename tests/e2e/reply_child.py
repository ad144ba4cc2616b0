"""A bot in a process of its own: it hears what is written to its stdin, and posts over loopback.

`python -m tests.e2e.reply_child FOLDER PORT`: each line of stdin is `{"event": …, "text": …}`; when
what it tells is durable the event's id is written to stdout. SQLite in FOLDER, and no clock but the
real one.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

from tocsin.bootstrap import System, Wiring
from tocsin.bootstrap.clock_and_ids import RealIds, chance, utc_now
from tocsin.chat import Account, Action, BasicChat, Card, MessageRef, RoomRef, Said, Text
from tocsin.config import load_teams
from tocsin.errors import ProviderError
from tocsin.plugin_manager import load_plugins
from tocsin.store.sqlite import open_sqlite

PLATFORM = "irc"
TEAM = """\
[team]
name = "Shop"
timezone = "UTC"
[people.ana]
name = "Ana"
phone = "+49 1"
accounts = { irc = "U-ANA" }
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["ana"]
[contacts]
em = "ana"
cto = "ana"
leadership = ["ana"]
[ticketing.list]
"""
ROOM = RoomRef(platform=PLATFORM, id="C1", name="#incidents")
ANA = Account(platform=PLATFORM, id="U-ANA", name="somebody")


class Posts(BasicChat):
    """Every message is one request; its key goes with it."""

    platform = PLATFORM

    def __init__(self, port: int) -> None:
        self._port = port

    def _send(self, key: str, words: str) -> None:
        link = HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            link.request("POST", "/", body=json.dumps({"key": key, "text": words}))
            link.getresponse().read()
        except OSError:
            raise ProviderError("unavailable", "nobody listens") from None
        finally:
            link.close()

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        return RoomRef(platform=PLATFORM, id=name, name=f"#{name}")

    def find_room(self, name: str) -> RoomRef:
        return RoomRef(platform=PLATFORM, id=name, name=name)

    def post(
        self,
        room: RoomRef,
        text: Text,
        *,
        key: str,
        thread: MessageRef | None = None,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> MessageRef:
        self._send(key, text.as_plain())
        return MessageRef(platform=PLATFORM, room=room.id, id=key)

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        return ref or MessageRef(platform=PLATFORM, room=room.id, id=key)

    def direct(
        self,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> None:
        self._send(key, text.as_plain())


def system(folder: Path, port: int) -> System:
    """The bot on what FOLDER holds."""
    teams, plugins = folder / "teams", load_plugins()
    teams.mkdir(exist_ok=True)
    (teams / "shop.toml").write_text(TEAM, encoding="utf-8")
    loaded = load_teams(teams, plugins.models)
    loaded.raise_if_broken()
    return Wiring(
        teams=loaded,
        plugins=plugins,
        store=open_sqlite(folder / "t.db"),
        chats={PLATFORM: Posts(port)},
        data_dir=folder,
        clock=utc_now,
        chance=chance,
        ids=RealIds(),
    ).system


def main(folder: Path, port: int) -> None:
    """Hear every line until stdin ends."""
    one = system(folder, port)
    one.start(on_death=lambda: os._exit(70))
    print("up", flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        heard = Said(
            event_id=told["event"],
            account=ANA,
            room=ROOM,
            text=told["text"],
            sent_at=datetime.now(UTC),
        )
        one.hear(heard)
        print(told["event"], flush=True)
    one.drain()
    one.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
