"""Draws charts and posts them in a room, behind the reply with the numbers.

They belong to a team and not to an incident: so do their effects, whose owner is `team:<id>`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from tocsin.charts import file_name
from tocsin.chat.port import Chat, File
from tocsin.chat.text import text
from tocsin.domain.quarter_metrics import CHARTS, Chart, Metrics, parse_quarter
from tocsin.engine.attempts import Attempt, Succeeded, chat_failure, may_succeed_later
from tocsin.engine.effect_owners import owner_of_team
from tocsin.engine.incident_rooms import chat_of
from tocsin.engine.ports import Providers
from tocsin.engine.quarter_metrics import quarter_numbers
from tocsin.engine.room_ids import room_of
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import ProviderError, TocsinError
from tocsin.store.contract import EffectRow, NewEffect, Store, Tx
from tocsin.wording.quarter_metrics import Following, chart_alt, refused_text

UPLOAD: Final = "upload"
PNG: Final = "image/png"
TRIES: Final = 8


class ChartDrawer(Protocol):
    """Protocol of what draws charts."""

    @property
    def able(self) -> bool:
        """Return whether the libraries it needs are installed."""
        ...

    def draw(self, chart: Chart, found: Metrics, name: str) -> bytes:
        """Return one chart as PNG; `name` is the team's."""
        ...


class ChartPosts:
    """Queues the charts of a quarter behind the reply with its numbers."""

    def __init__(self, chats: Mapping[str, Chat], artist: ChartDrawer) -> None:
        """Nothing is drawn here: a reply waits for nobody."""
        self._chats = chats
        self._artist = artist

    def ask(
        self, tx: Tx, said: SpokenLine, found: Metrics, *, name: str, at: datetime
    ) -> Following:
        """Queue the charts for the room somebody asked in; return what is in the way, or ""."""
        following = self._following(said, found)
        if following == "charts":
            tx.put_effects(_effects(said, found, name, at))
        return following

    def _following(self, said: SpokenLine, found: Metrics) -> Following:
        chat = self._chats.get(said.platform)
        if not found.total:
            return "nothing"
        if chat is None or "upload" not in chat.capabilities:
            return "no-files"
        if not self._artist.able:
            return "no-library"
        return "charts" if said.room else "no-room"


def _effects(said: SpokenLine, found: Metrics, name: str, at: datetime) -> list[NewEffect]:
    """One for each chart, in one lane of their own; the same message has the same keys."""
    target = f"chat.{said.platform}"
    asked = hashlib.sha256(f"{said.platform}/{said.message_id}".encode()).hexdigest()[:16]
    owner = owner_of_team(found.team)
    facts = {
        "team": found.team,
        "name": name,
        "quarter": str(found.quarter),
        "timezone": found.quarter.timezone,
        "room": said.room,
        "room_id": said.room_id,
    }
    return [
        NewEffect(
            key=f"{owner}:{asked}:{number}:{target}",
            lane=f"{owner}:{target}:{asked}",
            pool="other",
            incident=owner,
            kind="tell",
            op=UPLOAD,
            target=target,
            payload=json.dumps({**facts, "chart": chart}, ensure_ascii=False, sort_keys=True),
            needs="",
            created=at,
        )
        for number, chart in enumerate(CHARTS)
    ]


class ChartAttempts:
    """Draws a chart of the numbers as they are now, and posts it."""

    def __init__(self, *, store: Store, providers: Providers, artist: ChartDrawer) -> None:
        """Chats are looked up by the platform in the effect's target."""
        self._store = store
        self._chats = providers.chats
        self._artist = artist

    def table(self) -> dict[str, Attempt]:
        """Return the row of the table of attempts."""
        return {UPLOAD: Attempt(make=self._upload, on_failure=chat_failure, limit=TRIES)}

    def _upload(self, row: EffectRow) -> Succeeded:
        chat, facts = chat_of(self._chats, row), json.loads(row.payload)
        found = self._numbers(facts)
        file = self._file(facts["chart"], found, facts["name"])
        room = self._store.read(
            lambda tx: room_of(tx, chat, facts["room"], facts.get("room_id", ""))
        )
        try:
            chat.upload(room, file, key=row.key, again=row.ambiguous)
        except ProviderError as error:
            if not may_succeed_later(error):
                words = refused_text(file.name, found.quarter)
                key = f"{row.key}:refused"
                chat.post(room, text(words), key=key, again=row.ambiguous)
            raise
        return Succeeded()

    def _numbers(self, facts: Mapping[str, str]) -> Metrics:
        quarter = parse_quarter(facts["quarter"], facts["timezone"])
        return self._store.read(lambda tx: quarter_numbers(tx, facts["team"], quarter))

    def _file(self, chart: Chart, found: Metrics, name: str) -> File:
        try:
            content = self._artist.draw(chart, found, name)
            alt = chart_alt(chart, found, name)
            return File(name=file_name(chart, found), media_type=PNG, content=content, alt=alt)
        except TocsinError as error:
            raise ProviderError("unsupported", str(error)) from None
