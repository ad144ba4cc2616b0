"""Marks projections with the version that folded them, and folds others' anew.

A projection is only what the events make of an incident, and what they make of it changes with the
code that folds: a version knows fields that the one before did not. So each carries the name of
its fold, a hash of that code. No list of fields has to be kept, and none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from tocsin.domain.evolve import fold
from tocsin.domain.incident import Incident
from tocsin.domain.policy import ProcessPolicy
from tocsin.store.rows import StoredEvent

DOMAIN: Final = "tocsin.domain"
DIGITS: Final = 16
BEGINNINGS: Final = ('{"folded_by":"', '{"id":"')


@cache
def fold_name() -> str:
    """Return the name of this version's fold."""
    digest = sha256()
    for name, file in sorted(_sources(files(DOMAIN), "")):
        digest.update(f"{name}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:DIGITS]


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, name)
        elif entry.name.endswith(".py"):
            yield name, entry


def with_fold_name(state: str) -> str:
    """Return the text of a projection with the name of our fold in front."""
    return f"{_sign()},{state[1:]}"


def is_of_another_version(state: str) -> bool:
    """Return whether another version folded a kept projection.

    What begins otherwise is no projection, and is nobody's to mend in silence.
    """
    return state.startswith(BEGINNINGS) and not state.startswith(_sign())


@cache
def _sign() -> str:
    return f'{{"folded_by":"{fold_name()}"'


def fold_again(
    incident_id: str, policy: ProcessPolicy, events: Sequence[StoredEvent]
) -> Incident | None:
    """Return the projection folded from the events; None where one cannot be read."""
    read = [record.event for record in events if record.event is not None]
    if len(read) != len(events):
        return None
    try:
        return fold(read, Incident(id=incident_id, policy=policy))
    except Exception:  # noqa: BLE001 - events that nobody decided may fit nowhere; db check tells
        return None
