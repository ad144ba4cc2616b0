"""Whose account is whose on a chat platform, by their e-mail addresses: lines for a team file."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from tocsin.bootstrap.deadline_proxies import BY_EMAIL
from tocsin.chat import Account, Backend, Finding
from tocsin.config.values import Teams
from tocsin.deadlines import run_once
from tocsin.domain.people import Person
from tocsin.errors import ProviderError

PEOPLE_S: Final = 30.0
MOST_ASKED: Final = 100
MOST_NAMED: Final = 10
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_WHAT: Final = "people by their e-mail address"


@dataclass(frozen=True, kw_only=True)
class AccountOffer:
    """What to write of somebody, or what was found of all; `line` "" = there is none."""

    finding: Finding
    line: str = ""


@dataclass(kw_only=True)
class _Asked:
    """The answers of a platform so far; `fault` ends the requests."""

    found: dict[str, Account | None] = field(default_factory=dict)
    fault: str = ""


def account_offers(
    name: str, backend: Backend, teams: Teams, folder: PurePath, seconds: float = PEOPLE_S
) -> Iterator[AccountOffer]:
    """Yield what is to be written for whoever has an address and no account there.

    Args:
        folder: Where the team files are, as they are to be named.
    """
    lost = [
        person for person in teams.people.values() if person.email and name not in person.accounts
    ]
    if not lost or not _can_tell(backend, name):
        return
    asked = _asked(backend, name, lost[:MOST_ASKED], seconds)
    theirs = {id: person.id for person in teams.people.values() for id in _ids(person, name)}
    unknown: list[str] = []
    for person in lost:
        found = asked.found.get(person.id)
        if found is None:
            unknown += [person.id] if person.id in asked.found else []
        elif found.id in theirs:
            yield _of(f"{person.id} has the address of {theirs[found.id]}'s account {found.id}")
        else:
            yield _offer(name, person, found, teams, folder)
    yield from _rest(asked, unknown, len(lost) - len(asked.found))


def account_line(accounts: Mapping[str, str]) -> str:
    """Return `accounts = { irc = "U1" }`, as a team file has it."""
    rows = ", ".join(f"{_key(account)} = {_quoted(id)}" for account, id in accounts.items())
    return f"accounts = {{ {rows} }}"


def _ids(person: Person, name: str) -> tuple[str, ...]:
    return (person.accounts[name],) if name in person.accounts else ()


def _can_tell(backend: Backend, name: str) -> bool:
    try:
        able = run_once(lambda: frozenset(backend.chat.capabilities), BY_EMAIL.deadline_s, name)
    except Exception:  # noqa: BLE001 - the doctor itself tells what is wrong with it
        return False
    return "emails" in able


def _asked(backend: Backend, name: str, people: list[Person], seconds: float) -> _Asked:
    asked = _Asked()
    until = time.monotonic() + seconds
    for person in people:
        left = min(BY_EMAIL.deadline_s, until - time.monotonic())
        if left <= 0 or asked.fault:
            break
        _ask(backend, name, person, left, asked)
    return asked


def _ask(backend: Backend, name: str, person: Person, seconds: float, asked: _Asked) -> None:
    """Whatever goes wrong, the next one would fare no better."""
    work: Callable[[], Account | None] = lambda: backend.chat.account_of(person.email)  # noqa: E731
    try:
        found = run_once(work, seconds, f"people.{name}")
    except ProviderError as error:
        asked.fault = str(error)
    except Exception as error:  # noqa: BLE001 - a backend may raise anything, with a secret in it
        asked.fault = f"it raised {type(error).__name__}; tell its author"
    else:
        asked.found[person.id] = found


def _offer(
    name: str, person: Person, found: Account, teams: Teams, folder: PurePath
) -> AccountOffer:
    team = next(known for known in teams.teams.values() if person.id in known.people)
    file = folder / f"{team.id}.toml"
    accounts = {**team.people[person.id].accounts, name: found.id}
    detail = f"no team file has it. The line for [people.{_key(person.id)}] of {file}"
    what = f"{person.name} ({person.id}) is {found.id} here by the address {person.email}"
    return AccountOffer(
        finding=Finding(what=what, verdict="warning", detail=detail), line=account_line(accounts)
    )


def _rest(asked: _Asked, unknown: list[str], unasked: int) -> Iterator[AccountOffer]:
    if unknown:
        more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        yield _of(f"nobody here has the address of {', '.join(unknown[:MOST_NAMED])}{more}")
    if unasked:
        why = asked.fault or "the time for it was over"
        yield _of(f"{unasked} were not looked up: {why}")


def _of(detail: str) -> AccountOffer:
    return AccountOffer(finding=Finding(what=_WHAT, verdict="warning", detail=detail))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(words: str) -> str:
    """As TOML has a text: that of JSON, which is one."""
    return json.dumps(words, ensure_ascii=True)
