"""The web face of a running bot, and what `tocsin say` says to it."""

from __future__ import annotations

import secrets

from tocsin.bootstrap import System
from tocsin.bootstrap.clock_and_ids import utc_now
from tocsin.bootstrap.metrics_endpoint import Counters
from tocsin.builtin.public_page import StatusPages
from tocsin.cli.say_token import say_token
from tocsin.cli.setup import Setup
from tocsin.engine.spoken_line import SpokenLine
from tocsin.web.app import create_app
from tocsin.web.server import WebServer
from tocsin.web.services import ReadinessCheck, Services

SHELL = "console"
"""What is typed in a shell counts as typed at a console of this machine."""
# A shell that asks a tool gets the answer itself, if it comes before the shell gives up.
SAY_S = 12.0


def make_web_server(found: Setup, system: System, metrics: Counters) -> WebServer:
    """Return the server, not started yet."""
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
        stranger=lambda door: system.refused_requests.refused(door, "Unauthorised", utc_now()),
        status=StatusPages(found.teams, system.store).read,
        public_url=deployment.web.public_url,
    )
    return WebServer(create_app(services), deployment.web.host, deployment.web.port)


def _ready(system: System) -> tuple[ReadinessCheck, ...]:
    return tuple(
        ReadinessCheck(
            name=condition.name, ok=condition.ok, detail=condition.detail, vital=condition.vital
        )
        for condition in system.readiness.conditions()
    )


def _say(found: Setup, system: System, text: str, person: str) -> tuple[bool, str]:
    """What `tocsin say` types: the prefix and `incident` may be left out."""
    if person not in found.teams.people:
        return False, f"@{person} is in no team file."
    said = SpokenLine(
        platform=SHELL,
        message_id=secrets.token_hex(16),
        speaker=person,
        room="",
        text=text,
    )
    reply = system.said(said, patience_s=SAY_S)
    return reply.accepted, reply.text.as_plain()
