"""A modal as somebody fills it in: what its client lets through, and the state it sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.counterparts.slack.emulator import Json

MOST: Final = 3000
_ONE: Final = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}
_FIRST: Final = {
    "users_select": "initial_user",
    "channels_select": "initial_channel",
    "conversations_select": "initial_conversation",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
}


def field_names(view: Json) -> tuple[str, ...]:
    """The `block_id` of each of its inputs."""
    return tuple(str(one["block_id"]) for one in view["blocks"] if one["type"] == "input")


def filled(view: Json, values: Mapping[str, str]) -> Json:
    """The view with its `state`, as Slack sends it; what is not filled in keeps what it began with.

    Raises:
        AssertionError: Its client would not send it: nobody could.
    """
    inputs = [one for one in view["blocks"] if one["type"] == "input"]
    unknown = set(values) - {one["block_id"] for one in inputs}
    assert not unknown, f"the form has no {sorted(unknown)}, only {list(field_names(view))}"
    state = {
        one["block_id"]: {one["element"]["action_id"]: _state(one, values.get(one["block_id"]))}
        for one in inputs
    }
    return {**view, "state": {"values": state}}


def _state(block: Json, value: str | None) -> Json:
    element = block["element"]
    kind = element["type"]
    if kind in _ONE:
        found: object = value if value is not None else element.get(_FIRST[kind])
        told: Json = {_ONE[kind]: found}
    elif kind in ("static_select", "radio_buttons"):
        found = _option(element, value) if value else element.get("initial_option")
        told = {"selected_option": found}
    elif kind == "checkboxes":
        wanted = None if value is None else [one for one in value.split(",") if one]
        first = element.get("initial_options", [])
        found = first if wanted is None else [_option(element, one) for one in wanted]
        told = {"selected_options": found}
    else:
        found = value if value is not None else element.get("initial_value")
        told = {"value": _typed(element, str(found)) if found else None}
    assert found or block.get("optional"), f"{block['block_id']} must be filled in"
    return {"type": kind, **told}


def _typed(element: Json, value: str) -> str:
    assert element.get("multiline") or "\n" not in value, "it is one line"
    assert len(value) <= element.get("max_length", MOST), "it is longer than the field takes"
    assert len(value) >= element.get("min_length", 0), "it is shorter than the field takes"
    return value


def _option(element: Json, value: str) -> Json:
    """The option of that value, or of that label: somebody sees it and picks it."""
    groups = element.get("option_groups", ())
    every = [*element.get("options", ()), *(one for group in groups for one in group["options"])]
    for one in every:
        if value.casefold() in (one["value"].casefold(), one["text"]["text"].casefold()):
            return dict(one)
    raise AssertionError(f"{value!r} cannot be chosen of {[one['value'] for one in every]}")
