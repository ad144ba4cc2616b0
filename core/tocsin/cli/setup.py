"""What every subcommand begins with: the deployment, the plugins and the teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tocsin.config.deployment import Deployment, check_deployment, load_deployment
from tocsin.config.load import load_teams
from tocsin.config.named_settings import read_named
from tocsin.config.values import Teams
from tocsin.errors import ConfigError, Problem
from tocsin.plugin_manager import Plugins, load_plugins
from tocsin.providers import ProviderConfig


@dataclass(frozen=True, kw_only=True)
class Setup:
    """A deployment, with the settings of what it names; `problems` are those of `config.py`."""

    deployment: Deployment
    plugins: Plugins
    teams: Teams
    chats: Mapping[str, ProviderConfig] = field(default_factory=dict)
    observers: Mapping[str, ProviderConfig] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def settings(self) -> tuple[ProviderConfig, ...]:
        """What `config.py` says of chats and observers; there are secrets in it."""
        return (*self.chats.values(), *self.observers.values())

    @property
    def errbot_plugins(self) -> tuple[type[object] | Path, ...]:
        """Other people's plugins for Errbot: those of the hook, and BOT_EXTRA_PLUGIN_DIR."""
        folder = self.deployment.errbot_plugins
        return (*self.plugins.errbot, *([folder] if folder is not None else []))

    def on_port(self, port: int | None) -> Setup:
        """Return the same with its web face on this port; None leaves it where it is."""
        if port is None:
            return self
        web = self.deployment.web.on_port(port)
        return replace(self, deployment=replace(self.deployment, web=web))


def set_up(config: Path | None) -> Setup:
    """Load everything; every fault is told at once.

    Raises:
        ConfigError: With each fault: file, key, what is wrong, how to mend it.
    """
    found = inspect(config)
    found.teams.raise_if_broken()
    faults = tuple(problem for problem in found.problems if not problem.warning)
    if faults:
        raise ConfigError(faults)
    return found


def inspect(config: Path | None) -> Setup:
    """Load everything without judging the team files."""
    deployment = load_deployment(config)
    plugins = load_plugins()
    teams = load_teams(deployment.teams_dir, plugins.models)
    file = str(deployment.file)
    chats, no_chats = read_named(
        deployment.chats,
        {name: kind.config for name, kind in plugins.chats.items()},
        file=file,
        key="TOCSIN_CHATS",
        what="chat backend",
    )
    observers, no_observers = read_named(
        deployment.observers,
        {name: kind.config for name, kind in plugins.observers.items()},
        file=file,
        key="TOCSIN_OBSERVERS",
        what="observer",
    )
    return Setup(
        deployment=deployment,
        plugins=plugins,
        teams=teams,
        chats=chats,
        observers=observers,
        problems=(*check_deployment(deployment, teams), *no_chats, *no_observers),
    )
