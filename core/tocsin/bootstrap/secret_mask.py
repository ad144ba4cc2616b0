"""Strikes out what must never be shown, wherever somebody careless put it into a sentence.

Nobody is meant to write a secret into a log or an error; this is the net below.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from tocsin.config.deployment import Deployment
from tocsin.config.secret_fields import secrets_of
from tocsin.config.url_passwords import passwords_in
from tocsin.config.values import Teams
from tocsin.providers import ProviderConfig

SHORTEST: Final = 6
TOKEN: Final = 16
STRUCK: Final = "…"
TELLING: Final = re.compile("token|secret|passw|passphrase|credential|key", re.IGNORECASE)
Mask = Callable[[str], str]


def no_mask(text: str) -> str:
    """Return the text as it is: there are no secrets."""
    return text


def mask_of(
    deployment: Deployment, teams: Teams, *more: str, settings: Iterable[ProviderConfig] = ()
) -> Mask:
    """Return the mask for every secret of a deployment; `more` are tokens made at the start.

    `settings` are those of what `config.py` names. The environment is asked each time: a secret
    may be renewed while the process runs. Shorter values than six characters are left alone,
    since they occur in words.
    """
    fixed = tuple({*_of_deployment(deployment), *more})
    sections = (section for team in teams.teams.values() for section in team.sections.values())
    configs = (*(section.config for section in sections), *settings)
    secrets = tuple(secret for config in configs for secret in secrets_of(config))

    def mask(text: str) -> str:
        live = (os.environ.get(secret.env, "") for secret in secrets)
        return struck_out(text, (*fixed, *live))

    return mask


def struck_out(text: str, values: Iterable[str]) -> str:
    """Return the text with every value replaced, as it stands and as it stands in addresses."""
    for form in _forms(tuple(values)):
        text = text.replace(form, STRUCK)
    return text


@lru_cache(maxsize=2)
def _forms(values: tuple[str, ...]) -> tuple[str, ...]:
    """How values may be written, the longest first; made once until one of them is renewed."""
    forms = {form for value in values for form in (value, quote(value, safe=""), quote(value))}
    long = (form for form in forms if len(form) >= SHORTEST)
    return tuple(sorted(long, key=len, reverse=True))


def _of_deployment(deployment: Deployment) -> Iterator[str]:
    yield from passwords_in(deployment.database_url)
    yield from _texts(deployment.chats)
    yield from _texts(deployment.observers)
    yield from _texts(deployment.others)
    if deployment.heartbeat is not None:
        yield from _of_heartbeat(deployment.heartbeat.url)


def _of_address(address: str) -> Iterator[str]:
    """The password of an address."""
    try:
        password = urlsplit(address).password or ""
    except ValueError:
        return
    yield from (password, unquote(password))


def _of_heartbeat(address: str) -> Iterator[str]:
    """All of it, and what follows the host: that is the token."""
    yield address
    parts = urlsplit(address)
    yield from (parts.path, parts.query)
    yield from (part for part in parts.path.split("/") if len(part) >= TOKEN)
    yield from _of_address(address)


def _texts(value: object, *, named: bool = False) -> Iterator[str]:
    """Every text under a key that is named like a secret: only their reader knows for sure."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, named=named or bool(TELLING.search(str(key))))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, named=named)
    elif isinstance(value, str) and named:
        yield value
