"""What is drawn can be read aloud."""

from __future__ import annotations

from typing import Any

from tests.counterparts.slack.aloud import message_aloud, view_aloud
from tests.counterparts.slack.mrkdwn import Names

NAMES = Names(people={"U1": "ana"})


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def test_a_message_is_read_with_its_buttons() -> None:
    buttons = [{"type": "button", "text": plain(one)} for one in ("Acknowledge", "Update")]
    card = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*P1* <@U1>"}},
        {"type": "divider"},
        {"type": "actions", "elements": buttons},
    ]
    assert message_aloud({"blocks": card}, NAMES) == "P1 @ana\n---\n[Acknowledge] [Update]"
    assert message_aloud({"text": "*over*"}, NAMES) == "over"


def test_a_form_is_read_with_what_stands_in_its_fields() -> None:
    options = [{"text": plain(one), "value": one} for one in ("Yes", "No")]
    choice = {"type": "static_select", "options": options, "initial_option": options[1]}
    text = {"type": "plain_text_input"}
    view = {
        "type": "modal",
        "title": plain("Triage"),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "blocks": [
            {"type": "input", "label": plain("Data"), "element": choice},
            {"type": "input", "label": plain("Broken"), "element": text, "optional": True,
             "hint": plain("In a few words")},
        ],
    }  # fmt: skip
    told = "# Triage\nData: No {Yes | No}\nBroken (optional): (nothing)\n  In a few words\n"
    told += "[Cancel] [Send]"
    assert view_aloud(view, NAMES) == told
    assert view_aloud({"type": "home", "blocks": [{"type": "divider"}]}, NAMES) == "# Home\n---"
