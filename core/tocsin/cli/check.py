"""`tocsin check`, `plugins` and `schema`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

from tocsin.bootstrap.dry_run import dry_run
from tocsin.cli.chat_doctor import backends_of
from tocsin.cli.data_folder import open_to_others
from tocsin.cli.setup import Setup, inspect
from tocsin.config.deployment import Deployment
from tocsin.config.problem_words import as_sentence
from tocsin.config.schema import team_schema
from tocsin.config.values import Section, Team
from tocsin.domain.plurals import plural
from tocsin.engine.webhook_routes import WebhookRoutes
from tocsin.errbot_host.errbot_plugins import idle_parts
from tocsin.errors import Problem
from tocsin.plugin_manager import GROUP, Plugins, load_plugins
from tocsin.plugin_manager.certificate import standing
from tocsin.plugin_manager.loading import BUILT_IN
from tocsin.providers import AlertsConfig
from tocsin.providers.kinds import ESCALATION, KINDS
from tocsin.providers.severities import IGNORE, NO_TROUBLE
from tocsin.wording.composing import comma_list


def check_config(config: Path | None) -> int:
    """Print every fault and warning; 0 when there is no fault, else 2."""
    found = inspect(config)
    tried, unmade = dry_run(found.teams, found.plugins), backends_of(found).faults
    routes = WebhookRoutes(tried.made.providers.made)
    problems = _problems(found, routes)
    idle = tuple(idle_parts(found.errbot_plugins))
    for problem in problems:
        print(f"{'warning: ' if problem.warning else ''}{problem}")
    for line in (*tried.faults, *unmade):
        print(line)
    for warning in tried.warnings:
        print(f"warning: {warning}")
    _tell_plugins(found.plugins)
    for part in idle:
        print(f"warning: {part}")
    for line in _notes(found, routes):
        print(line)
    plugins = found.plugins.plugins
    warnings = len(tried.warnings) + len(idle) + sum(len(plugin.notes) for plugin in plugins)
    faults = len(tried.faults) + len(unmade) + sum(len(plugin.faults) for plugin in plugins)
    warned = sum(problem.warning for problem in problems)
    faults, warnings = faults + len(problems) - warned, warnings + warned
    names = ", ".join(found.teams.teams) or "none"
    counted = f"{plural(faults, 'fault')}, {plural(warnings, 'warning')}"
    print(f"{counted}. Teams that can be used: {names}.")
    return 2 if faults else 0


def _problems(found: Setup, routes: WebhookRoutes) -> tuple[Problem, ...]:
    return (
        *found.teams.problems,
        *found.problems,
        *_data_folder(found.deployment),
        *_unclear_addresses(routes, found.deployment.teams_dir),
    )


def _notes(found: Setup, routes: WebhookRoutes) -> Iterator[str]:
    """What is no trouble, and good to know."""
    for name, team in found.teams.teams.items():
        for section in team.of_kind("alerts"):
            yield from (f"{name}: {line}" for line in _severities(section))
    yield from _addresses(routes)
    yield from _unused_kinds(found.teams.teams.values(), found.plugins)


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
            file=file,
            key="BOT_DATA_DIR",
            what=as_sentence(what),
            fix=as_sentence(fix),
            warning=True,
        )


def _severities(section: Section) -> Iterator[str]:
    """What the words of an alerts section mean, where any of them is ignored."""
    config = section.config
    if isinstance(config, AlertsConfig):
        words = config.map if NO_TROUBLE in config.map else {**config.map, NO_TROUBLE: IGNORE}
        ignored = ", ".join(word for word, meaning in words.items() if meaning == IGNORE)
        if ignored:
            yield f"alerts.{section.instance} opens nothing for the severity {ignored}"


def _unclear_addresses(routes: WebhookRoutes, teams_dir: Path) -> Iterator[Problem]:
    """A warning for each bare name that may mean several sections, so that it means none."""
    for team, name, sections in routes.ambiguous():
        yield Problem(
            file=str(teams_dir / f"{team}.toml"),
            key=name,
            what=f"{comma_list(sections)} take webhooks, so /hooks/{team}/{name} is none of them.",
            fix=f"Give the senders /hooks/{team}/{sections[0]} and the like, or rename one.",
            warning=True,
        )


def _addresses(routes: WebhookRoutes) -> Iterator[str]:
    """`shop: alerts.prom takes webhooks at /hooks/shop/prom`, one line a section."""
    for source, path in routes.addresses():
        yield f"{source.team}: {source.actor} takes webhooks at {path}"


def _unused_kinds(teams: Iterable[Team], plugins: Plugins) -> Iterator[str]:
    """Yield a line for each team: the kinds it has no section of, and what is installed for them.

    `shop: no section for logs ([logs.<name>], installed: log-files), graphs (nothing installed)`.
    """
    for team in teams:
        unused = [
            f"{row.words} ({_installed(kind, plugins)})"
            for kind, row in KINDS.items()
            if kind != ESCALATION.kind and not tuple(team.of_kind(row.kind))
        ]
        if unused:
            yield f"{team.id}: no section for {', '.join(unused)}"


def _installed(kind: str, plugins: Plugins) -> str:
    types = [name for of, name in plugins.types if of == kind]
    return f"[{kind}.<name>], installed: {', '.join(types)}" if types else "nothing installed"


def list_plugins(config: Path | None) -> int:
    """Print every plugin with what it adds, and what cannot be made of it; 1 for any fault.

    Raises:
        ConfigError: `config` is no file that can be read.
    """
    found = inspect(config)
    plugins = found.plugins
    standings = {
        (point.name, point.dist.name): standing(point)
        for point in entry_points(group=GROUP)
        if point.name != BUILT_IN and point.dist is not None
    }
    for plugin in plugins.plugins:
        print(plugin)
        faults = (f"NOT USED: {fault}" for fault in plugin.faults)
        place = (plugin.name, plugin.distribution)
        certified = [standings[place]] if place in standings else []
        for line in (*plugin.types, *faults, *plugin.notes, *certified):
            print(f"  {line}")
    unmade = dry_run(found.teams, plugins).faults
    for fault in unmade:
        print(f"NOT USED: {fault}")
    return 1 if plugins.faults or unmade else 0


def print_schema() -> None:
    """Print the JSON schema of team files."""
    print(json.dumps(team_schema(load_plugins().models), indent=2))
