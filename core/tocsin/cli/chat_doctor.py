"""`tocsin chat doctor`: whether each chat platform is set up as it must be."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path, PurePath
from typing import Final

from tocsin.bootstrap.chat_backends import MadeBackends, make_backends
from tocsin.bootstrap.clock_and_ids import utc_now
from tocsin.bootstrap.secret_mask import mask_of
from tocsin.chat import Backend, ChatContext, Finding
from tocsin.cli.chat_people import account_offers
from tocsin.cli.setup import Setup, inspect
from tocsin.config.problem_words import advice, as_sentence
from tocsin.config.values import Team, Teams
from tocsin.deadlines import run_once
from tocsin.desk.slash_commands import COMMANDS
from tocsin.errors import ConfigError, NotFound, ProviderError

DOCTOR_S: Final = 30.0
MOST: Final = 100
LONGEST: Final = 400
ROOMS_S: Final = 30.0
ROOM_S: Final = 10.0
ITS_OWN: Final = frozenset({"not_found", "forbidden", "invalid", "conflict"})
"""What is wrong with one room; whatever else fails would fail for the next one too."""
MARKS: Final = {"ok": "ok", "warning": "warning", "fault": "FAULT"}


def examine(config: Path | None, platform: str) -> int:
    """Print what every platform, or one, finds; 0 when there is no fault, else 1.

    Raises:
        ConfigError: `TOCSIN_CHATS` cannot be used.
        NotFound: It has no such platform.
    """
    found = inspect(config)
    faults = tuple(problem for problem in found.problems if not problem.warning)
    if faults:
        raise ConfigError(faults)
    if platform and platform not in found.chats:
        fix = advice(platform, found.chats, "chats")
        raise NotFound(f"TOCSIN_CHATS has no {platform[:40]!r}. {fix}")
    mask = mask_of(found.deployment, found.teams, settings=found.settings)
    made = backends_of(found)
    verdicts = [_told(fault, "fault") for fault in made.faults if _of(platform, fault)]
    for name, backend in made.made.items():
        if platform in ("", name):
            verdicts += print_findings(name, platform_findings(name, backend), mask)
            verdicts += print_findings(name, room_findings(name, backend, found.teams), mask)
            verdicts += _offered(name, backend, found, mask)
    return 1 if "fault" in verdicts else 0


def backends_of(found: Setup) -> MadeBackends:
    """Return every platform, made as for a start in which nobody sits anywhere."""
    deployment = found.deployment
    context = ChatContext(
        name="",
        data_dir=deployment.data_dir,
        clock=utc_now,
        write_line=lambda _line: None,
        prefix=deployment.prefix,
        commands=COMMANDS,
    )
    return make_backends(found.chats, found.plugins, context)


def _of(platform: str, fault: str) -> bool:
    return not platform or fault.startswith(f"chat.{platform} ")


def _offered(
    name: str, backend: Backend, found: Setup, mask: Callable[[str], str]
) -> Iterator[str]:
    """Accounts that no team file has, with the line to write as it stands."""
    for offer in account_offers(
        name, backend, found.teams, PurePath(found.deployment.teams_dir.name)
    ):
        yield from print_findings(name, (offer.finding,), mask)
        if offer.line:
            print(f"{'':8}{mask(offer.line)}")


def print_findings(
    name: str, found: Iterable[Finding], mask: Callable[[str], str]
) -> Iterator[str]:
    """Print each finding on a line of its own, and yield its verdict."""
    for finding in found:
        detail = f": {as_sentence(finding.detail)}" if finding.detail else ""
        yield _told(mask(f"{name}: {finding.what}{detail}"), finding.verdict)


def platform_findings(
    name: str, backend: Backend, seconds: float = DOCTOR_S
) -> tuple[Finding, ...]:
    """Return what the backend's own doctor finds; one that fails or hangs is a finding too."""

    def examined() -> tuple[Finding, ...]:
        return tuple(
            Finding(what=str(finding.what), verdict=finding.verdict, detail=str(finding.detail))
            for finding in islice(backend.doctor(), MOST)
        )

    try:
        return run_once(examined, seconds, f"doctor.{name}")
    except ProviderError as error:
        return (Finding(what="the platform", verdict="fault", detail=str(error)),)
    except Exception as error:  # noqa: BLE001 - a backend may raise anything, with a secret in it
        raised = f"it raised {type(error).__name__}; tell its author"
        return (Finding(what="the doctor itself", verdict="fault", detail=raised),)


def _told(line: str, verdict: str) -> str:
    known = verdict if verdict in MARKS else "fault"
    words = " ".join(line.split())
    print(f"{MARKS[known]:8}{words[:LONGEST]}")
    return known


def room_findings(
    name: str, backend: Backend, teams: Teams, seconds: float = ROOMS_S
) -> Iterator[Finding]:
    """Yield each room where a team announces or takes reports here, looked for as the bot does."""
    until = time.monotonic() + seconds
    for room, team in _rooms_of(name, teams).items():
        what, left = f"the room {room} of {team}", min(ROOM_S, until - time.monotonic())
        if left <= 0:
            yield Finding(what=what, verdict="warning", detail="the time for it was over")
            return
        try:
            run_once(partial(backend.chat.find_room, room), left, f"room.{name}")
        except ProviderError as error:
            yield Finding(what=what, verdict="fault", detail=str(error))
            if error.code not in ITS_OWN:
                return
        except Exception as error:  # noqa: BLE001 - a backend may raise anything, with a secret in it
            raised = f"it raised {type(error).__name__}; tell its author"
            yield Finding(what=what, verdict="fault", detail=raised)
            return
        else:
            yield Finding(what=what, verdict="ok")


def _rooms_of(name: str, teams: Teams) -> dict[str, str]:
    """Room -> the first team that names it."""
    found: dict[str, str] = {}
    for team in teams.teams.values():
        for room in (team.announce, team.triage) if _is_on(name, team) else ():
            found.setdefault(room, team.id)
    return found


def _is_on(name: str, team: Team) -> bool:
    return not team.platforms or name in team.platforms
