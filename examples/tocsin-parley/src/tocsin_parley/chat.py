"""The chat port on Parley: one request each."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import JsonValue

from tocsin import chat
from tocsin.chat import Account, Action, MessageRef, RoomRef, Text
from tocsin.providers.http import HttpClient
from tocsin_parley.markup import written
from tocsin_parley.place import BOT

Actions = tuple[Action, ...]
Thread = MessageRef | None


class ParleyChat(chat.BasicChat):
    """Safe to call from any thread. The platform recognises keys: `again` tells it nothing."""

    capabilities: frozenset[chat.ChatCapability] = frozenset(
        ("topic", "pin", "edit", "threads", "reactions", "invite", "members", "remove", "rename",
         "whisper", "buttons", "forms")
    )  # fmt: skip
    limits = chat.Limits(characters=2000, posts_per_second=20, posts_per_room=10, actions=5)

    def __init__(self, platform: str, client: HttpClient) -> None:
        self.platform = platform
        self._client = client

    def ask(self, request: str, what: dict[str, object]) -> dict[str, JsonValue]:
        """One request of the bot."""
        return self._client.post(f"/{request}", deadline=8.0, json={"by": BOT, **what}).object()

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        return self._room(self.ask("make", {"name": name, "private": private, "tag": incident}))

    def find_room(self, name: str) -> RoomRef:
        return self._room(self.ask("find", {"name": name.removeprefix("#")}))

    def members(self, room: RoomRef) -> frozenset[str]:
        found = self.ask("change", {"room": room.id})["members"]
        return frozenset(map(str, found if isinstance(found, list) else ())) - {BOT}

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        self.ask("change", {"room": room.id, "join": [one.id for one in accounts]})

    def remove(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        self.ask("change", {"room": room.id, "leave": [one.id for one in accounts]})

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        return self._room(self.ask("change", {"room": room.id, "name": name}))

    def set_topic(self, room: RoomRef, text: Text) -> None:
        self.ask("change", {"room": room.id, "topic": text.as_plain()[: self.limits.topic]})

    def post(self, room: RoomRef, text: Text, *, key: str, thread: Thread = None,
             actions: Actions = (), again: bool = False) -> MessageRef:  # fmt: skip
        return self._say(room.id, text, key, actions, thread=thread.id if thread else "")

    def whisper(self, room: RoomRef, account: Account, text: Text, *, key: str,
                actions: Actions = ()) -> None:  # fmt: skip
        self._say(room.id, text, key, actions, only_for=account.id)

    def direct(self, account: Account, text: Text, *, key: str, actions: Actions = (),
               again: bool = False) -> None:  # fmt: skip
        self._say(f"@{account.id}", text, key, actions)

    def put_card(self, room: RoomRef, card: chat.Card, ref: Thread, *, key: str,
                 again: bool = False) -> MessageRef:  # fmt: skip
        text = chat.joined("\n", (card.heading, *card.lines))
        ref = ref or self._say(room.id, text, key, card.actions)
        self.ask("edit", {"message": ref.id, **_written(text, card.actions)})
        return ref

    def pin(self, ref: MessageRef) -> None:
        self.ask("pin", {"message": ref.id})

    def show(self, form: chat.Form, account: Account, room: str, key: str) -> None:
        """Ask one person to fill in a form."""
        self._say(room, chat.text(form.title), key, (), only_for=account.id, form=asdict(form))

    def _say(self, room: str, text: Text, key: str, actions: Actions, **more: object) -> MessageRef:
        said = self.ask("say", {"room": room, "key": key, **_written(text, actions), **more})
        return MessageRef(platform=self.platform, room=room, id=str(said["id"]))

    def _room(self, told: dict[str, JsonValue]) -> RoomRef:
        return RoomRef(platform=self.platform, id=str(told["id"]), name=f"#{told['name']}")


def _written(text: Text, actions: Actions) -> dict[str, object]:
    buttons = [asdict(one) for one in actions[: ParleyChat.limits.actions]]
    return {"text": written(text), "buttons": buttons}
