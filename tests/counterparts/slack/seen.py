"""A message as somebody's client draws it: Block Kit where there are blocks, else the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.counterparts.slack.emulator import Json
from tests.counterparts.slack.mrkdwn import Names, Shown, plain, shown
from tests.counterparts.slack.rich import rich

SYSTEM: Final = frozenset(
    f"{kind}_{what}"
    for kind in ("channel", "group")
    for what in ("join", "leave", "topic", "purpose", "name", "rename", "archive", "unarchive")
)


def drawn(message: Json, names: Names) -> Shown:
    """What is read in a message."""
    blocks = message.get("blocks") or []
    if blocks:
        found = [one for block in blocks for one in rows(block, names)]
    else:
        verbatim = message.get("parse") == "none"
        text = str(message.get("text") or "")
        read = shown(text, names, verbatim=verbatim) if message.get("mrkdwn", True) else plain(text)
        found = [read] if text else []
    found += [plain(str(one.get("title") or one.get("name"))) for one in message.get("files") or []]
    return Shown(
        "\n".join(one.text for one in found), tuple(it for one in found for it in one.does)
    )


def rows(block: Json, names: Names) -> Iterator[Shown]:
    """The lines of one block; of buttons there are none."""
    kind = block["type"]
    if kind == "rich_text":
        yield from rich(block, names)
    elif kind == "image":
        yield plain(str(block.get("alt_text", "")))
    elif kind == "context":
        yield from (text_object(one, names) for one in block["elements"])
    elif kind in ("section", "header", "input"):
        parts = (block.get("text"), block.get("label"), *(block.get("fields") or ()))
        yield from (text_object(one, names) for one in parts if one)


def text_object(one: Json, names: Names) -> Shown:
    """A text object, or an image by what it shows."""
    if one["type"] == "mrkdwn":
        return shown(str(one["text"]), names, verbatim=bool(one.get("verbatim")))
    return plain(str(one.get("text", one.get("alt_text", ""))))


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """(block, element) of everything that can be acted on, in the order it is drawn."""
    for block in blocks:
        held = block.get("elements", ()) if block["type"] == "actions" else ()
        accessory = (block["accessory"],) if block.get("accessory") else ()
        one = (block["element"],) if block.get("element") else ()
        yield from ((block, found) for found in (*held, *accessory, *one))


def buttons(message: Json) -> tuple[str, ...]:
    """What stands on its buttons."""
    found = elements(message.get("blocks") or [])
    return tuple(str(one["text"]["text"]) for _, one in found if one["type"] == "button")
