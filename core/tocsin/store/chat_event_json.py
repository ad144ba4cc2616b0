"""Encodes and decodes the chat event in the body of an inbox row.

A body without `kind` was written by a version that knew nothing but lines, or by what still hands
over lines alone: `is_chat_event` says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Final

from pydantic import TypeAdapter, ValidationError

from tocsin.chat.events import Edited, Heard, Moved, Pressed, Reacted, Said, Submitted
from tocsin.errors import InvalidValue

KIND: Final = "kind"
KINDS: Final[Mapping[str, type[Heard]]] = {
    "said": Said,
    "pressed": Pressed,
    "submitted": Submitted,
    "reacted": Reacted,
    "edited": Edited,
    "moved": Moved,
}
MOST_ID: Final = 400
"""Characters of any id of a platform."""
MOST_NAME: Final = 200
"""Characters of the name of an account or a room; what is longer is cut."""
MOST_TEXT: Final = 40_000
"""Characters of a message, a command, or of all that was filled into a form."""
MOST_VALUES: Final = 50
_NAMES: Final = {type_: kind for kind, type_ in KINDS.items()}
_IDS: Final = frozenset({"event_id", "id", "platform", "emoji"})
_NAMES_SHOWN: Final = frozenset({"name"})


def is_chat_event(body: Mapping[str, object]) -> bool:
    """Return whether an inbox body is a chat event, not a line of an earlier version."""
    return KIND in body


def encode_chat_event(heard: Heard) -> str:
    """Return the JSON text of a chat event.

    Lone surrogates become `?`, and so does what cannot be printed in an id or a name.

    Half a character, which no database keeps, becomes `?`, and so does whatever of an id or a name
    cannot be printed.

    Raises:
        InvalidValue: It is none of the values there are, or something of it is missing, of another
            type, too long, or a time without a zone.
    """
    kind = _NAMES.get(type(heard))
    if kind is None:
        raise InvalidValue(f"a {type(heard).__name__[:40]} is nothing that a chat tells")
    facts = _tidied({KIND: kind, **asdict(heard)})
    decode_chat_event(facts)
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=_time)
    return text.encode(errors="replace").decode()


def decode_chat_event(body: Mapping[str, object]) -> Heard:
    """Return the chat event of a body.

    Raises:
        InvalidValue: As `encode_chat_event` does.
    """
    kind = str(body[KIND])[:40]
    facts = {name: value for name, value in body.items() if name != KIND}
    if kind not in KINDS:
        raise InvalidValue(f"a newer version kept what it heard as '{kind}'")
    try:
        heard = _adapter(kind).validate_python(facts)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise InvalidValue(f"what a chat told is not as it must be: {kind}.{where}") from None
    for what in _odd(asdict(heard)):
        raise InvalidValue(f"what a chat told is not as it must be: {kind}.{what}")
    return heard


@cache
def _adapter(kind: str) -> TypeAdapter[Heard]:
    return TypeAdapter(KINDS[kind])


def _odd(facts: Mapping[str, object]) -> Iterator[str]:
    """What is too long, or empty where it tells things apart; a time without a zone."""
    for name, value in facts.items():
        if isinstance(value, datetime) and value.tzinfo is None:
            yield f"{name}: has no time zone"
        if isinstance(value, Mapping):
            if (
                len(value) > MOST_VALUES
                or sum(_length(item) for item in value.values()) > MOST_TEXT
            ):
                yield f"{name}: too much"
            yield from (f"{name}.{inner}" for inner in _odd(value) if name != "values")
        elif name in _IDS and not 0 < _length(value) <= MOST_ID:
            yield f"{name}: from 1 to {MOST_ID} characters"
        elif _length(value) > MOST_TEXT:
            yield f"{name}: at most {MOST_TEXT} characters"


def _length(value: object) -> int:
    return len(value) if isinstance(value, str) else 0


def _tidied(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: _tidied_one(name, value) for name, value in facts.items()}


def _tidied_one(name: str, value: object) -> object:
    """Names are cut; in what no line of a log and no key could hold, each character becomes `?`."""
    if isinstance(value, Mapping):
        return _tidied(value) if name != "values" else dict(value)
    if not isinstance(value, str) or name not in (_IDS | _NAMES_SHOWN):
        return value
    shown = "".join(char if char.isprintable() else "?" for char in value)
    return shown[:MOST_NAME] if name in _NAMES_SHOWN else shown


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise InvalidValue(f"a {type(value).__name__[:40]} cannot be kept")
