"""`tocsin run`: the bot, the console and the web face in one process."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tocsin.bootstrap import System, build
from tocsin.bootstrap.chats import make_chats
from tocsin.bootstrap.logs import form_for, start_log
from tocsin.bootstrap.mask import Mask, mask_of
from tocsin.bootstrap.metrics import Metrics
from tocsin.bootstrap.status_pages import StatusPages
from tocsin.bootstrap.world import RealIds, chance, utc_now
from tocsin.builtin.console_chat import ConsoleChat
from tocsin.cli.data_folder import open_to_others, own_data_folder
from tocsin.cli.setup import Setup, set_up
from tocsin.cli.stopping import Stopping
from tocsin.cli.terminal import above_the_prompt, keep_terminal, nothing_to_restore
from tocsin.cli.token import say_token
from tocsin.engine.spoken import Spoken
from tocsin.errbot_host.console_bot import ConsoleBot
from tocsin.errbot_host.host import start_bot, stop_bot
from tocsin.errbot_host.output import lines_to
from tocsin.errbot_host.run_script import run_script
from tocsin.errbot_host.settings import errbot_settings
from tocsin.errbot_host.terminal import Terminal
from tocsin.errbot_host.tty_line import LineReader, line_reader
from tocsin.errbot_host.voices import Voice, Voices
from tocsin.store.answers import FILE as ANSWERS
from tocsin.store.answers import AnswersFile
from tocsin.store.contract import Store
from tocsin.store.database import open_store
from tocsin.web.app import create_app
from tocsin.web.server import WebServer
from tocsin.web.services import Check, Services

log = logging.getLogger(__name__)
CONSOLE = "console"
DRAIN_S = 10.0
# A shell that asks a tool gets the answer itself, if it comes before the shell gives up.
SAY_S = 12.0
END_S = 10.5
DIED = 70
PRIMARY = "primary"
YOU = "you"
# A thread that has heard a paging tool's answer must not queue long to write it down: whatever
# is answered and not yet written is called again after a crash.
SWITCH_S = 0.0005


@dataclass(frozen=True, kw_only=True)
class Running:
    """What is up: the system and its faces."""

    setup: Setup
    system: System
    web: WebServer
    console: ConsoleChat | None


def run_bot(config: Path | None, *, read_input: bool, port: int | None = None) -> int:
    """Run until the input ends, or until SIGTERM; returns the exit code.

    Args:
        config: The `config.py`, or None for the usual place.
        read_input: Whether lines of stdin are taken as messages.
        port: Of the web face, in place of the configured one.
    """
    found = set_up(config).on_port(port)
    own_data_folder(found.deployment)
    read_input = read_input and sys.stdin is not None  # it is None where stdin is closed
    interactive = read_input and sys.stdin.isatty() and CONSOLE in found.deployment.chats
    term = os.environ.get("TERM", "")
    line = line_reader(sys.stdin, sys.stdout, term=term) if interactive else None
    write = line.write_line if line is not None else lines_to(sys.stdout)
    restore = keep_terminal() if interactive else nothing_to_restore
    mask = _log(found, write if interactive else None)
    if open_folder := open_to_others(found.deployment.data_dir):
        log.warning(open_folder)
    running = _start(found, write, restore, mask, interactive=interactive)
    stopping = Stopping()
    stopping.watch({signal.SIGTERM} if interactive else {signal.SIGTERM, signal.SIGINT})
    print(_greeting(running), file=sys.stderr)
    try:
        _host(running, stopping, line, read_input=read_input)
        return 0
    finally:
        _finish(running)


def _log(found: Setup, write: Callable[[str], None] | None) -> Mask:
    """Above the prompt where one is typed at, else to stderr; returns what strikes secrets out."""
    deployment = found.deployment
    token = say_token(deployment.data_dir)
    mask = mask_of(deployment, found.teams, token, settings=found.settings)
    start_log(
        form_for(deployment.log, sys.stderr),
        mask=mask,
        to=None if write is None else above_the_prompt(write),
        quiet=sys.stderr.isatty(),
    )
    return mask


def _start(
    found: Setup,
    write: Callable[[str], None],
    restore: Callable[[], None],
    mask: Mask,
    *,
    interactive: bool,
) -> Running:
    deployment = found.deployment
    chats, broken = make_chats(
        found.chats,
        found.plugins,
        data_dir=deployment.data_dir,
        clock=utc_now,
        write_line=write,
        interactive=interactive,
    )
    console = chats.get(CONSOLE)
    store = open_store(deployment.database_url, deployment.data_dir, clock=utc_now)
    metrics = Metrics()
    try:
        system = build(
            teams=found.teams,
            plugins=found.plugins,
            store=store,
            chats=chats,
            data_dir=deployment.data_dir,
            clock=utc_now,
            chance=chance,
            ids=RealIds(),
            prefix=deployment.prefix,
            public_url=deployment.web.public_url,
            admins=frozenset(deployment.admins),
            watcher=metrics,
            mask=mask,
            heartbeat=deployment.heartbeat,
            late=deployment.late,
            observers=found.observers,
            answers=AnswersFile(deployment.data_dir / ANSWERS, lambda: _unsettled(store)),
        )
        made = system.instances
        system.instances = replace(made, faults=(*made.faults, *broken))
        metrics.watch(store, utc_now)
        metrics.watch_ignored(system.hooks.ignored, system.hooks.left)
        metrics.watch_queries(system.queries.counted)
        metrics.count(system.strangers)
        web = _web(found, system, metrics)
        web.start()
    except BaseException:
        store.close()
        raise
    sys.setswitchinterval(SWITCH_S)
    system.start(on_death=lambda: _die(restore))
    return Running(
        setup=found,
        system=system,
        web=web,
        console=console if isinstance(console, ConsoleChat) else None,
    )


def _unsettled(store: Store) -> set[str]:
    return store.read(lambda tx: {row.key for row in tx.pending()})


def _die(restore: Callable[[], None]) -> None:
    """A live process with a dead loop is the worst failure: end, and be started again."""
    restore()
    os._exit(DIED)


def _web(found: Setup, system: System, metrics: Metrics) -> WebServer:
    deployment = found.deployment
    services = Services(
        hook=system.hook,
        door=system.hooks.door,
        admit=system.hooks.admit,
        acks=system.acks,
        ready=lambda: _ready(system),
        metrics=metrics.text,
        say=lambda text, person: _say(found, system, text, person),
        token=say_token(deployment.data_dir),
        clock=utc_now,
        stranger=lambda door: system.strangers.refused(door, "Unauthorised", utc_now()),
        status=StatusPages(found.teams, system.store).read,
        public_url=deployment.web.public_url,
    )
    return WebServer(create_app(services), deployment.web.host, deployment.web.port)


def _ready(system: System) -> tuple[Check, ...]:
    return tuple(
        Check(name=one.name, ok=one.ok, detail=one.detail, vital=one.vital)
        for one in system.parts.conditions()
    )


def _say(found: Setup, system: System, text: str, person: str) -> tuple[bool, str]:
    """What `tocsin say` types: the prefix and `incident` may be left out."""
    if person not in found.teams.people:
        return False, f"@{person} is in no team file."
    said = Spoken(
        platform=CONSOLE,
        message_id=secrets.token_hex(16),
        speaker=person,
        room="",
        text=text,
    )
    reply = system.said(said, patience_s=SAY_S)
    return reply.accepted, reply.text


def _host(
    running: Running, stopping: Stopping, line: LineReader | None, *, read_input: bool
) -> None:
    """Errbot at the console, until the input ends; without input for the sake of its plugins."""
    foreign = _foreign(running.setup)
    console = running.console
    if console is None or not (read_input or foreign):
        if foreign:
            log.warning("plugins for Errbot are not loaded: there is no console in TOCSIN_CHATS")
        stopping.wait()
        return
    bot = _bot(running, console)
    start_bot(bot, foreign)
    try:
        if read_input:
            _converse(running, console, bot, line, stopping)
        else:
            stopping.wait()
    finally:
        stop_bot(bot)


def _foreign(found: Setup) -> tuple[type[object] | Path, ...]:
    """Other people's Errbot plugins: those of plugins of ours, and BOT_EXTRA_PLUGIN_DIR."""
    folder = found.deployment.errbot_plugins
    return (*found.plugins.errbot, *([folder] if folder is not None else []))


def _bot(running: Running, console: ConsoleChat) -> ConsoleBot:
    deployment, people = running.setup.deployment, running.setup.teams.people
    settings = errbot_settings(
        data_dir=deployment.data_dir, prefix=deployment.prefix, admins=deployment.admins
    )
    return ConsoleBot(
        settings,
        chat=console,
        people=lambda: people,
        handle=running.system.said,
        new_id=lambda: secrets.token_hex(16),
        new_ref=lambda: secrets.token_hex(2),
    )


def _converse(
    running: Running,
    console: ConsoleChat,
    bot: ConsoleBot,
    line: LineReader | None,
    stopping: Stopping,
) -> None:
    people = running.setup.teams.people
    voices = Voices(people=lambda: people, room_of=lambda key: _room_of(running.system, key))
    default = Voice(speaker=_default_speaker(running), room=_team_room(running))
    if line is not None:
        reader = stopping.line(line)
        Terminal(bot=bot, chat=console, voices=voices, line=reader, start=default).run()
    else:
        run_script(
            stopping.lines(sys.stdin.buffer),
            bot=bot,
            voices=voices,
            default=default,
            pause=stopping.wait,
            complain=lambda text: print(text, file=sys.stderr),
        )


def _room_of(system: System, key: str) -> str | None:
    number = int(key.upper().removeprefix("INC-"))
    found = system.store.read(lambda tx: tx.id_of(number))
    incident = system.store.read(lambda tx: tx.incident(found)) if found else None
    if incident is None:
        return None
    room = incident.rooms.get(CONSOLE)
    return room.name if room is not None else f"#{incident.room_name}"


def _default_speaker(running: Running) -> str:
    teams = running.setup.teams
    if YOU in teams.people:
        return YOU
    team = teams.default
    primary = next((one for one in team.rotations if one.name == PRIMARY), None)
    return primary.people[0] if primary is not None else next(iter(team.people))


def _team_room(running: Running) -> str:
    return running.setup.teams.default.announce


def _greeting(running: Running) -> str:
    deployment = running.setup.deployment
    place = f"http://{deployment.web.host}:{running.web.port}"
    teams = ", ".join(running.setup.teams.teams)
    return f"tocsin runs: teams {teams}; web on {place}; data in {deployment.data_dir}"


def _finish(running: Running) -> None:
    """Try everything that is due once, then end; what is unsent is counted, and kept."""
    ends = time.monotonic() + END_S
    closing = threading.Thread(target=running.web.stop, name="tocsin-closing", daemon=True)
    closing.start()
    unsent = running.system.drain(DRAIN_S)
    closing.join(max(ends - time.monotonic(), 0.0))
    running.system.stop(ends - time.monotonic())
    if asked := running.system.queries.waiting:
        print(f"{asked} not answered yet; ask again", file=sys.stderr)
    if unsent:
        print(f"{unsent} not sent yet; they are kept and go out at the next start", file=sys.stderr)
