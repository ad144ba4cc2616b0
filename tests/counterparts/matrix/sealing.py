"""A bot that does nothing but seal and open, in a room that is encrypted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

import pytest

from tests.counterparts.matrix.client import Client
from tests.counterparts.matrix.persons import Person
from tests.counterparts.matrix.seen import messages
from tests.counterparts.matrix.wire import Json
from tocsin.providers import Secret
from tocsin_matrix.client import MatrixClient, room_path
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.encryption.end_to_end import EndToEnd

Policy = Literal["allow", "own-server", "refuse"]
STORE_KEY: Final = "a-store-key-of-the-tests-which-is-long"
MEGOLM: Final = "m.megolm.v1.aes-sha2"


class SealingBot:
    """One device of an account, and its data folder; every call is of the latest process."""

    def __init__(
        self, url: str, who: Person, folder: Path, environment: pytest.MonkeyPatch,
        *, store_key: str = STORE_KEY, unverified: Policy = "own-server",
    ) -> None:  # fmt: skip
        token, key = f"TOKEN_{uuid4().hex}", f"KEY_{uuid4().hex}"
        environment.setenv(token, who.token)
        environment.setenv(key, store_key)
        self.who, self.folder = who, folder / "m.keys"
        self._config = MatrixConfig(
            homeserver=url, access_token=Secret(token), store_key=Secret(key),
            unverified=unverified,
        )  # fmt: skip
        self.later = timedelta()
        self._since = ""
        self.start()

    def start(self) -> None:
        """Another process on the same folder."""
        self.client = MatrixClient(self._config)
        self.encryption = EndToEnd(self.client, self._config, self.folder, self._now)
        self.client.encryption = self.encryption

    def restart(self) -> None:
        """The process ends, and another begins."""
        self.encryption.close()
        self.start()

    def room(self, *others: Person, **more: object) -> str:
        """An encrypted room of the bot and those it invites; its id."""
        state = [{"type": "m.room.encryption", "content": {"algorithm": MEGOLM}}]
        more.setdefault("initial_state", state)
        body = {"preset": "private_chat", "invite": [one.id for one in others]} | more
        return str(self.client.call("POST", "/client/v3/createRoom", body)["room_id"])

    def invites(self, room: str, other: Person) -> None:
        body = {"user_id": other.id}
        self.client.call("POST", room_path(room, "invite"), body)
        self.encryption.members_changed(room)

    def says(self, room: str, words: str, **more: object) -> str:
        content = {"msgtype": "m.notice", "body": words} | more
        return self.client.put_event(room, "m.room.message", content, f"{room} {words}")

    def told(self) -> Json:
        """The next answer to /sync."""
        path = "/client/v3/sync"
        if self._since:
            answer = self.client.call("GET", path, timeout=0, since=self._since)
        else:
            answer = self.client.call("GET", path, timeout=0)
        self._since = str(answer["next_batch"])
        return answer

    def hears(self, answer: Json | None = None) -> list[str]:
        """What people said since the last time, as far as it can be read."""
        answer = self.told() if answer is None else answer
        late = self.encryption.receive(answer)
        told = answer.get("rooms", {}).get("join", {})
        new = ((room, one) for room in told for one in told[room]["timeline"]["events"])
        opened = [self.encryption.decrypt(*one) for one in (*late, *new)]
        return words_of(one for one in opened if one and one["sender"] != self.who.id)

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.later


Bots = Callable[..., SealingBot]
"""`bots("sealing", unverified="refuse")`: a bot on a device of its own of that account."""
Opens = Callable[..., Client]
"""`opens("ana", "mautrix")`: a client of hers on a device of its own, with that library's keys."""


def words_of(events: Iterable[Json]) -> list[str]:
    """The bodies of messages among events."""
    return [one["content"]["body"] for one in events if one["type"] == "m.room.message"]


def reads(client: Client, room: str) -> list[str]:
    """What somebody can read of what came encrypted."""
    client.look()
    return [one.content["body"] for one in messages(client, client.places[room]) if one.sealed]
