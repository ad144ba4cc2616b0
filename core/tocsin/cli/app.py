"""Every subcommand, and the exit codes: 0 fine, 1 the check failed, 2 wrong use or bad config."""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from tocsin.errors import ConfigError, TocsinError

WRONG_USE = 2
# Whatever a subcommand makes is its owner's alone: folders 0700, files 0600.
OWNER_ONLY = 0o077

app = typer.Typer(
    name="tocsin",
    help="Runs a team's incident process from chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(db, name="db")
chat = typer.Typer(help="The chat platforms.", no_args_is_help=True)
app.add_typer(chat, name="chat")

Config = Annotated[Path | None, typer.Option(help="The config.py of the deployment.")]
TeamName = Annotated[str, typer.Option(help="The team, when there are several.")]


@app.command()
def run(
    config: Config = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Do not read stdin.")] = False,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the web face, for this time.")
    ] = None,
) -> None:
    """Run the bot, with the console and the web face."""
    with _no_collection():
        from tocsin.cli.run import run_bot

    exit_now(run_bot(config, read_input=not no_input, port=port))


@app.command()
def simulate(
    scenario: Path,
    config: Config = None,
    team: TeamName = "",
    format: Annotated[str, typer.Option(help="text or json")] = "text",
    only: Annotated[str, typer.Option(help="Kinds of rows, as in page:sent,email.")] = "",
    expect: Annotated[Path | None, typer.Option(help="The rows that must come, in a file.")] = None,
) -> None:
    """Play a scenario on a virtual clock: who would be told what, when."""
    from tocsin.cli.simulate import simulate_file

    raise typer.Exit(simulate_file(scenario, config, team, format, only=only, expect=expect))


@app.command()
def who(
    at: Annotated[str, typer.Argument(help="2026-12-24T03:00, in the team's zone.")],
    severity: Annotated[str, typer.Argument(help="P0 to P3.")],
    config: Config = None,
    team: TeamName = "",
    format: Annotated[str, typer.Option(help="text or json")] = "text",
) -> None:
    """Print whom an incident would call at that time, in order, and why them."""
    from tocsin.cli.who import print_who

    print_who(at, severity, config, team, format)


@app.command()
def demo(
    fast: Annotated[bool, typer.Option("--fast", help="Do not pace it.")] = False,
    save: Annotated[Path | None, typer.Option(help="Keep what it made in this folder.")] = None,
) -> None:
    """Watch an incident from alert to post-mortem, on a virtual clock; needs nothing."""
    from tocsin.cli.demo import play_demo

    play_demo(paced=not fast and sys.stdout.isatty(), save=save)


@app.command()
def check(
    config: Config = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask every tool too; nothing is changed, nobody rings.")
    ] = False,
) -> None:
    """Check config.py and every team file."""
    from tocsin.cli.check import check_config
    from tocsin.cli.check_live import check_live

    raise typer.Exit(check_config(config) or (check_live(config) if live else 0))


@app.command()
def plugins(config: Config = None) -> None:
    """List the plugins and what they add."""
    from tocsin.cli.check import list_plugins

    raise typer.Exit(list_plugins(config))


@app.command("new-plugin")
def new_plugin(
    name: Annotated[str, typer.Argument(help="As in my-pager; makes the folder tocsin-my-pager.")],
    kind: Annotated[str, typer.Option(help="What it offers, as in paging,schedules.")],
    licence: Annotated[str, typer.Option(help="gpl, mit, apache or none")] = "gpl",
    into: Annotated[Path, typer.Option(help="Where the folder is made.")] = Path(),
) -> None:
    """Write a plugin to begin with, whose tests are green."""
    from tocsin.cli.new_plugin import make_plugin

    make_plugin(name, kind, licence, into)


@app.command()
def certify(
    distribution: Annotated[str, typer.Argument(help="An installed plugin, or its folder.")],
    tests: Annotated[Path | None, typer.Option(help="The folder of its tests.")] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask each tool of the team files that it is for, too.")
    ] = False,
    config: Config = None,
    format: Annotated[str, typer.Option(help="text or json")] = "text",
    write: Annotated[
        bool, typer.Option("--write", help="Put the certificate into its package.")
    ] = False,
) -> None:
    """Check that a plugin keeps everything that Tocsin relies on; 1 when it does not."""
    from tocsin.cli.certify import certify_plugin

    raise typer.Exit(
        certify_plugin(
            distribution, tests=tests, live=live, config=config, form=format, write=write
        )
    )


@app.command()
def schema(config: Config = None) -> None:
    """Print the JSON schema of team files, for editors."""
    from tocsin.cli.check import print_schema

    print_schema()


@app.command()
def export(
    incident: str,
    config: Config = None,
    format: Annotated[str, typer.Option(help="json, md or html")] = "json",
) -> None:
    """Write an incident to stdout."""
    from tocsin.cli.export import export_incident

    export_incident(incident, config, format)


@app.command()
def verify(
    what: str,
    config: Config = None,
    head: Annotated[
        str, typer.Option(help="The head that was noted earlier, or its first 16 digits.")
    ] = "",
) -> None:
    """Check an incident or a JSON export: its chain, and that it says what its events say."""
    from tocsin.cli.verify import verify_incident

    raise typer.Exit(verify_incident(what, config, head))


@app.command()
def metrics(
    quarter: Annotated[str, typer.Argument(help="such as 2026-Q4; without it the present")] = "",
    config: Config = None,
    team: TeamName = "",
    format: Annotated[str, typer.Option(help="text, json or csv")] = "text",
    charts: Annotated[Path | None, typer.Option(help="A folder for PNG charts.")] = None,
) -> None:
    """Print the numbers of a quarter, each against its goal."""
    from tocsin.cli.metrics import print_metrics

    print_metrics(quarter, config, team, format, charts)


@app.command()
def say(
    text: str,
    as_: Annotated[str, typer.Option("--as", help="The person who speaks.")],
    config: Config = None,
) -> None:
    """Say something to the running bot, e.g. tocsin say 'INC-1 ack' --as ana."""
    from tocsin.cli.say import say_it

    raise typer.Exit(say_it(text, as_, config))


@db.command("upgrade")
def db_upgrade(config: Config = None) -> None:
    """Bring the database up to this version; SQLite is copied before its tables change."""
    from tocsin.cli.database import upgrade

    upgrade(config)


@db.command("check")
def db_check(config: Config = None) -> None:
    """Check that everything in it fits together, also while the bot runs."""
    from tocsin.cli.database import check_database

    raise typer.Exit(check_database(config))


@db.command("backup")
def db_backup(target: Path, config: Config = None) -> None:
    """Write a complete copy of the database, also while the bot runs."""
    from tocsin.cli.database import backup_to

    backup_to(target, config)


@chat.command("doctor")
def chat_doctor(
    platform: Annotated[str, typer.Argument(help="one of TOCSIN_CHATS; without it all")] = "",
    config: Config = None,
) -> None:
    """Ask each chat platform whether everything is set up; 1 when something is not."""
    from tocsin.cli.chat_doctor import examine

    raise typer.Exit(examine(config, platform))


def main() -> None:
    """Run the command line: an error is one sentence on stderr, never a traceback."""
    os.umask(OWNER_ONLY)
    _speak_utf8()
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s"
    )
    try:
        app()
    except ConfigError as error:
        print(error, file=sys.stderr)
        sys.exit(WRONG_USE)
    except TocsinError as error:
        print(f"tocsin: {error}", file=sys.stderr)
        sys.exit(WRONG_USE)
    except OSError as error:
        print(f"tocsin: {error.filename or 'a file'}: {error.strerror}", file=sys.stderr)
        sys.exit(WRONG_USE)


def _speak_utf8() -> None:
    """Whatever the locale: people's words are in every script, and JSON is UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Collect no garbage while modules are imported, nor ever look through what they made.

    All of it stays; a collector that walks over it again and again takes an eighth of the start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


def exit_now(code: int) -> NoReturn:
    """End now. Taking the interpreter apart takes seconds on a busy machine, and saves nothing.

    What must be kept is in the database; what must be said is written out here.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, or never there
            stream.flush()
    os._exit(code)
