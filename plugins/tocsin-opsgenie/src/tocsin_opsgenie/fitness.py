"""What `tocsin check --live` finds of a section that rings people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from tocsin.providers import Finding, Person, looked_at
from tocsin.providers.http import Deadline, segment
from tocsin_opsgenie.client import Api
from tocsin_opsgenie.config import PagingConfig
from tocsin_opsgenie.responders import Responders, is_id
from tocsin_opsgenie.wording import OURS

TRIAL: Final = "tocsin-check"
MOST_PEOPLE: Final = 40


def look_over(
    api: Api, whom: Responders, people: Sequence[Person], until: Deadline
) -> Iterator[Finding]:
    """Each thing that has to be as the section says. Raises ProviderError: nothing can be asked."""
    yield _key(api, until)
    yield _heard(whom.config)
    asks = whom.config.product == "opsgenie"
    for kind, name in whom.named if asks else ():
        yield looked_at(f"the {kind} {name}", partial(_there, api, kind, name, until))
    for person in () if whom.named else people[:MOST_PEOPLE]:
        yield _known(api, person, whom.account(person), until, asks=asks)


def _key(api: Api, until: Deadline) -> Finding:
    """Close an alert that never was: the key is looked at, and nothing comes of it."""
    api.done(f"/alerts/{TRIAL}/close", {"user": OURS}, until, {"identifierType": "alias"})
    return Finding(what="the key writes and reads alerts", verdict="ok")


def _heard(config: PagingConfig) -> Finding:
    what, is_deaf = "acknowledgements there end the calling here", config.webhook_secret is None
    fix = "no: write webhook_secret, and make a webhook there to /hooks/<team>/<section>"
    return Finding(what=what, verdict="warning" if is_deaf else "ok", detail=fix if is_deaf else "")


def _there(api: Api, kind: str, name: str, until: Deadline) -> None:
    by = {} if kind == "user" else {"identifierType": "id" if is_id(name) else "name"}
    api.one(f"/{kind}s/{segment(name)}", until, by)


def _known(api: Api, person: Person, account: str, until: Deadline, *, asks: bool) -> Finding:
    what = f"{person.id} is known there"
    if not (account or person.email):
        detail = "no: cannot be rung; an email that is known there, or an account, is missing"
        return Finding(what=what, verdict="warning", detail=detail)
    if asks:
        return looked_at(what, partial(_there, api, "user", account or person.email, until))
    if not account:
        fix = f'write accounts = {{ jsm = "<Atlassian account id>" }} under [people.{person.id}]'
        detail = f"rung by e-mail address; answers there may not count: {fix}"
        return Finding(what=what, verdict="warning", detail=detail)
    return Finding(what=what, verdict="ok")
