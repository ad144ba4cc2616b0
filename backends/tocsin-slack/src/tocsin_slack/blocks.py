"""Messages, cards and App Home as Block Kit. Pure.

Slack's limits: 50 blocks, 25 buttons in one, 75 characters on a button, 2,000 behind it, 13,200 in
all blocks together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, groupby
from typing import Final

from tocsin import chat
from tocsin_slack.rendering import Json, element, mrkdwn

MOST, MOST_AT_HOME = 12_000, 100
"""Characters of the words of a message, and blocks of App Home; the rest is left out."""
_STYLES: Final = {"main": "primary", "danger": "danger"}


def message(text: chat.Text, actions: tuple[chat.Action, ...] = ()) -> Json:
    """`text` and `blocks` of a message: what a notification says, and what is shown."""
    text, *_ = chat.split(text, MOST)
    parts = []
    for is_block, group in groupby(text.spans, lambda one: isinstance(one, chat.Block)):
        drawn = [element(span) for span in group]
        if drawn := [one for one in drawn if one.get("text") != ""]:
            kind = "rich_text_preformatted" if is_block else "rich_text_section"
            parts.append({"type": kind, "elements": drawn})
    words = [{"type": "rich_text", "elements": parts}] if parts else []
    buttons = [_button(one, number) for number, one in enumerate(actions[:25])]
    below = [{"type": "actions", "elements": buttons}] if buttons else []
    return {"text": mrkdwn(text)[:MOST], "blocks": [*words, *below] or None}


def drawn_card(card: chat.Card) -> Json:
    """`text` and `blocks` of a card: its heading in bold, its lines, and its buttons below."""
    return message(card.drawn(), card.actions)


def home(cards: Iterable[chat.Card]) -> Json:
    """App Home, what a person owes, on a page that they alone see: a card under another."""
    blocks = chain.from_iterable([*drawn_card(one)["blocks"], {"type": "divider"}] for one in cards)
    return {"type": "home", "blocks": [*blocks][:-1][:MOST_AT_HOME]}


def command_of(action: Mapping[str, object]) -> tuple[str, str]:
    """The command and the form (or "") of a button that was pressed, as Slack tells of it."""
    kind, _, rest = str(action.get("action_id", "")).partition(":")
    return str(action.get("value", "")), rest.rpartition(":")[0] if kind == "form" else ""


def _button(action: chat.Action, number: int) -> Json:
    label = {"type": "plain_text", "text": chat.seen(action.label)[:75] or "?", "emoji": False}
    told = f"form:{action.form[:200]}:{number}" if action.form else f"say:{number}"
    style = {"style": _STYLES[action.style]} if action.style in _STYLES else {}
    return {"type": "button", "text": label, "action_id": told, "value": action.command, **style}
