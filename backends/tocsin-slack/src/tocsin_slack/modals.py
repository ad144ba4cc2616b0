"""Forms as Slack's modals, and what people filled in. Pure.

A modal hides in its `private_metadata` the line that it says and the room it was opened in.
"""

from __future__ import annotations

import json
from typing import Final

from tocsin.chat import Field, Form, cut
from tocsin_slack.rendering import Json

TITLE, LABEL, WORDS, HIDDEN = 24, 75, 2000, 3000
WAITING: Final = "One moment …"
_FILLED: Final = "filled"


def told(title: str, words: str) -> Json:
    """Words alone, with nothing to send; `WAITING` until a form is known."""
    return {"type": "modal", "title": _plain(title, TITLE), "close": _plain("Close", TITLE),
            "blocks": [{"type": "section", "text": _plain(words, WORDS)}]}  # fmt: skip


def modal(form: Form, room: str) -> Json:
    """A form, opened in the channel of that id; "" = in none."""
    hidden = json.dumps({"command": form.command, "room": room}, ensure_ascii=False)
    if len(hidden) > HIDDEN:
        return told(form.title, f"This form is too long for Slack; type its line: {form.command}")
    drawn, fields = told(form.title, form.title), [*map(_input, form.fields)]
    head = drawn["blocks"] if len(form.title) > TITLE or not fields else []
    return {**drawn, "submit": _plain(form.submit, TITLE), "private_metadata": hidden,
            "blocks": [*head, *fields]}  # fmt: skip


def values(view: Json) -> dict[str, str]:
    """What was filled in, by the names of the fields; of a choice its value."""
    filled = {name: one.get(_FILLED, {}) for name, one in view["state"]["values"].items()}
    return {n: ((v.get("selected_option") or v).get("value") or "") + "" for n, v in filled.items()}


def refused(view: Json, words: str) -> Json:
    """The answer to a form that was not accepted: it stays, with what was typed, and says why."""
    for block in view["blocks"]:
        if block["type"] == "input":
            return {"response_action": "errors", "errors": {block["block_id"]: words[:WORDS]}}
    return {"response_action": "update", "view": told(view["title"]["text"], words)}


def _input(field: Field) -> Json:
    """Slack takes no list without an option, which is why a choice among none is a text."""
    most, value = min(field.most, HIDDEN), field.value
    options = {one: {"text": _plain(label, LABEL), "value": one} for one, label in field.choices}
    many = field.kind == "lines" or "\n" in value
    element: Json = {"type": "plain_text_input", "multiline": many, "max_length": most}
    first: Json = {"initial_value": value[:most]} if value else {}
    if options:
        element = {"type": "static_select", "options": [*options.values()][:100]}
        first = {"initial_option": options[value]} if value in options else {}
    hint = {"hint": _plain(field.hint, WORDS)} if field.hint else {}
    return {"type": "input", "block_id": field.name, "label": _plain(field.label, LABEL), **hint,
            "optional": not field.required,
            "element": {**element, **first, "action_id": _FILLED}}  # fmt: skip


def _plain(words: str, most: int) -> Json:
    return {"type": "plain_text", "text": cut(words, most), "emoji": False}
