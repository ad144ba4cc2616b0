"""Converts a provider's `Ref` to the text kept beside its incident, and back."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, replace
from hashlib import sha256
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Ref

log = logging.getLogger(__name__)
LONGEST: Final = 8 * 1024


def valid_ref(given: object, tool: str) -> Ref:
    """Return the reference if it is one that can be kept, else raise.

    Raises:
        ProviderError: It is not, and says so to whoever mends the plugin. What was asked for may
            have been done.
    """
    if not isinstance(given, Ref):
        raise _unsound(tool, f"it gives back a Ref, and no {type(given).__name__}")
    key: object = given.id
    link: object = given.url
    if not isinstance(key, str):
        raise _unsound(tool, f"Ref.id is a text, and no {type(key).__name__}")
    if isinstance(link, str):
        return given
    kind = type(link).__name__
    log.warning("%s: Ref.url is a text, and no %s; it is left out", tool, kind)
    return replace(given, url="")


def _unsound(tool: str, fault: str) -> ProviderError:
    return ProviderError("unavailable", f"{tool} broke: {fault}", ambiguous=True)


def ref_text(ref: Ref, tool: str) -> str:
    """Return all of a reference as text; data that cannot be kept is left out and logged."""
    try:
        text = json.dumps({**asdict(ref), "data": dict(ref.data)}, ensure_ascii=False)
    except (TypeError, ValueError):
        text = ""
    if 0 < len(text) <= LONGEST and all(isinstance(value, str) for value in ref.data.values()):
        return text
    log.warning("%s: the data it gave back cannot be kept, and it will not get it again", tool)
    return json.dumps(asdict(replace(ref, data={})), ensure_ascii=False)


def ref_of_text(text: str) -> Ref:
    """Return the reference of a text made by `ref_text`."""
    return Ref(**json.loads(text))


def short_ref_text(ref: Ref, tool: str) -> str:
    """Return the id where a reference has nothing else, else the text of `ref_text`."""
    plain = not (ref.url or ref.data or ref.id.startswith("{"))
    return ref.id if plain else ref_text(ref, tool)


def ref_of_short_text(text: str) -> Ref:
    """Return the reference of a text made by `short_ref_text`."""
    return ref_of_text(text) if text.startswith("{") else Ref(id=text)


def has_more_than_id(ref: Ref) -> bool:
    """Return whether the reference has more than an id."""
    return bool(ref.url or ref.data)


TICKETS: Final = "ticket"


def ticket_key(team: str, instance: str, ref: str) -> str:
    """Return the key of a ticket by its `Ref.id`; two tracker sections never share one."""
    return f"{team}/{instance}/{sha256(ref.encode(errors='replace')).hexdigest()}"
