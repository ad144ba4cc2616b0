"""Parley as a chat of Tocsin: what happens there is told to the core, in its order."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, Final, get_args

from pydantic import TypeAdapter

from tocsin import chat
from tocsin.errors import ProviderError
from tocsin.providers.http import HttpClient, revealed
from tocsin_parley.chat import ParleyChat
from tocsin_parley.config import ParleyConfig

AGENT: Final = "tocsin-parley/0.1"
KINDS: Final = {one.__name__.lower(): one for one in get_args(chat.Heard)}
Told = dict[str, Any]  # Any: an event as JSON has it; its values are checked as they become a Heard


class ParleyBackend:
    """Its cursor lies in the data folder and moves when an event was kept, never before."""

    def __init__(self, config: ParleyConfig, context: chat.ChatContext) -> None:
        def token() -> dict[str, str]:
            return {"Authorization": f"Bearer {revealed(config.token, 'Parley')}"}

        self._clock = now = context.clock
        client = HttpClient(config.url, tool="Parley", agent=AGENT, clock=now, authorise=token)
        self.chat = ParleyChat(context.name, client)
        self._cursor = context.data_dir / f"{context.name}.cursor"
        self._stopped = threading.Event()
        self._fitness = chat.Fitness(ok=False, detail="nothing was heard yet")

    def listen(self, ears: chat.Ears) -> None:
        """Until `stop`. What cannot be kept is raised, and is heard again by the next call."""
        self._stopped.clear()
        while not self._stopped.is_set():
            after = self._cursor.read_text() if self._cursor.exists() else ""
            try:
                told = self.chat.ask("events", {"after": after, "wait": 1.0})
            except ProviderError as error:
                self._fitness = replace(self._fitness, ok=False, detail=str(error))
                raise
            self._fitness = chat.Fitness(ok=True, heard_at=self._clock())
            if not after:
                self._keep(str(told["cursor"]))
            for one in TypeAdapter(list[Told]).validate_python(told["events"]):
                if not self._stopped.is_set():
                    self._hear(one, ears)
                    self._keep(one["id"])

    def fitness(self) -> chat.Fitness:
        return self._fitness

    def doctor(self) -> tuple[chat.Finding, ...]:
        """Whether the server is there and takes the token."""
        looked = chat.Finding(what="the server and the token", verdict="ok")
        try:
            self.chat.ask("events", {"after": "", "wait": 0})
        except ProviderError as error:
            looked = replace(looked, verdict="fault", detail=str(error))
        return (looked,)

    def stop(self, seconds: float) -> None:
        self._stopped.set()

    def _keep(self, cursor: str) -> None:
        new = self._cursor.with_suffix(".new")
        new.write_text(cursor)
        new.replace(self._cursor)

    def _hear(self, one: Told, ears: chat.Ears) -> None:
        form = one["more"].pop("form", "")
        heard = as_heard(one, self.chat.platform)
        incident = chat.incident_in(one["more"].get("command", ""))
        asked = ears.form(form, heard.account, heard.room, incident) if form else None
        if asked is None:
            ears.hear(heard)
        else:  # a button that first opens a form
            self.chat.show(asked, heard.account, one["room"], key=f"form:{one['id']}")


def as_heard(one: Told, platform: str) -> chat.Heard:
    """One of Parley's events, as the core wants to hear it."""
    room, more = one["room"], dict(one["more"])
    for name in {"message", "thread"} & set(more):
        more[name] = {"platform": platform, "room": room, "id": more[name]}
    if "author" in more:
        more["author"] = {"platform": platform, "id": more["author"]}
    named = {"platform": platform, "id": room, "name": f"#{one['room_name']}"}
    who = {"platform": platform, "id": one["by"], "name": one["name"]}
    about = {"event_id": one["id"], "account": who, "sent_at": one["at"]}
    values = {**about, "room": None if room[0] == "@" else named, **more}
    heard: chat.Heard = TypeAdapter(KINDS[one["kind"]]).validate_python(values)
    return heard
