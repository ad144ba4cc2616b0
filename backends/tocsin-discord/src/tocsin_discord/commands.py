"""The commands that stand in Discord's own menus, and what of them somebody has filled in.

Discord takes 25 commands in `/incident` and in each group of it: what people need at night stands
first, everything else below the heading that help lists it under. Pure, `sync` apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from tocsin import chat
from tocsin.chat import LIST, Answer, table_of
from tocsin_discord.api import DiscordApi

TABLE: Final = table_of("tocsin_discord", "commands.toml")
FIRST: Final[list[str]] = TABLE["first"].split()
LINE: Final = "line"
"""The option of a line that is typed as a whole."""


def given(data: Answer, known: Iterable[chat.Command], typed: Callable[[str], str]) -> chat.Given:
    """What somebody filled in.

    Args:
        data: Of the interaction.
        known: The verbs there are.
        typed: What was typed, from what Discord made of it.
    """
    noun, name, options = data.get("name", ""), "", data.get("options") or ()
    while options and options[0]["type"] in (1, 2):
        name, options = options[0]["name"], options[0].get("options") or ()
    command = next((one for one in known if one.name == name), None)
    values = {one["name"]: typed(one["value"] + "") for one in options}
    focused = next((one["name"] for one in options if one.get("focused")), LINE)
    return chat.Given(noun=noun, command=command, values=values, option=focused)


def drawn(known: Iterable[chat.Command]) -> list[Answer]:
    """All commands of ours, as Discord takes them."""
    first, groups = list[Answer](), dict[str, list[Answer]]()
    for one in known:
        place = groups.setdefault(TABLE["groups"].get(one.group, one.group.lower()), [])
        (first if one.name in FIRST else place).append(_verb(one))
    inner = [{"type": 2, "name": name, "description": name.capitalize(), "options": verbs}
             for name, verbs in groups.items() if verbs]  # fmt: skip
    first.sort(key=lambda one: FIRST.index(one["name"]))
    incident, *others = TABLE["commands"]
    return [{**incident, "options": [*first, *incident["options"], *inner]}, *others]


def _verb(one: chat.Command) -> Answer:
    """What its form asks for need not be filled in."""
    options = [_option(each, required=each.required and not one.form) for each in one.options]
    more = {"options": options} if options else {}
    return {"type": 1, "name": one.name, "description": one.about, **more}


def _option(one: chat.Option, *, required: bool) -> Answer:
    told = {"type": 3, "name": one.name, "description": one.about, "required": required}
    if one.choices:
        return told | {"choices": [{"name": each, "value": each} for each in one.choices]}
    return told | {"max_length": one.most} | ({"autocomplete": True} if one.completed else {})


def sync(api: DiscordApi, application: str, server: str, ours: list[Answer]) -> bool:
    """Have the server show these commands and no others of ours; whether they were changed.

    Raises:
        ProviderError: Discord does not take them.
    """
    path = f"/applications/{application}/guilds/{server}/commands"
    if changed := not is_synced(api.call("GET", path).get(LIST), ours):
        api.call("PUT", path, ours)
    return changed


def is_synced(there: object, ours: list[Answer]) -> bool:
    """Whether what the server has are these; Discord adds fields of its own."""
    named = {one["name"]: one for one in (there if isinstance(there, list) else ())}
    return len(named) == len(ours) and _holds(named, {one["name"]: one for one in ours})


def _holds(there: object, ours: object) -> bool:
    """Whether all of ours is there; a choice that is off is left out at times."""
    if isinstance(ours, dict):
        return isinstance(there, dict) and all(_holds(there.get(name, False), one)
                                               for name, one in ours.items())  # fmt: skip
    if isinstance(ours, list):
        return (isinstance(there, list) and len(there) == len(ours)
                and all(map(_holds, there, ours)))  # fmt: skip
    return there == ours
