"""Messages and cards as Discord has them: content or an embed, and buttons. Pure.

Discord's limits: 2,000 characters of content, 4,096 of an embed, 5 buttons in each of 5 rows, 80
characters on a button and 100 behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tocsin import chat
from tocsin_discord.rendering import Json, is_id, markdown

MARK: Final = 24
"""Characters of the mark that every message of ours ends with; nobody sees it."""
MOST_CONTENT, MOST_EMBED, MOST_BEHIND = 2000 - MARK, 4096 - MARK, 100
MOST_CALLED: Final = 100
NO_PREVIEWS: Final = 1 << 2
ACTION_ROW, BUTTON = 1, 2
_STYLES: Final = {"main": 1, "plain": 2, "danger": 4}
_UNSEEN: Final = "\u200b\u200c\u200d\u2060"
_LONG, _SHORT = "incident ", "~"
"""What nearly every command begins with, and what stands for it behind a button."""


def message(text: chat.Text, actions: Iterable[chat.Action] = ()) -> Json:
    """The body of a message. What is too long as content is shown in an embed.

    Nobody is called in an embed, so whom it names stands above it.
    """
    words, called = markdown(text), _called(text)
    if len(words) <= MOST_CONTENT:
        return _body(words, None, actions, called)
    above = " ".join([*(f"<@{one}>" for one in called["users"]), *["@here"] * len(called["parse"])])
    return _body(above[:MOST_CONTENT], _fitting(text), actions, called)


def drawn_card(card: chat.Card) -> Json:
    """The body of a card: an embed with its heading in bold, its lines, and its buttons below."""
    return _body("", _fitting(card.drawn()), card.actions, _called(chat.EMPTY))


def stamped(body: Json, mark: bytes) -> Json:
    """The message with the mark, by which it is known where nobody saw the end of posting it."""
    if not body["embeds"]:
        return {**body, "content": body["content"] + unseen(mark)}
    (embed,) = body["embeds"]
    return {**body, "embeds": [{"description": embed["description"] + unseen(mark)}]}


def unseen(mark: bytes) -> str:
    """The beginning of a mark in characters that have no look: two bits each."""
    bits = (byte >> shift & 3 for byte in mark for shift in (0, 2, 4, 6))
    return "\u2060" + "".join(_UNSEEN[one] for one, _ in zip(bits, range(MARK - 1), strict=False))


def command_of(custom_id: str) -> tuple[str, str]:
    """The command and the form (or "") of a button that was pressed."""
    _, form, command = (*custom_id.split(":", 2), "", "")[:3]
    return re.sub(f"^{_SHORT}", _LONG, command), form


def _body(content: str, words: str | None, actions: Iterable[chat.Action], called: Json) -> Json:
    return {
        "content": content,
        "embeds": [] if words is None else [{"description": words}],
        "components": _rows(actions),
        "allowed_mentions": called,
        "flags": NO_PREVIEWS if words is None else 0,
    }


def _called(text: chat.Text) -> Json:
    """Whom it calls, and nobody else."""
    spans = [one for one in text.spans if isinstance(one, chat.Mention) and is_id(one.account)]
    everyone = any(isinstance(one, chat.Everyone) for one in text.spans)
    users = [*dict.fromkeys(one.account for one in spans)][:MOST_CALLED]
    return {"parse": ["everyone"] if everyone else [], "users": users, "roles": []}


def _fitting(text: chat.Text) -> str:
    """As much of it as an embed takes."""
    while len(words := markdown(text)) > MOST_EMBED:
        text, *_ = chat.split(text, max(len(text) * 3 // 4, 1))
    return words or "\u200b"


def _rows(actions: Iterable[chat.Action]) -> list[Json]:
    """Its buttons; one whose command finds no place behind it is left out: it can be typed."""
    made = [one for n, action in enumerate(actions) if (one := _button(action, n))][:25]
    return [{"type": ACTION_ROW, "components": made[at : at + 5]} for at in range(0, len(made), 5)]


def _button(action: chat.Action, number: int) -> Json:
    behind = f"{number}:{action.form}:{re.sub(f'^{_LONG}', _SHORT, action.command)}"
    if len(behind) > MOST_BEHIND:
        return {}
    label = chat.seen(action.label)[:80].strip() or "?"
    style = _STYLES.get(action.style, 2)
    return {"type": BUTTON, "style": style, "label": label, "custom_id": behind}
