"""What `tocsin check --live` finds of a section that rings people by the REST API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from tocsin.providers import Finding, Person, looked_at
from tocsin.providers.http import Deadline, Object, text_at
from tocsin_pagerduty.client import Rest
from tocsin_pagerduty.config import PagingConfig
from tocsin_pagerduty.events import heard

MOST_PEOPLE: Final = 40
TRIAL: Final = "/incidents/PTOCSINCHECK"
RESOLVED: Final = {"incident": {"type": "incident_reference", "status": "resolved"}}
_QUIET: Final = {"disabled": "it is disabled there", "maintenance": "it is in maintenance there"}


def look_over(
    rest: Rest,
    config: PagingConfig,
    people: Sequence[Person],
    names: tuple[str, ...],
    until: Deadline,
) -> Iterator[Finding]:
    """Each thing that has to be as the section says. Raises ProviderError: nothing can be asked."""
    writer = _writer(rest, config, people, until)
    yield writer
    if writer.verdict != "fault":
        # Nothing comes of it: such an incident never was.
        ask = partial(rest.write, "PUT", TRIAL, RESOLVED, until, by=config.from_email)
        yield looked_at("the token may write", ask, may_be_missing=True)
    yield from _service(rest, config, until)
    yield from _priorities(rest, config, until)
    if config.join:
        yield from _ability(rest, until)
    yield heard(config)
    for person in people[:MOST_PEOPLE]:
        yield _known(rest, person, names, until)


def _writer(rest: Rest, config: PagingConfig, people: Sequence[Person], until: Deadline) -> Finding:
    what = "the user of from_email"
    if not rest.user_with(config.from_email, until):
        return Finding(what=what, verdict="fault", detail="no user there has this address")
    same = [one.id for one in people if one.email.casefold() == config.from_email.casefold()]
    if same:
        detail = f"it is {same[0]}: give Tocsin a user of its own, or what it does counts as theirs"
        return Finding(what=what, verdict="warning", detail=detail)
    return Finding(what=what, verdict="ok")


def _service(rest: Rest, config: PagingConfig, until: Deadline) -> Iterator[Finding]:
    what = f"the service {config.service}"
    found: Object = {}
    seen = looked_at(what, lambda: found.update(rest.one("services", config.service or "", until)))
    quiet = _QUIET.get(text_at(found, "status"))
    detail = f"{quiet}: no page rings until that ends"
    yield Finding(what=what, verdict="warning", detail=detail) if quiet else seen


def _priorities(rest: Rest, config: PagingConfig, until: Deadline) -> Iterator[Finding]:
    if not config.priorities:
        return
    known = {text_at(one, "id") for one in rest.many("/priorities", "priorities", until, {})}
    for severity, key in config.priorities.items():
        there = key in known
        detail = "" if there else "the account has no priority of this id"
        what = f"the priority {key} of {severity}"
        yield Finding(what=what, verdict="ok" if there else "fault", detail=detail)


def _ability(rest: Rest, until: Deadline) -> Iterator[Finding]:
    ask = partial(rest.http.get, "/abilities/coordinated_responding", deadline=until)
    yield looked_at("join: asking for responders", ask)


def _known(rest: Rest, person: Person, names: tuple[str, ...], until: Deadline) -> Finding:
    """An account in the team file is what their answers there are known by."""
    what = f"{person.id} is known there"
    if any(person.accounts.get(name) for name in names):
        return Finding(what=what, verdict="ok")
    found = rest.user_with(person.email, until) if person.email else ""
    if not found:
        detail = "no: cannot be rung; an email that PagerDuty knows, or an account, is missing"
        return Finding(what=what, verdict="warning", detail=detail)
    line = f'accounts = {{ pagerduty = "{found}" }} under [people.{person.id}]'
    detail = f"rung by e-mail address; answers there do not count until you write {line}"
    return Finding(what=what, verdict="warning", detail=detail)
