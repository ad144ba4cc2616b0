"""THE extension surface: every hook a plugin may implement, in one readable file.

A plugin is a distribution with an entry point in the group `tocsin`; the module it names holds
functions marked with `hookimpl`. Hooks return typed values of `tocsin.providers`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from tocsin.providers.base import ProviderConfig, ProviderType

PROJECT = "tocsin"
API_VERSION = 1

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def tocsin_providers() -> Iterable[ProviderType[ProviderConfig]]:
    """Provider types this plugin adds.

    Called once at start. Each type is usable in team files as `[<kind>.<name>] type = "…"`.
    Used by: `tocsin-prometheus` (alerts), `tocsin-webhook` (paging), and the built-ins.
    """
    return ()
