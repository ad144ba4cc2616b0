"""A message, a modal or App Home read aloud: line by line, with its buttons and fields."""

from __future__ import annotations

from collections.abc import Iterator

from tests.counterparts.slack.emulator import Json
from tests.counterparts.slack.mrkdwn import Names
from tests.counterparts.slack.seen import drawn, rows

_NOTHING = "(nothing)"


def message_aloud(message: Json, names: Names) -> str:
    """`P1 · checkout …`, then its lines, then `[Acknowledge] [Take a role]`."""
    blocks = message.get("blocks") or []
    return "\n".join(_blocks(blocks, names)) if blocks else drawn(message, names).text


def view_aloud(view: Json, names: Names) -> str:
    """The title, what is read and filled in, and the buttons that end it."""
    title = f"# {view['title']['text']}" if view.get("title") else "# Home"
    ends = [view[name]["text"] for name in ("close", "submit") if view.get(name)]
    last = [" ".join(f"[{one}]" for one in ends)] if ends else []
    return "\n".join((title, *_blocks(view["blocks"], names), *last))


def _blocks(blocks: list[Json], names: Names) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "divider":
            yield "---"
        elif block["type"] == "actions":
            yield " ".join(f"[{_label(one)}]" for one in block["elements"])
        elif block["type"] == "input":
            yield _field(block)
            yield from (f"  {block[one]['text']}" for one in ("hint",) if block.get(one))
        else:
            beside = block.get("accessory")
            yield from (one.text for one in rows(block, names))
            yield from (f"[{_label(one)}]" for one in (beside,) if one)


def _field(block: Json) -> str:
    element = block["element"]
    optional = " (optional)" if block.get("optional") else ""
    return f"{block['label']['text']}{optional}: {_value(element)}"


def _value(element: Json) -> str:
    """What stands there first, of a choice with all there is to choose."""
    first = element.get("initial_option") or {}
    chosen = str(first.get("text", {}).get("text") or element.get("initial_value") or _NOTHING)
    others = [one["text"]["text"] for one in element.get("options", ())]
    return f"{chosen} {{{' | '.join(others)}}}" if others else chosen


def _label(element: Json) -> str:
    named = element.get("text") or element.get("placeholder") or {}
    return str(named.get("text") or element["type"])
