"""Block Kit, held to Slack's reference and to the bounds that its own SDK carries."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View

from tests.counterparts.slack.blocks import checked, checked_view
from tests.counterparts.slack.workspace import Refused

PLAIN = {"type": "plain_text", "text": "Go"}
MARKED = {"type": "mrkdwn", "text": "*go*"}
BUTTON: dict[str, Any] = {"type": "button", "text": PLAIN, "action_id": "go", "value": "x"}
OPTION = {"text": PLAIN, "value": "a"}
INPUT = {"type": "input", "label": PLAIN, "element": {"type": "plain_text_input"}}


def section(words: str = "hello") -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def actions(*elements: object) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def fault(blocks: object, surface: str = "message") -> str:
    """The first sentence of a refusal; "" = taken."""
    try:
        checked(blocks, surface)
    except Refused as refused:
        sentences = refused.answer.get("errors") or [refused.answer["error"]]
        return str(sentences[0])
    return ""


@pytest.mark.parametrize(
    "blocks",
    [
        [section()],
        [{"type": "header", "text": PLAIN}, {"type": "divider"}],
        [{"type": "section", "fields": [MARKED] * 10}],
        [{"type": "context", "elements": [MARKED, PLAIN]}],
        [actions(*({**BUTTON, "action_id": f"b{n}"} for n in range(25)))],
        [{"type": "section", "text": MARKED, "accessory": BUTTON}],
        [section("x" * 3000)],
        [section()] * 50,
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": "a", "style": {"bold": True}},
            {"type": "user", "user_id": "U1"},
            {"type": "date", "timestamp": 1720710212, "format": "{date}", "fallback": "then"},
        ]}]}],
    ],
)  # fmt: skip
def test_what_slack_takes_is_taken(blocks: list[dict[str, Any]]) -> None:
    assert fault(blocks) == ""


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ({}, "invalid_blocks_format"),
        ([{"type": "paragraph"}], "unsupported type: paragraph"),
        ([{"type": "section"}], "must define either `text` or `fields`"),
        ([section("")], "must be more than 0 characters"),
        ([section("x" * 3001)], "must be less than 3001 characters"),
        ([section()] * 51, "no more than 50 items allowed"),
        ([{"type": "header", "text": MARKED}], "unsupported type: mrkdwn"),
        ([{"type": "header", "text": plain("x" * 151)}], "less than 151"),
        ([actions(*({**BUTTON, "action_id": f"b{n}"} for n in range(26)))], "no more than 25"),
        ([actions()], "no fewer than 1"),
        ([actions(BUTTON, BUTTON)], "action_id is there twice"),
        ([actions({**BUTTON, "text": plain("x" * 76)})], "less than 76"),
        ([actions({**BUTTON, "value": "x" * 2001})], "less than 2001"),
        ([actions({**BUTTON, "style": "plain"})], "must be one of primary, danger"),
        ([actions({**BUTTON, "colour": "red"})], "invalid additional property: colour"),
        ([actions({"type": "button", "text": MARKED})], "unsupported type: mrkdwn"),
        ([{**section(), "block_id": "a"}, {**section(), "block_id": "a"}], "block_id a is there"),
        ([{"type": "context", "elements": [MARKED] * 11}], "no more than 10"),
        ([{"type": "section", "text": MARKED, "accessory": {"type": "plain_text_input"}}], "unsup"),
        ([actions({"type": "static_select", "options": []})], "no fewer than 1"),
        ([actions({"type": "static_select"})], "either `options` or `option_groups`"),
        ([actions({"type": "static_select", "options": [OPTION] * 2})], "must be unique"),
        (
            [actions({"type": "static_select", "options": [OPTION],
                      "initial_option": {"text": PLAIN, "value": "b"}})],
            "none of the options",
        ),
        ([section("x" * 2900)] * 5, "msg_blocks_too_long"),
        ([{**section(), "text": "hello"}], "unsupported type: none"),
    ],
)  # fmt: skip
def test_what_slack_refuses_is_refused_with_a_sentence(blocks: object, words: str) -> None:
    assert words in fault(blocks)


def modal(*blocks: object, **more: object) -> dict[str, Any]:
    asked = list(blocks) or [section()]
    return {"type": "modal", "title": plain("Declare"), "blocks": asked, **more}


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (modal(title=plain("x" * 25)), "less than 25"),
        (modal(INPUT), "submit is required"),
        (modal(INPUT, submit=plain("x" * 25)), "less than 25"),
        (modal(private_metadata="x" * 3001), "less than 3001"),
        (modal(callback_id="x" * 256), "less than 256"),
        (modal(*[section()] * 101), "no more than 100"),
        (modal(colour="red"), "invalid additional property"),
        ({"type": "home", "blocks": [section()]}, "must be a modal"),
        ("{", "must be a modal"),
        (
            modal({**INPUT, "element": {"type": "plain_text_input", "max_length": 3,
                                        "initial_value": "four"}}, submit=PLAIN),
            "longer than max_length",
        ),
    ],
)  # fmt: skip
def test_a_view_that_slack_refuses_is_refused(view: object, words: str) -> None:
    with pytest.raises(Refused) as caught:
        checked_view(view, "modal")
    assert words in caught.value.answer["response_metadata"]["messages"][0]


def test_a_view_that_slack_takes_is_taken() -> None:
    view = checked_view(modal(INPUT, submit=PLAIN, close=PLAIN), "modal")
    assert view["blocks"][0]["block_id"]
    assert view["blocks"][0]["element"]["action_id"]


@pytest.mark.parametrize(
    ("most", "make"),
    [
        (sdk.HeaderBlock.text_max_length, lambda n: {"type": "header", "text": plain("x" * n)}),
        (sdk.SectionBlock.text_max_length, lambda n: section("x" * n)),
        (
            sdk.ButtonElement.text_max_length,
            lambda n: actions({**BUTTON, "text": plain("x" * n)}),
        ),
        (sdk.ButtonElement.value_max_length, lambda n: actions({**BUTTON, "value": "x" * n})),
        (
            sdk.ActionsBlock.elements_max_length,
            lambda n: actions(*({**BUTTON, "action_id": f"b{i}"} for i in range(n))),
        ),
        (
            sdk.ContextBlock.elements_max_length,
            lambda n: {"type": "context", "elements": [MARKED] * n},
        ),
        (
            sdk.Option.value_max_length,
            lambda n: actions(
                {"type": "static_select", "options": [{"text": PLAIN, "value": "x" * n}]}
            ),
        ),
        (
            sdk.Option.label_max_length,
            lambda n: actions(
                {"type": "static_select", "options": [{"text": plain("x" * n), "value": "x"}]}
            ),
        ),
        (
            sdk.StaticSelectElement.options_max_length,
            lambda n: actions(
                {
                    "type": "static_select",
                    "options": [{"text": PLAIN, "value": f"v{i}"} for i in range(n)],
                }
            ),
        ),
    ],
)
def test_the_bounds_are_those_of_slacks_sdk(most: int, make: Any) -> None:
    assert fault([make(most)]) == ""
    assert fault([make(most + 1)])


def test_the_bounds_of_a_view_are_those_of_slacks_sdk() -> None:
    checked_view(modal(*[section()] * View.blocks_max_length), "modal")
    checked_view(modal(title=plain("x" * View.title_max_length)), "modal")
