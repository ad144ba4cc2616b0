"""Reads and writes the overrides of a team's rotations."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import Final

from tocsin.chat import Words, packed
from tocsin.domain.oncall import Override
from tocsin.domain.people import Roster
from tocsin.engine.effect_owners import owner_of_team
from tocsin.engine.spoken_line import SpokenLine
from tocsin.store.contract import NewEffect, ReadTx, Tx
from tocsin.wording.composing import say

SPACE: Final = "override"


def overrides(tx: ReadTx, team: str, rotation: str) -> tuple[Override, ...]:
    """Return the overrides of one rotation, in the order they were made."""
    text = tx.fact(SPACE, f"{team}/{rotation}")
    return tuple(
        Override(
            rotation=rotation,
            person=row["person"],
            start=datetime.fromisoformat(row["start"]),
            end=datetime.fromisoformat(row["end"]),
        )
        for row in (json.loads(text) if text else [])
    )


def overrides_in_force(covers: Iterable[Override], people: Container[str]) -> tuple[Override, ...]:
    """Return the overrides whose person is still in a team file."""
    return tuple(cover for cover in covers if cover.person in people)


def keep_override(
    tx: Tx, team: str, rotation: str, covers: Sequence[Override], now: datetime
) -> None:
    """Keep the overrides of a rotation that are not over; a later one wins."""
    rows = [
        {
            "rotation": cover.rotation,
            "person": cover.person,
            "start": cover.start.isoformat(),
            "end": cover.end.isoformat(),
        }
        for cover in covers
        if cover.end > now
    ]
    tx.set_fact(SPACE, f"{team}/{rotation}", json.dumps(rows))


def queue_direct_messages(
    tx: Tx, said: SpokenLine, roster: Roster, texts: Iterable[tuple[str, Words]]
) -> None:
    """Queue direct messages behind the reply; the same message has the same keys.

    Args:
        texts: (person id, what they are told).
    """
    asked = hashlib.sha256(f"{said.platform}/{said.message_id}".encode()).hexdigest()[:16]
    owner = owner_of_team(roster.team)
    effects = [
        NewEffect(
            key=f"{owner}:{asked}:{number}:chat.{platform}",
            lane=f"{owner}:chat.{platform}:@{person}",
            pool="chat",
            incident=owner,
            kind="tell",
            op="direct",
            target=f"chat.{platform}",
            payload=json.dumps({"person": person, "text": packed(say(words))}, ensure_ascii=False),
            needs="",
            created=roster.as_of,
        )
        for number, (person, words) in enumerate(texts)
        for platform in roster.platforms[:1]
    ]
    tx.put_effects(effects)
