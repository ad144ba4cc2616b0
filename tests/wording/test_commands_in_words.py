"""What can be typed is a span of its own wherever a chat is told it, so that each renders it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest

from tests.wording.samples import PEOPLE, START, at, incident
from tocsin.chat import Code, Text, Words, text
from tocsin.domain.context import ContextTold, IncidentContext
from tocsin.domain.event import Event
from tocsin.domain.paging.events import AnswerUncounted
from tocsin.domain.quarter_metrics import Quarter
from tocsin.wording import flags, quarter_metrics, queries, room_message
from tocsin.wording.drills import drills_text
from tocsin.wording.sentence_context import SentenceContext

STATE: Final = incident()
SCENE: Final = SentenceContext(incident=STATE, people=PEOPLE, now=START + timedelta(minutes=5))
QUARTER: Final = Quarter(year=2026, n=4, timezone="UTC")
TOLD: Final = ContextTold(
    at=START, by="tocsin", context=IncidentContext(presets=("logs errors 30m", "graph load 2h"))
)
UNCOUNTED: Final = AnswerUncounted(
    at=START, by="tocsin", page="p1", provider="hook", action="acknowledged", account="U-7"
)


def heard(event: Event) -> Words:
    return room_message.text(event, STATE, PEOPLE, at(22)) or ""


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (drills_text("!", PEOPLE, "ana"), "!incident drill outage @ana"),
        (queries.tools_text("logs", "Shop", {"loki": ("errors",)}), "!logs errors 15m"),
        (quarter_metrics.following_text("no-library", QUARTER), "pip install 'tocsin[charts]'"),
        (
            quarter_metrics.following_text("no-files", QUARTER),
            "tocsin metrics 2026-Q4 --charts <folder>",
        ),
        (
            quarter_metrics.refused_text("a.png", QUARTER),
            "tocsin metrics 2026-Q4 --charts <folder>",
        ),
        (flags.to_clear(SCENE, "private", "over"), "export"),
        (heard(TOLD), "!graph load 2h"),
        (heard(UNCOUNTED), 'accounts = { hook = "U-7" }'),
    ],
)
def test_a_command_is_a_span(words: Words, typed: str) -> None:
    told: Text = text(words)
    assert Code(typed) in told.spans
