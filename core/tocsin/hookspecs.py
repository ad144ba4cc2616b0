"""THE extension surface: every hook a plugin may implement, in one readable file.

A plugin is a distribution with an entry point in the group `tocsin`; the module it names holds
functions marked with `hookimpl`. Hooks return typed values of `tocsin.providers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pluggy

from tocsin.chat import ChatType
from tocsin.providers import ObserverType, ProviderType

__all__ = [
    "API_VERSION",
    "hookimpl",
    "tocsin_chats",
    "tocsin_errbot_plugins",
    "tocsin_observers",
    "tocsin_providers",
]

PROJECT = "tocsin"
API_VERSION = 1

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


# Any: each type has a config model of its own, and a factory that takes that model alone. No single
# parameter fits them all, so with ProviderConfig here no plugin's own type would be accepted.
@hookspec
def tocsin_providers() -> Iterable[ProviderType[Any]]:
    """Provider types this plugin adds.

    Called once at start. Each type is usable in team files as `[<kind>.<name>] type = "…"`.
    Used by: `tocsin-prometheus` (alerts), `tocsin-webhook` (paging), and the built-ins.
    """
    return ()


@hookspec
def tocsin_chats() -> Iterable[ChatType[Any]]:
    """Chat platforms this plugin adds.

    Called once at start. A platform is used where `TOCSIN_CHATS` of `config.py` names it.
    Used by: the built-ins (`console`) and `tocsin-parley` (examples).
    """
    return ()


@hookspec
def tocsin_errbot_plugins() -> Iterable[type[object] | Path]:
    """Errbot plugins this plugin brings: classes of BotPlugin, or folders with `.plug` files.

    Called once at start; they are loaded into the bot beside our own commands.
    Used by: `tocsin-choose` (examples).
    """
    return ()


@hookspec
def tocsin_observers() -> Iterable[ObserverType[Any]]:
    """Observers this plugin adds: they hear of every incident after what changed it is kept.

    Called once at start. Each observes where `TOCSIN_OBSERVERS` of `config.py` names it.
    Used by: `tocsin-incident-log` (examples).
    """
    return ()
