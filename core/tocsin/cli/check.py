"""`tocsin check`, `plugins` and `schema`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tocsin.bootstrap.rehearsal import rehearse
from tocsin.cli.chat_doctor import backends_of
from tocsin.cli.check_hooks import addresses, unclear_addresses
from tocsin.cli.check_kinds import unused_kinds
from tocsin.cli.data_folder import open_to_others
from tocsin.cli.setup import inspect
from tocsin.config.deployment import Deployment
from tocsin.config.schema import team_schema
from tocsin.config.values import Section
from tocsin.config.words import sentence
from tocsin.domain.counting import many
from tocsin.engine.doors import Doors
from tocsin.errbot_host.idle import idle_parts
from tocsin.errors import Problem
from tocsin.plugin_manager import Plugins, load_plugins
from tocsin.providers import AlertsConfig
from tocsin.providers.severities import IGNORE, NO_TROUBLE


def check_config(config: Path | None) -> int:
    """Print every fault and warning; 0 when there is no fault, else 2."""
    found = inspect(config)
    deployment, rehearsed = found.deployment, rehearse(found.teams, found.plugins)
    doors = Doors(rehearsed.made.providers.made)
    problems = (
        *found.teams.problems,
        *found.problems,
        *_data_folder(deployment),
        *unclear_addresses(doors, deployment.teams_dir),
    )
    for problem in problems:
        print(f"{'warning: ' if problem.warning else ''}{problem}")
    faults = sum(not problem.warning for problem in problems)
    unmade = backends_of(found).faults
    for line in (*rehearsed.faults, *unmade, *(f"warning: {one}" for one in rehearsed.warnings)):
        print(line)
    _tell_plugins(found.plugins)
    idle = tuple(idle_parts(found.errbot_plugins))
    for line in idle:
        print(f"warning: {line}")
    for name, team in found.teams.teams.items():
        for section in team.of_kind("alerts"):
            for line in _severities(section):
                print(f"{name}: {line}")
    for line in (*addresses(doors), *unused_kinds(found.teams.teams.values(), found.plugins)):
        print(line)
    names = ", ".join(found.teams.teams) or "none"
    notes = sum(len(plugin.notes) for plugin in found.plugins.plugins)
    warnings = len(problems) - faults + len(rehearsed.warnings) + notes + len(idle)
    faults += (
        len(rehearsed.faults)
        + len(unmade)
        + sum(len(plugin.faults) for plugin in found.plugins.plugins)
    )
    found_all = f"{many(faults, 'fault')}, {many(warnings, 'warning')}"
    print(f"{found_all}. Teams that can be used: {names}.")
    return 2 if faults else 0


def _tell_plugins(plugins: Plugins) -> None:
    for plugin in plugins.plugins:
        for fault in plugin.faults:
            print(f"plugin {plugin.name}: {fault}")
        for note in plugin.notes:
            print(f"warning: plugin {plugin.name}: {note}")


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


def list_plugins(config: Path | None) -> int:
    """Print every plugin with what it adds, and what cannot be made of it; 1 for any fault.

    Raises:
        ConfigError: `config` is no file that can be read.
    """
    found = inspect(config)
    plugins = found.plugins
    for plugin in plugins.plugins:
        print(plugin)
        faults = (f"NOT USED: {fault}" for fault in plugin.faults)
        for line in (*plugin.types, *faults, *plugin.notes):
            print(f"  {line}")
    unmade = rehearse(found.teams, plugins).faults
    for fault in unmade:
        print(f"NOT USED: {fault}")
    return 1 if plugins.faults or unmade else 0


def print_schema() -> None:
    """Print the JSON schema of team files."""
    print(json.dumps(team_schema(load_plugins().models), indent=2))
