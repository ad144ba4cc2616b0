"""A message as somebody's client draws it: words, embeds, files, and what stands on its buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from simcord.components import walk_components

from tests.counterparts.discord.markup import Names, Shown, plain, shown
from tests.counterparts.discord.world import Json

NO_UNFURL: Final = 1 << 2
NO_RING: Final = 1 << 12


def drawn(message: Json, names: Names) -> Shown:
    """What is read in a message. Its `rings` and `rings_all` say whom it rings for."""
    rung = frozenset(map(str, message.get("rings", ())))
    meant = replace(names, rings=rung, everybody=bool(message.get("rings_all")))
    rows = [shown(str(message["content"]), meant)] if message.get("content") else []
    inside = replace(names, rings=None)
    rows += [row for one in message.get("embeds") or [] for row in _embed(one, inside)]
    rows += [plain(str(one["filename"])) for one in message.get("attachments") or []]
    laid = walk_components(message.get("components") or [])
    rows += [shown(str(one["content"]), meant) for one in laid if one["type"] == 10]
    does = [what for one in rows for what in one.does]
    if int(message.get("flags") or 0) & NO_UNFURL:
        does = [one for one in does if one != "unfurl"]
    return Shown("\n".join(one.text for one in rows), tuple(does))


def _embed(embed: Json, names: Names) -> Iterator[Shown]:
    """The rows of an embed; nothing in it rings, and no address of it is unfurled."""
    if embed.get("author"):
        yield plain(str(embed["author"].get("name", "")))
    if embed.get("title"):
        title = _quiet(shown(str(embed["title"]), names))
        yield title + Shown("", ("link",) if embed.get("url") else ())
    if embed.get("description"):
        yield _quiet(shown(str(embed["description"]), names))
    for one in embed.get("fields") or []:
        yield _quiet(shown(str(one["name"]), names))
        yield _quiet(shown(str(one["value"]), names))
    if embed.get("footer"):
        yield plain(str(embed["footer"].get("text", "")))


def _quiet(one: Shown) -> Shown:
    return Shown(one.text, tuple(what for what in one.does if what not in ("unfurl", "everyone")))


def buttons(message: Json) -> tuple[str, ...]:
    """What stands on its buttons; of a select, what it asks for."""
    every = walk_components(message.get("components") or [])
    found = [one.get("label") or one.get("placeholder") for one in every if one["type"] in (2, 3)]
    return tuple(str(one) for one in found if one)
