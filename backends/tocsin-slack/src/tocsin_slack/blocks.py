"""Messages and cards as Block Kit. Words stand in `rich_text`, which reads no markup in them.

Slack's limits: 50 blocks, 25 buttons in one, 75 characters on a button, 2,000 behind it, 13,200 in
all blocks together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from tocsin import chat
from tocsin_slack.rendering import ACCOUNT, ADDRESS, CHANNEL, WHEN, mrkdwn, seen

MOST: Final = 12_000
"""Characters of the words of a message; the rest is left out."""
MOST_BUTTONS: Final = 25
Json = dict[str, Any]
"""Any: a block as JSON has it."""
_STYLES: Final = {"main": "primary", "danger": "danger"}


def message(text: chat.Text, actions: tuple[chat.Action, ...] = ()) -> Json:
    """`text` and `blocks` of a message: what a notification says, and what is shown."""
    return _drawn(text, rich(text), actions)


def drawn_card(card: chat.Card) -> Json:
    """`text` and `blocks` of a card: its heading in bold, its lines, and its buttons below."""
    whole = chat.joined("\n", (card.heading, *card.lines))
    count = len(card.heading.spans)
    return _drawn(whole, rich(whole, bold=count), card.actions)


def rich(text: chat.Text, *, bold: int = 0) -> list[Json]:
    """Blocks of the words of a text; the first `bold` spans stand out."""
    drawn = [(span, number < bold) for number, span in enumerate(_fitting(text))]
    parts: list[Json] = []
    for is_block, group in groupby(drawn, key=lambda one: isinstance(one[0], chat.Block)):
        kind = "rich_text_preformatted" if is_block else "rich_text_section"
        found = [_element(span, strong) for span, strong in group]
        elements = [one for one in found if one.get("text") != ""]
        parts += [{"type": kind, "elements": elements}] if elements else []
    return [{"type": "rich_text", "elements": parts}] if parts else []


def buttons(actions: tuple[chat.Action, ...]) -> list[Json]:
    """A block of buttons; none for none. What a button stands for is told by `command_of`."""
    drawn = [_button(one, number) for number, one in enumerate(actions[:MOST_BUTTONS])]
    return [{"type": "actions", "elements": drawn}] if drawn else []


def command_of(action: Mapping[str, object]) -> tuple[str, str]:
    """The command and the form (or "") of a button that was pressed, as Slack tells of it."""
    kind, _, rest = str(action.get("action_id", "")).partition(":")
    return str(action.get("value", "")), rest.rpartition(":")[0] if kind == "form" else ""


def _fitting(text: chat.Text) -> Iterator[chat.Span]:
    left = MOST
    for span in text.spans:
        left -= len(words := span.as_plain())
        if left < 0:
            yield chat.Plain(f"{words[:left]} …")
            return
        yield span


def _drawn(text: chat.Text, words: list[Json], actions: tuple[chat.Action, ...]) -> Json:
    return {"text": mrkdwn(text)[:MOST], "blocks": [*words, *buttons(actions)]}


def _button(action: chat.Action, number: int) -> Json:
    label = {"type": "plain_text", "text": seen(action.label)[:75] or "?", "emoji": False}
    told = f"form:{action.form[:200]}:{number}" if action.form else f"say:{number}"
    style = {"style": _STYLES[action.style]} if action.style in _STYLES else {}
    return {"type": "button", "text": label, "action_id": told, "value": action.command, **style}


def _element(span: chat.Span, strong: bool) -> Json:
    drawn = _ELEMENTS[type(span)](span)
    if (strong or isinstance(span, chat.Strong)) and drawn["type"] in ("text", "link"):
        drawn["style"] = {**drawn.get("style", {}), "bold": True}
    return drawn


def _words(words: str) -> Json:
    return {"type": "text", "text": seen(words)}


def _mention(span: chat.Mention) -> Json:
    known = ACCOUNT.fullmatch(span.account)
    return {"type": "user", "user_id": span.account} if known else _words(span.as_plain())


def _room(span: chat.Room) -> Json:
    known = CHANNEL.fullmatch(span.id)
    return {"type": "channel", "channel_id": span.id} if known else _words(span.as_plain())


def _link(span: chat.Link) -> Json:
    if not ADDRESS.fullmatch(span.url):
        return _words(span.as_plain())
    text = {"text": seen(span.words)} if seen(span.words).strip() else {}
    return {"type": "link", "url": span.url, **text}


def _moment(span: chat.Moment) -> Json:
    at = int(span.at.timestamp())
    return {"type": "date", "timestamp": at, "format": WHEN, "fallback": seen(span.words) or "?"}


_ELEMENTS: Final[Mapping[type[chat.Span], Callable[..., Json]]] = {
    chat.Plain: lambda span: _words(span.words),
    chat.Code: lambda span: {**_words(span.words), "style": {"code": True}},
    chat.Strong: lambda span: _words(span.words),
    chat.Mention: _mention,
    chat.Everyone: lambda span: {"type": "broadcast", "range": "here"},
    chat.Link: _link,
    chat.Moment: _moment,
    chat.Room: _room,
    chat.Block: lambda span: _words("\n".join(span.rows)),
}
