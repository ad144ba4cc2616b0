"""Forms as Slack's modals, and what people filled in. Pure.

A modal hides in its `private_metadata` the line that it says and the room it was opened in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from tocsin.chat import Field, Form
from tocsin_slack.heard import Json

TITLE: Final = 24
LABEL: Final = 75
WORDS: Final = 2000
HIDDEN: Final = 3000
CALLBACK: Final = "tocsin"
_ELEMENT: Final = "filled"
WAITING: Final = "One moment …"


def waiting(title: str) -> Json:
    """What stands there until the form is known: a trigger lives for 3 seconds."""
    return told(title, WAITING)


def told(title: str, words: str) -> Json:
    """Words alone, with nothing to send."""
    blocks = [{"type": "section", "text": _plain(words, WORDS)}]
    return {"type": "modal", "title": _plain(title, TITLE), "blocks": blocks,
            "close": _plain("Close", TITLE)}  # fmt: skip


def modal(form: Form, room: str) -> Json:
    """A form, opened in the channel of that id; "" = in none."""
    long = len(form.title) > TITLE or not form.fields
    head = [{"type": "section", "text": _plain(form.title, WORDS)}] if long else []
    hidden = json.dumps({"command": form.command, "room": room}, ensure_ascii=False)
    if len(hidden) > HIDDEN:
        return told(form.title, f"This form is too long for Slack; type its line: {form.command}")
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain(form.title, TITLE),
        "submit": _plain(form.submit, TITLE),
        "close": _plain("Cancel", TITLE),
        "private_metadata": hidden,
        "blocks": [*head, *map(_input, form.fields)],
    }


def hidden(view: Json) -> Json:
    """What `modal` hid: the `command` and the `room`."""
    found: Json = json.loads(view["private_metadata"])
    return found


def values(view: Json) -> dict[str, str]:
    """What was filled in, by the names of the fields; of a choice its value."""
    state: Mapping[str, Json] = view["state"]["values"]
    return {name: _value(one[_ELEMENT]) for name, one in state.items() if _ELEMENT in one}


def refused(view: Json, words: str) -> Json:
    """The answer to a form that was not accepted: it stays, with what was typed, and says why."""
    inputs = [one["block_id"] for one in view["blocks"] if one["type"] == "input"]
    if inputs:
        return {"response_action": "errors", "errors": {inputs[0]: _cut(words, WORDS)}}
    return {"response_action": "update", "view": told(view["title"]["text"], words)}


def _value(element: Json) -> str:
    return (element.get("selected_option") or {}).get("value", "") or element.get("value") or ""


def _input(field: Field) -> Json:
    block = {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label, LABEL),
        "optional": not field.required,
        "element": _select(field) if field.choices else _text(field),
    }
    return block | ({"hint": _plain(field.hint, WORDS)} if field.hint else {})


def _text(field: Field) -> Json:
    most = min(field.most, HIDDEN)
    kept = field.value[:most]
    many = field.kind == "lines" or "\n" in kept
    text = {"type": "plain_text_input", "multiline": many, "max_length": most}
    return _filled(text, "initial_value", kept)


def _select(field: Field) -> Json:
    """Slack takes no list without an option, which is why a choice among none is a text."""
    options = {value: {"text": _plain(label, LABEL), "value": value}
               for value, label in field.choices[:100]}  # fmt: skip
    select = {"type": "static_select", "options": list(options.values())}
    return _filled(select, "initial_option", options.get(field.value))


def _filled(element: Json, name: str, value: object) -> Json:
    return {**element, "action_id": _ELEMENT} | ({name: value} if value else {})


def _plain(words: str, most: int) -> Json:
    """Slack takes no empty text."""
    return {"type": "plain_text", "text": _cut(words, most) or " ", "emoji": False}


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
