"""Reads `config.py`: where data and teams are, and which chats are used."""

from __future__ import annotations

import runpy
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from tocsin.config.errbot import errbot_problems
from tocsin.config.operations import (
    LATE,
    GuestLimits,
    Heartbeat,
    age_limit,
    guests,
    heartbeat,
    log_format,
)
from tocsin.config.problem_words import advice, as_sentence, did_you_mean
from tocsin.config.settings import (
    ConfigNamespace,
    Web,
    admins,
    chats,
    database_url,
    errbot_plugins,
    folder,
    observers,
    prefix,
    sqlite_url,
)
from tocsin.config.values import Teams
from tocsin.errors import ConfigError, Problem

DEMO_TEAMS: Final = Path(__file__).parent / "demo"
DEMO_DATA: Final = "tocsin-data"
CONFIG: Final = "config.py"
SETTINGS: Final = (
    "BOT_PREFIX",
    "BOT_ADMINS",
    "BOT_DATA_DIR",
    "BOT_EXTRA_PLUGIN_DIR",
    "TOCSIN_DATABASE_URL",
    "TOCSIN_TEAMS_DIR",
    "TOCSIN_CHATS",
    "TOCSIN_OBSERVERS",
    "TOCSIN_WEB",
    "TOCSIN_LOG",
    "TOCSIN_HEARTBEAT",
    "TOCSIN_LATE",
    "TOCSIN_GUESTS",
)
# Errors whose text names something of the file's, never a value of it.
_TELLING: Final = (NameError, KeyError, ImportError, AttributeError)


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """A deployment's own settings. Paths are absolute if the file's was.

    Attributes:
        file: The `config.py`, or None for the packaged demo team.
        prefix: What a command begins with.
        admins: Person ids that may do anything, with a reason.
        database_url: May hold a password, and is not shown.
        chats: Platform -> its settings; they may hold tokens, and are not shown.
        observers: Observer -> its settings; not shown either.
        errbot_plugins: A folder with plugins for Errbot, or None.
        log: `text`, `json`, or "" = text on a terminal and JSON elsewhere.
        heartbeat: The sign of life for somebody outside, or None.
        late: What was typed longer ago is answered and not done.
        guests: What accounts may do that are no person's of a team file.
        others: The file's other upper-case names, for the bot framework; not shown either.
    """

    file: Path | None = None
    prefix: str = "!"
    admins: tuple[str, ...] = ()
    data_dir: Path
    teams_dir: Path
    database_url: str = field(repr=False)
    chats: Mapping[str, Mapping[str, object]] = field(
        default_factory=lambda: {"console": {}}, repr=False
    )
    observers: Mapping[str, Mapping[str, object]] = field(default_factory=dict, repr=False)
    web: Web = field(default_factory=Web)
    log: str = ""
    heartbeat: Heartbeat | None = None
    late: timedelta = LATE
    guests: GuestLimits = field(default_factory=GuestLimits)
    errbot_plugins: Path | None = None
    others: Mapping[str, object] = field(default_factory=dict, repr=False)


def load_deployment(path: Path | None = None, *, here: Path | None = None) -> Deployment:
    """Run a `config.py` and read its settings.

    Args:
        path: The file. None = `config.py` in `here` if there is one, else the packaged demo team
            with its data in `tocsin-data`.
        here: The folder that stands for the present one.

    Raises:
        ConfigError: With every fault of the file.
    """
    present = here or Path.cwd()
    file = path or present / CONFIG
    if path is None and not file.is_file():
        data = present / DEMO_DATA
        return Deployment(
            data_dir=data, teams_dir=DEMO_TEAMS, database_url=sqlite_url(data / "tocsin.db")
        )
    return _read(file, _run(file))


def check_deployment(deployment: Deployment, teams: Teams) -> tuple[Problem, ...]:
    """Return what contradicts between `config.py` and the team files or in Errbot's settings."""
    return (
        *_unknown_admins(deployment, teams),
        *_unknown_platforms(deployment, teams),
        *errbot_problems(deployment.others, file=str(deployment.file)),
    )


def _run(file: Path) -> dict[str, object]:
    if not file.is_file():
        raise _fault(file, "There is no such file.", "Copy config.example.py to begin with.")
    try:
        return runpy.run_path(str(file), run_name="tocsin_config")
    except SyntaxError as error:
        place = f"Line {error.lineno}, column {error.offset}: {error.msg}"
        raise _fault(file, as_sentence(place), "Mend that line.") from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - the file may do anything
        raise _fault(file, *_stopped(file, error)) from None


def _stopped(file: Path, error: BaseException) -> tuple[str, str]:
    frames = traceback.extract_tb(error.__traceback__)
    line = next((frame.lineno for frame in reversed(frames) if frame.filename == str(file)), None)
    place = f"Line {line}" if line else "The file"
    said = f": {error}" if isinstance(error, _TELLING) else ""
    what = f"{place} stopped with {type(error).__name__}{said}"
    fix = "Mend that line."
    if isinstance(error, KeyError):
        fix = "Set that variable in the environment, or mend that line."
    return as_sentence(what), fix


def _fault(file: Path, what: str, fix: str) -> ConfigError:
    return ConfigError((Problem(file=str(file), key="", what=what, fix=fix),))


def _read(file: Path, names: Mapping[str, object]) -> Deployment:
    base = file.absolute().parent
    found = ConfigNamespace(names, file=str(file), folder=base)
    data_dir = found.take("BOT_DATA_DIR", folder, base / "data")
    deployment = Deployment(
        file=file,
        prefix=found.take("BOT_PREFIX", prefix, "!"),
        admins=found.take("BOT_ADMINS", admins, ()),
        data_dir=data_dir,
        teams_dir=found.take("TOCSIN_TEAMS_DIR", folder, base / "teams"),
        database_url=found.take(
            "TOCSIN_DATABASE_URL", database_url, sqlite_url(data_dir / "tocsin.db")
        ),
        chats=found.take("TOCSIN_CHATS", chats, {"console": {}}),
        observers=found.take("TOCSIN_OBSERVERS", observers, {}),
        web=found.web("TOCSIN_WEB"),
        log=found.take("TOCSIN_LOG", log_format, ""),
        heartbeat=found.take("TOCSIN_HEARTBEAT", heartbeat, None),
        late=found.take("TOCSIN_LATE", age_limit, LATE),
        guests=found.take("TOCSIN_GUESTS", guests, GuestLimits()),
        errbot_plugins=found.take("BOT_EXTRA_PLUGIN_DIR", errbot_plugins, None),
        others={name: names[name] for name in names if name.isupper() and name not in SETTINGS},
    )
    problems = (*found.problems, *_strangers(file, names))
    if problems:
        raise ConfigError(problems)
    return deployment


def _strangers(file: Path, names: Mapping[str, object]) -> Iterator[Problem]:
    ours = [name for name in SETTINGS if name.startswith("TOCSIN_")]
    for name in names:
        if name.startswith("TOCSIN_") and name not in ours:
            fix = advice(name, ours, "settings")
            yield Problem(file=str(file), key=name, what="There is no such setting.", fix=fix)


def _unknown_admins(deployment: Deployment, teams: Teams) -> Iterator[Problem]:
    for person in deployment.admins:
        if person not in teams.people:
            fix = did_you_mean(person, teams.people) or f"Add [people.{person}] to a team file."
            what = f'There is no person "{person}" in any team file.'
            yield Problem(file=str(deployment.file), key="BOT_ADMINS", what=what, fix=fix)


def _unknown_platforms(deployment: Deployment, teams: Teams) -> Iterator[Problem]:
    for team in teams.teams.values():
        for number, platform in enumerate(team.platforms):
            if platform not in deployment.chats:
                fix = advice(platform, deployment.chats, "chats")
                what = f'"{platform[:40]}" is not in TOCSIN_CHATS.'
                file = str(deployment.teams_dir / f"{team.id}.toml")
                yield Problem(file=file, key=f"chat.platforms[{number}]", what=what, fix=fix)
