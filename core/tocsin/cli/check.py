"""`tocsin check`, `plugins` and `schema`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tocsin.bootstrap.doors import Doors
from tocsin.bootstrap.instances import make_instances
from tocsin.bootstrap.world import utc_now
from tocsin.cli.check_hooks import addresses, unclear_addresses
from tocsin.cli.data_folder import open_to_others
from tocsin.cli.setup import Setup, inspect
from tocsin.config.deployment import Deployment, load_deployment
from tocsin.config.schema import team_schema
from tocsin.config.values import Section
from tocsin.config.words import sentence
from tocsin.errors import Problem
from tocsin.plugin_manager import load_plugins
from tocsin.providers import AlertsConfig
from tocsin.providers.severities import IGNORE, NO_TROUBLE
from tocsin.store.memory import MemoryStore


def check_config(config: Path | None) -> int:
    """Print every fault and warning; 0 when there is no fault, else 2."""
    found = inspect(config)
    deployment, doors = found.deployment, _doors(found)
    problems = (
        *found.teams.problems,
        *found.problems,
        *_data_folder(deployment),
        *unclear_addresses(doors, deployment.teams_dir),
    )
    for problem in problems:
        print(f"{'warning: ' if problem.warning else ''}{problem}")
    faults = sum(not problem.warning for problem in problems)
    broken = found.plugins.faults
    for plugin in found.plugins.plugins:
        for fault in plugin.faults:
            print(f"plugin {plugin.name}: {fault}")
        for note in plugin.notes:
            print(f"warning: plugin {plugin.name}: {note}")
    for name, team in found.teams.teams.items():
        for section in team.of_kind("alerts"):
            for line in _severities(section):
                print(f"{name}: {line}")
    for line in addresses(doors):
        print(line)
    names = ", ".join(found.teams.teams) or "none"
    found_all = f"{_counted(faults, 'fault')}, {_counted(len(problems) - faults, 'warning')}"
    print(f"{found_all}. Teams that can be used: {names}.")
    return 2 if faults or broken else 0


def _doors(found: Setup) -> Doors:
    """What takes webhooks: every section is made once, in a folder that is thrown away."""
    store = MemoryStore()
    with TemporaryDirectory() as folder:
        made = make_instances(
            found.teams, found.plugins, store=store, chats={}, data_dir=Path(folder), clock=utc_now
        )
    return Doors(made.providers.made)


def _data_folder(deployment: Deployment) -> Iterator[Problem]:
    what, _, fix = open_to_others(deployment.data_dir).partition(": ")
    if what:
        file = str(deployment.file or "config.py")
        yield Problem(
            file=file, key="BOT_DATA_DIR", what=sentence(what), fix=sentence(fix), warning=True
        )


def _severities(section: Section) -> Iterator[str]:
    """What the words of an alerts section mean, where any of them is ignored."""
    config = section.config
    if isinstance(config, AlertsConfig):
        words = config.map if NO_TROUBLE in config.map else {**config.map, NO_TROUBLE: IGNORE}
        ignored = ", ".join(word for word, meaning in words.items() if meaning == IGNORE)
        if ignored:
            yield f"alerts.{section.instance} opens nothing for the severity {ignored}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def list_plugins(config: Path | None) -> int:
    """Print every plugin with what it adds; 1 when one cannot be used.

    Raises:
        ConfigError: `config` is no file that can be read.
    """
    load_deployment(config)
    plugins = load_plugins()
    for plugin in plugins.plugins:
        print(plugin)
        faults = (f"NOT USED: {fault}" for fault in plugin.faults)
        for line in (*plugin.types, *faults, *plugin.notes):
            print(f"  {line}")
    return 1 if plugins.faults else 0


def print_schema() -> None:
    """Print the JSON schema of team files."""
    print(json.dumps(team_schema(load_plugins().models), indent=2))
