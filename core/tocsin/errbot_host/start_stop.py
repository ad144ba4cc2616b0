"""Starts and stops Errbot from objects, without files or a plugin scan."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final

from errbot import BotPlugin
from errbot.core_plugins.acls import ACLS
from errbot.core_plugins.cnf_filter import CommandNotFoundFilter
from errbot.plugin_info import PluginInfo
from errbot.plugin_manager import BotPluginManager
from errbot.repo_manager import BotRepoManager
from errbot.storage.base import StorageBase, StoragePluginBase

from tocsin.deadlines import run_once
from tocsin.desk.verbs import VERBS
from tocsin.errbot_host.bot import TocsinBot
from tocsin.errbot_host.commands import FIRST_WORDS, Helps, Tocsin
from tocsin.errbot_host.errbot_plugins import FoundPlugin
from tocsin.error_location import error_location
from tocsin.errors import TocsinError

log = logging.getLogger(__name__)

OURS: Final[tuple[tuple[type[BotPlugin], str], ...]] = (
    (ACLS, "ACLs"),
    (CommandNotFoundFilter, "CommandNotFoundFilter"),
    (Helps, "Help"),
    (Tocsin, "Tocsin"),
)
"""What every bot loads. Errbot's other plugins install code from chat, restart the process or
call home; none of them is loaded."""


STARTING_S: Final = 10.0
HELP: Final = "help"
"""Alone it is Errbot's, which lists all first words; with a verb of ours behind it, ours."""


def start_bot(
    bot: TocsinBot, plugins: Iterable[FoundPlugin] = (), starting_s: float = STARTING_S
) -> None:
    """Load the bot's plugins; it answers from then on. Starts no thread.

    Args:
        bot: a new bot.
        plugins: other people's Errbot plugins, from `find_plugins`. One that cannot be started is
            logged and left out.
        starting_s: how long each of them may take to start.

    Raises:
        TocsinError: one of our own plugins could not start.
    """
    _hush()
    settings = bot.bot_config
    store = BotStore(settings)
    manager = BotPluginManager(store, None, False, None, lambda name, cls: cls(bot, name), (None,))
    bot.attach_storage_plugin(store)
    bot.attach_repo_manager(BotRepoManager(store, settings.BOT_DATA_DIR, ()))
    bot.attach_plugin_manager(manager)
    bot.initialize_backend_storage()
    for plugin, name in OURS:
        _add(bot, manager, plugin, name)
    _activate(manager)
    for foreign in plugins:
        _add_foreign(bot, manager, foreign)
    _activate_others(manager, starting_s)
    bot.hosts_others = manager.plugins.keys() > {name for _, name in OURS}
    _tell_taken_words(bot)


def stop_bot(bot: TocsinBot) -> None:
    """Deactivate the bot's plugins; a second call does nothing."""
    if bot.is_open_storage():
        bot.disconnect_callback()
        bot.shutdown()


def _hush() -> None:
    """Keep what people say out of the log, where Errbot writes it at INFO, unless told else."""
    errbot = logging.getLogger("errbot")
    if errbot.level == logging.NOTSET:
        errbot.setLevel(logging.WARNING)


def _add(
    bot: TocsinBot,
    manager: BotPluginManager,
    plugin: type[BotPlugin],
    name: str,
    info: PluginInfo | None = None,
) -> None:
    """Announce a plugin class with its file, or the way a plugin file would."""
    file = Path(inspect.getfile(plugin))
    manager.plugin_infos[name] = info or PluginInfo(
        name, plugin.__module__, plugin.__doc__, False, None, None, None, [], file
    )
    manager.plugins[name] = plugin(bot, name)


def _add_foreign(bot: TocsinBot, manager: BotPluginManager, foreign: FoundPlugin) -> None:
    name = foreign.name
    if name in manager.plugins:
        log.warning("a second plugin for Errbot named %s was left out", name)
        return
    try:
        _add(bot, manager, foreign.plugin, name, foreign.info)
    except Exception:  # whatever it raises, a plugin never stops the bot
        log.exception("the plugin %s for Errbot was left out", name)


def _tell_taken_words(bot: TocsinBot) -> None:
    """Log which verbs a plugin of somebody else took: they need the word `incident` in front."""
    ours = {HELP, *FIRST_WORDS.values()}
    for name in sorted({name.split("_")[0] for name in bot.commands} & (VERBS.keys() - ours)):
        log.warning("a plugin for Errbot takes %s%s; type `%sincident %s`",
                    bot.prefix, name, bot.prefix, name)  # fmt: skip


def _activate(manager: BotPluginManager) -> None:
    """Start ours. Raises TocsinError when one could not start."""
    faults = manager.activate_non_started_plugins().strip()
    missing = [name for _, name in OURS if not manager.plugins[name].is_activated]
    if missing:
        raise TocsinError(f"Errbot could not start {', '.join(missing)}: {faults}")


def _activate_others(manager: BotPluginManager, starting_s: float) -> None:
    """Start those of other people, in the order in which they depend on each other."""
    for name in manager.get_plugins_activation_order():
        plugin = manager.plugins.get(name)
        if plugin is None or plugin.is_activated:
            continue
        try:
            run_once(partial(manager.activate_plugin, name), starting_s, f"errbot.{name}")
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            log.warning("the plugin %s for Errbot was left out: %s", name, error_location(error))


class PluginNamespace(StorageBase):
    """One plugin's keys and values."""

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    def get(self, key: str) -> object:
        return self._values[key]

    def set(self, key: str, value: object) -> None:
        self._values[key] = value

    def remove(self, key: str) -> None:
        del self._values[key]

    def len(self) -> int:
        return len(self._values)

    def keys(self) -> Iterable[str]:
        return self._values.keys()

    def close(self) -> None:
        """Do nothing."""


class BotStore(StoragePluginBase):
    """Storage that lives as long as the bot. Incidents are never kept here."""

    def __init__(self, settings: object) -> None:
        super().__init__(settings)
        self._namespaces: dict[str, dict[str, object]] = {}

    def open(self, namespace: str) -> PluginNamespace:
        return PluginNamespace(self._namespaces.setdefault(namespace, {}))
