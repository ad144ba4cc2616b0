"""`tocsin run`: the bot, its chats and the web face in one process."""

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

from tocsin.bootstrap import System, Wiring
from tocsin.bootstrap.chat_backends import MadeBackends, make_backends
from tocsin.bootstrap.clock_and_ids import RealIds, chance, utc_now
from tocsin.bootstrap.listeners import Listeners
from tocsin.bootstrap.logs import form_for, start_log
from tocsin.bootstrap.metrics_endpoint import Counters
from tocsin.bootstrap.secret_mask import Mask, mask_of
from tocsin.chat import ChatContext
from tocsin.cli.data_folder import open_to_others, own_data_folder
from tocsin.cli.say_token import say_token
from tocsin.cli.setup import Setup, set_up
from tocsin.cli.standard_input import (
    StandardInput,
    above_the_prompt,
    keep_terminal,
    nothing_to_restore,
)
from tocsin.cli.stop_signals import StopSignals
from tocsin.cli.web_server import make_web_server
from tocsin.desk.slash_commands import COMMANDS
from tocsin.engine.listener_leases import ListenerLeases
from tocsin.errbot_host.platform_bots import PlatformBots
from tocsin.errbot_host.settings import errbot_settings
from tocsin.store.answers_file import FILE as ANSWERS
from tocsin.store.answers_file import AnswersFile
from tocsin.store.contract import Store
from tocsin.store.database import open_store
from tocsin.web.server import WebServer

log = logging.getLogger(__name__)
DRAIN_S = 10.0
END_S = 10.5
DEAF_S = 2.0
LAST_S = 0.5
DIED = 70
# A thread that has heard a paging tool's answer must not queue long to write it down: whatever
# is answered and not yet written is called again after a crash.
SWITCH_S = 0.0005


@dataclass(frozen=True, kw_only=True)
class RunningBot:
    """What is up: the system and its faces."""

    setup: Setup
    system: System
    listeners: Listeners
    web: WebServer


def run_bot(config: Path | None, *, read_input: bool, port: int | None = None) -> int:
    """Run until the input ends, or until SIGTERM; returns the exit code.

    Args:
        config: The `config.py`, or None for the usual place.
        read_input: Whether lines of stdin are taken as messages.
        port: Of the web face, in place of the configured one.
    """
    found = set_up(config).on_port(port)
    own_data_folder(found.deployment)
    here = StandardInput(found, read_input=read_input)
    restore = keep_terminal() if here.interactive else nothing_to_restore
    mask = _log(found, here.write_line if here.interactive else None)
    if open_folder := open_to_others(found.deployment.data_dir):
        log.warning(open_folder)
    for problem in found.teams.problems:
        if problem.missing:
            log.warning("started without a section: %s", problem)
    stopping = StopSignals()
    running = _start(found, here, stopping, restore, mask)
    stopping.watch({signal.SIGTERM} if here.interactive else {signal.SIGTERM, signal.SIGINT})
    print(_greeting(running), file=sys.stderr)
    try:
        if here.platform is None:
            stopping.wait()
        else:
            running.listeners.sit()
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
    here: StandardInput,
    stopping: StopSignals,
    restore: Callable[[], None],
    mask: Mask,
) -> RunningBot:
    """Everything that runs, with the web face open; the store is closed where one fails."""
    deployment = found.deployment
    store = open_store(deployment.database_url, deployment.data_dir, clock=utc_now)
    metrics = Counters()
    try:
        chats = make_backends(found.chats, found.plugins, _context(found, here, stopping, store))
        system = _system(found, chats, store, metrics, mask)
        listeners = _listeners(found, system, chats, store)
        _count(metrics, system, store)
        web = make_web_server(found, system, metrics)
        web.start()
    except BaseException:
        store.close()
        raise
    sys.setswitchinterval(SWITCH_S)
    system.start(on_death=lambda: _die(restore))
    return RunningBot(setup=found, system=system, listeners=listeners, web=web)


def _system(
    found: Setup, chats: MadeBackends, store: Store, metrics: Counters, mask: Mask
) -> System:
    """The engine over real time and luck; a platform that cannot be made is among its faults."""
    deployment = found.deployment
    system = Wiring(
        teams=found.teams,
        plugins=found.plugins,
        store=store,
        chats={name: backend.chat for name, backend in chats.made.items()},
        data_dir=deployment.data_dir,
        clock=utc_now,
        steady=time.monotonic,
        chance=chance,
        ids=RealIds(),
        prefix=deployment.prefix,
        public_url=deployment.web.public_url,
        admins=frozenset(deployment.admins),
        watcher=metrics,
        mask=mask,
        heartbeat=deployment.heartbeat,
        late=deployment.late,
        guests=deployment.guests,
        observers=found.observers,
        answers=AnswersFile(deployment.data_dir / ANSWERS, lambda: _unsettled(store)),
    ).system
    made = system.instances
    system.instances = replace(made, faults=(*made.faults, *chats.faults))
    return system


def _listeners(found: Setup, system: System, chats: MadeBackends, store: Store) -> Listeners:
    """Who hears each platform, where a lease lets this replica."""
    leases = ListenerLeases(store, secrets.token_hex(8))
    listeners = Listeners(
        chats.made,
        _hosting(found, system, chats.seated).opened,
        holds=leases.hold,
        releases=leases.release,
        seated=chats.seated,
    )
    system.listeners = listeners
    return listeners


def _count(metrics: Counters, system: System, store: Store) -> None:
    metrics.watch(store, utc_now)
    metrics.watch_ignored(system.hooks.ignored, system.hooks.left)
    metrics.watch_queries(system.queries.counted)
    metrics.count(system.refused_requests)


def _context(found: Setup, here: StandardInput, stopping: StopSignals, store: Store) -> ChatContext:
    """What every platform is made with; each is told its own name besides."""
    return ChatContext(
        name="",
        data_dir=found.deployment.data_dir,
        clock=utc_now,
        write_line=here.write_line,
        interactive=here.interactive,
        prefix=found.deployment.prefix,
        seat=here.seat(found.teams, store, stopping),
        commands=COMMANDS,
    )


def _hosting(found: Setup, system: System, seated: str | None) -> PlatformBots:
    """Errbot, with other people's plugins: those of plugins of ours, and BOT_EXTRA_PLUGIN_DIR."""
    deployment, chats = found.deployment, system.instances.providers.chats
    return PlatformBots(
        settings=lambda _platform: errbot_settings(
            data_dir=deployment.data_dir,
            prefix=deployment.prefix,
            admins=deployment.admins,
            given=deployment.others,
        ),
        chats=chats,
        ears=system.ears,
        speaker=system.ears.speaker,
        house=system.ears,
        people=lambda: found.teams.people,
        seated=seated,
        plugins=found.errbot_plugins,
    )


def _unsettled(store: Store) -> set[str]:
    return store.read(lambda tx: {row.key for row in tx.pending()})


def _die(restore: Callable[[], None]) -> None:
    """A live process with a dead loop is the worst failure: end, and be started again."""
    restore()
    os._exit(DIED)


def _greeting(running: RunningBot) -> str:
    deployment = running.setup.deployment
    place = f"http://{deployment.web.host}:{running.web.port}"
    teams = ", ".join(running.setup.teams.teams)
    return f"tocsin runs: teams {teams}; web on {place}; data in {deployment.data_dir}"


def _finish(running: RunningBot) -> None:
    """Try everything that is due once, then end; what is unsent is counted, and kept."""
    ends = time.monotonic() + END_S
    running.listeners.stop(DEAF_S)
    closing = threading.Thread(target=running.web.stop, name="tocsin-closing", daemon=True)
    closing.start()
    unsent = running.system.drain(min(DRAIN_S, ends - time.monotonic() - LAST_S))
    closing.join(max(ends - time.monotonic(), 0.0))
    running.system.stop(ends - time.monotonic())
    if asked := running.system.queries.waiting:
        print(f"{asked} not answered yet; ask again", file=sys.stderr)
    if unsent:
        print(f"{unsent} not sent yet; they are kept and go out at the next start", file=sys.stderr)
