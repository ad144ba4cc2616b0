"""Finds parts of Errbot plugins that have no effect here, for `tocsin check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from errbot import BotPlugin

from tocsin.errbot_host.errbot_plugins import find_plugins

MARKS: Final[Mapping[str, str]] = {
    "_err_webhook_uri_rule": "its webhooks get nothing; give the senders a section [alerts.<name>]",
    "_err_flow": "its flows do not run; let a command do the steps",
}
"""What Errbot's decorators leave on a method -> what to do."""
SETTINGS: Final = "nobody can configure it from chat; let it read a name of config.py (bot_config)"


def idle_parts(offered: Iterable[type[object] | Path]) -> Iterator[str]:
    """Yield a sentence for each part of these classes and folders that has no effect."""
    for plugin in find_plugins(offered):
        for sentence in dict.fromkeys(_idle(plugin.plugin)):
            yield f"Errbot plugin {plugin.name}: {sentence}"


def _idle(plugin: type[BotPlugin]) -> Iterator[str]:
    methods = [getattr(plugin, name, None) for name in dir(plugin)]
    for mark, sentence in MARKS.items():
        if any(hasattr(method, mark) for method in methods):
            yield sentence
    if plugin.get_configuration_template is not BotPlugin.get_configuration_template:
        yield SETTINGS
