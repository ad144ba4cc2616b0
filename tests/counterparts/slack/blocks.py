"""Block Kit as Slack takes it: what is refused of a message or a view, and what is filled in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from tests.counterparts.slack.emulator import Json
from tests.counterparts.slack.schema import BLOCKS, MOST_BLOCKS, SURFACES, VIEW, kinds, listed
from tests.counterparts.slack.workspace import Refused

MOST_TEXT: Final = 13_200
"""Characters of all blocks of a message; not documented, but reported: `msg_blocks_too_long`."""
MOST_VIEW: Final = 250_000
_FIRST: Final = {"static_select": "initial_option", "radio_buttons": "initial_option"}
_FIRSTS: Final = {"multi_static_select": "initial_options", "checkboxes": "initial_options"}


def checked(blocks: Any, surface: str) -> list[Json]:
    """The blocks as Slack keeps them: each has a `block_id`, and each element an `action_id`.

    Raises:
        Refused: `invalid_blocks` with a sentence for each fault, or `msg_blocks_too_long`.
    """
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    faults = list(_faults(blocks, surface, "/blocks"))
    if faults:
        raise _invalid("invalid_blocks", faults)
    if surface == "message" and sum(map(len, _texts(blocks))) > MOST_TEXT:
        raise Refused("msg_blocks_too_long")
    return _completed(blocks)


def checked_view(view: Any, kind: str) -> Json:
    """The view, with blocks as Slack keeps them.

    Raises:
        Refused: `invalid_arguments` with a sentence for each fault, or `view_too_large`.
    """
    found = _parsed(view)
    if not isinstance(found, dict) or found.get("type") != kind:
        raise _invalid("invalid_arguments", [f"must be a {kind} [json-pointer:/view/type]"])
    if len(json.dumps(found)) > MOST_VIEW:
        raise Refused("view_too_large")
    faults = [*VIEW[kind](found, "/view"), *_of_view(found)]
    if not faults:
        faults = list(_faults(found["blocks"], kind, "/view/blocks"))
    if faults:
        raise _invalid("invalid_arguments", faults)
    return {**found, "blocks": _completed(found["blocks"])}


def _parsed(view: Any) -> Any:
    try:
        return json.loads(view) if isinstance(view, str) else view
    except ValueError:
        return None


def _invalid(error: str, faults: list[str]) -> Refused:
    told = {"messages": [f"[ERROR] {one}" for one in faults]}
    more = {"errors": faults} if error == "invalid_blocks" else {}
    return Refused(error, response_metadata=told, **more)


def _of_view(view: Json) -> Iterator[str]:
    blocks = view.get("blocks")
    asks = isinstance(blocks, list) and any(_kind(one) == "input" for one in blocks)
    if view["type"] == "modal" and asks and "submit" not in view:
        yield "submit is required when an input block is within the blocks [json-pointer:/view]"


def _faults(blocks: list[Any], surface: str, at: str) -> Iterator[str]:
    shapes = list(listed(kinds(BLOCKS), MOST_BLOCKS[surface])(blocks, at))
    if shapes:
        yield from shapes
        return
    for number, one in enumerate(blocks):
        yield from _of_block(one, surface, f"{at}/{number}")
    named = Counter(one["block_id"] for one in blocks if "block_id" in one)
    twice = [one for one, times in named.items() if times > 1]
    yield from (f"block_id {one} is there twice [json-pointer:{at}]" for one in twice)


def _of_block(block: Json, surface: str, at: str) -> Iterator[str]:
    """What no field alone shows."""
    if block["type"] not in SURFACES[surface]:
        yield f"unsupported block type: {block['type']} [json-pointer:{at}]"
    if block["type"] == "section" and not block.get("text") and not block.get("fields"):
        yield f"must define either `text` or `fields` [json-pointer:{at}]"
    held = _elements(block)
    named = [one.get("action_id") for one in held if one.get("action_id")]
    if len(set(named)) != len(named):
        yield f"action_id is there twice [json-pointer:{at}]"
    for one in held:
        yield from _of_element(one, at)


def _of_element(element: Json, at: str) -> Iterator[str]:
    kind = str(element.get("type"))
    every = [
        *element.get("options", ()),
        *(one for group in element.get("option_groups", ()) for one in group.get("options", ())),
    ]
    twofold = ("options" in element) == ("option_groups" in element)
    if kind.endswith("static_select") and twofold:
        yield f"must define either `options` or `option_groups` [json-pointer:{at}]"
    first = [element[_FIRST[kind]]] if element.get(_FIRST.get(kind, "")) else []
    for one in (*first, *element.get(_FIRSTS.get(kind, ""), ())):
        if one not in every:
            yield f"initial option is none of the options [json-pointer:{at}]"
    values = [one.get("value") for one in every if isinstance(one, dict)]
    if len(set(values)) != len(values):
        yield f"values of options must be unique [json-pointer:{at}]"
    if kind == "plain_text_input":
        yield from _of_input(element, at)


def _of_input(element: Json, at: str) -> Iterator[str]:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        yield f"min_length is over max_length [json-pointer:{at}]"
    if len(element.get("initial_value", "")) > most:
        yield f"initial_value is longer than max_length [json-pointer:{at}]"


def _elements(block: Json) -> list[Json]:
    held = block.get("elements") if block["type"] == "actions" else ()
    found = [*(held or ()), block.get("accessory"), block.get("element")]
    return [one for one in found if isinstance(one, dict)]


def _texts(value: Any) -> Iterator[str]:
    """Every text that is read."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _completed(blocks: list[Json]) -> list[Json]:
    """With the ids that Slack makes up."""
    return [_with_ids(one, number) for number, one in enumerate(blocks)]


def _with_ids(block: Json, number: int) -> Json:
    made = {"block_id": f"Bl{number:02d}", **block}
    if block["type"] == "actions":
        made["elements"] = [
            {"action_id": f"Ac{number:02d}{place:02d}", **one}
            for place, one in enumerate(block["elements"])
        ]
    for name in ("accessory", "element"):
        if name in block:
            made[name] = {"action_id": f"Ac{number:02d}", **block[name]}
    return made


def _kind(block: Any) -> str:
    return str(block.get("type")) if isinstance(block, dict) else ""
