"""Rich text blocks: structure without markup, so nothing in them is parsed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.counterparts.slack.emulator import Json
from tests.counterparts.slack.mrkdwn import Names, Shown, moment

_STYLES: Final = {"bold": "strong", "italic": "italic", "strike": "strike", "code": "code"}


def rich(block: Json, names: Names) -> Iterator[Shown]:
    """The lines of a rich text block."""
    for one in block["elements"]:
        if one["type"] == "rich_text_list":
            yield from (_line(item, names) for item in one["elements"])
        elif one["type"] == "rich_text_preformatted":
            yield _line(one, names) + Shown("", ("block",))
        elif one["type"] == "rich_text_quote":
            yield _line(one, names) + Shown("", ("quote",))
        else:
            yield _line(one, names)


def _line(section: Json, names: Names) -> Shown:
    found = Shown("")
    for one in section["elements"]:
        found += _element(one, names)
    return found


def _element(one: Json, names: Names) -> Shown:
    style = one.get("style") or {}
    does = tuple(name for key, name in _STYLES.items() if style.get(key))
    match one["type"]:
        case "text":
            return Shown(str(one["text"]), does)
        case "link":
            return Shown(str(one.get("text") or one["url"]), (*does, "link"))
        case "user":
            return Shown(f"@{names.people.get(one['user_id'], one['user_id'])}", ("mention",))
        case "channel":
            return Shown(f"#{names.channels.get(one['channel_id'], '?')}", ("room",))
        case "usergroup":
            return Shown(f"@{names.groups.get(one['usergroup_id'], '?')}", ("group",))
        case "broadcast":
            return Shown(f"@{one['range']}", ("everyone",))
        case "emoji":
            return Shown(f":{one['name']}:")
        case "date":
            made = moment(str(one["timestamp"]), str(one["format"]), str(one.get("fallback", "")))
            return Shown(made, ("moment",))
    return Shown("")
