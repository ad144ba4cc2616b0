"""Finds Errbot plugins of others, and the parts of them that have no effect here.

They are classes a plugin of ours offers, and folders of files. Nothing is installed on the way,
and no folder but these is looked at.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from errbot import BotPlugin
from errbot.plugin_info import PluginInfo

from tocsin.deadlines import run_once
from tocsin.error_location import error_location

log = logging.getLogger(__name__)
LOADING_S: Final = 10.0
MOST_FILES: Final = 200
FILES: Final = "*.plug"
MODULES: Final = "errbot.plugins"


@dataclass(frozen=True, kw_only=True)
class FoundPlugin:
    """One plugin: its name, class, and plugin file, if it has one."""

    name: str
    plugin: type[BotPlugin]
    info: PluginInfo | None = None


def find_plugins(offered: Iterable[type[object] | Path]) -> Iterator[FoundPlugin]:
    """Yield each plugin of these classes and folders; one that cannot be loaded is logged.

    Args:
        offered: Classes of BotPlugin, and folders that hold `.plug` files, however deep.
    """
    for plugin in offered:
        if isinstance(plugin, Path):
            yield from _in_folder(plugin)
        elif issubclass(plugin, BotPlugin):
            yield FoundPlugin(name=plugin.__name__, plugin=plugin)
        else:
            log.warning("a plugin for Errbot was left out: %s is no BotPlugin", plugin.__name__)


def _in_folder(folder: Path) -> Iterator[FoundPlugin]:
    if not folder.is_dir():
        log.warning("no plugin for Errbot was loaded from %s: there is no such folder", folder)
        return
    for file in sorted(islice(folder.rglob(FILES), MOST_FILES)):
        try:
            yield run_once(partial(_load, file), LOADING_S, file.name)
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            log.warning("the plugin for Errbot in %s was left out: %s", file, error_location(error))


def _load(file: Path) -> FoundPlugin:
    """The plugin a file describes. Its folder is on `sys.path`, as Errbot does it.

    Raises:
        LookupError: Its module holds no plugin.
        Exception: Whatever reading the file or importing its module raised.
    """
    info = PluginInfo.load(file)
    if str(file.parent) not in sys.path:
        sys.path.append(str(file.parent))
    classes = info.load_plugin_classes(MODULES, BotPlugin)
    if not classes:
        raise LookupError(f"{info.module} holds no BotPlugin")
    if len(classes) > 1:
        others = ", ".join(sorted(found.__name__ for _, found in classes[1:]))
        log.warning("%s holds several plugins for Errbot; left out: %s", file, others)
    return FoundPlugin(name=info.name, plugin=classes[0][1], info=info)


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
