"""Finds plugins by entry point, checks what they were built for, and collects what they add.

A broken plugin never stops the bot: it is kept as a fault, shown by `tocsin plugins`, by
`tocsin check`, by `/readyz` and in the log.
"""

from __future__ import annotations

from tocsin.plugin_manager.loading import GROUP, load_plugins
from tocsin.plugin_manager.plugins import Plugin, Plugins

__all__ = ["GROUP", "Plugin", "Plugins", "load_plugins"]
