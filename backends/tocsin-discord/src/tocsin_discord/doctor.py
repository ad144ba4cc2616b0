"""Whether everything is set up as the README says; what is not, is said with what to do."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Final

from tocsin.chat import LIST, Answer, Finding, Looked, looked_at, table_of, teams_seen
from tocsin_discord.api import DiscordApi
from tocsin_discord.commands import is_synced
from tocsin_discord.config import DiscordConfig
from tocsin_discord.rooms import CATEGORY, NEARLY_ALL

SAY: Final = table_of("tocsin_discord", "doctor.toml")
PERMISSIONS: Final = sum(1 << bit for bit in SAY["permissions"].values())
"""What the invite link asks for."""
EVERYTHING: Final = 1 << 3
"""Who is an administrator may all there is."""


def findings(config: DiscordConfig, api: DiscordApi, commands: list[Answer]) -> tuple[Finding, ...]:
    """What there is to say, up to a fault that hides the rest; nothing is made or changed."""
    server = f"/guilds/{config.server}"
    return looked_at((
        {"the token": lambda: [("", "ok", SAY["token"].format(**api.me._asdict()))]},
        {"the server": lambda: [("", "ok", api.call("GET", server)["name"])],
         "intents": lambda: _intents(api)},
        {"permissions": lambda: _permissions(config, api, server),
         "roles": lambda: _roles(config, api, server),
         "commands": lambda: _commands(config, api, commands)},
    ))  # fmt: skip


def _intents(api: DiscordApi) -> Looked:
    flags = int(api.call("GET", "/applications/@me").get("flags") or 0)
    for intent, many, few in SAY["intents"].values():
        lacking = "fault", SAY["missing_intent"].format(intent=intent)
        yield intent, *(("ok", "on") if flags & (1 << many | 1 << few) else lacking)


def _permissions(config: DiscordConfig, api: DiscordApi, server: str) -> Looked:
    """Of its roles, and what is left of them in the categories of incidents."""
    me, told = api.me.id, api.call("GET", f"{server}/roles")[LIST]
    mine = [config.server, *api.call("GET", f"{server}/members/{me}")["roles"]]
    has = reduce(or_, (int(one["permissions"]) for one in told if one["id"] in mine), 0)
    lacks = _lacking(has)
    yield ("", "fault", SAY["lacks"].format(lacks=lacks)) if lacks else ("", "ok", "all")
    every = api.call("GET", f"{server}/channels")[LIST]
    names = {one["name"]: one for one in every if one["type"] == CATEGORY}
    for name in (config.category, config.archive):
        if name not in names:
            yield f"category {name}", "ok", SAY["no_category"]
        elif gone := _lacking(_left(has, names[name], [*mine, me])):
            yield f"category {name}", "fault", SAY["lacks_there"].format(lacks=gone)
    full = "warning", SAY["full"].format(count=len(every))
    yield "channels", *(full if len(every) >= NEARLY_ALL else ("ok", f"{len(every)} of 500"))


def _left(has: int, channel: Answer, ids: list[str]) -> int:
    """What a channel leaves of permissions: everyone's first, then of roles, then one's own."""
    told = {one["id"]: one for one in channel.get("permission_overwrites") or ()}
    for group in ([ids[0]], ids[1:-1], [ids[-1]]):
        for sign in ("deny", "allow"):
            for one in (told[id] for id in group if id in told):
                has = has & ~int(one["deny"]) if sign == "deny" else has | int(one["allow"])
    return has


def _lacking(has: int) -> str:
    lacks = (name for name, bit in SAY["permissions"].items() if not has & (1 << bit | EVERYTHING))
    return ", ".join(lacks)


def _roles(config: DiscordConfig, api: DiscordApi, server: str) -> Looked:
    there = {one["name"] for one in api.call("GET", f"{server}/roles")[LIST]}
    return teams_seen("role {}", config.roles, there, SAY["no_role"])


def _commands(config: DiscordConfig, api: DiscordApi, ours: list[Answer]) -> Looked:
    path = f"/applications/{api.me.application}/guilds/{config.server}/commands"
    synced = is_synced(api.call("GET", path)[LIST], ours)
    yield ("", "ok", SAY["commands"]) if synced else ("", "warning", SAY["no_commands"])
