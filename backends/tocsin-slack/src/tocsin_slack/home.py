"""App Home: what a person owes, on a page that they alone see. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Final

from tocsin.chat import Card
from tocsin_slack.blocks import Json, drawn_card

MOST_BLOCKS: Final = 100


def home(cards: Iterable[Card]) -> Json:
    """The view, a card under another."""
    blocks = chain.from_iterable([*drawn_card(one)["blocks"], {"type": "divider"}] for one in cards)
    return {"type": "home", "blocks": [*blocks][:-1][:MOST_BLOCKS]}
