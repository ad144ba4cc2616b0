"""What the built-in JSON webhooks share: bounded body, cleaned texts."""

from __future__ import annotations

import unicodedata
from codecs import BOM_UTF8
from datetime import datetime
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from tocsin.errors import BadPayload
from tocsin.providers.texts import YEARS

B = TypeVar("B", bound=BaseModel)
_PLACE: Final = 80


def read_body(model: type[B], body: bytes) -> B:
    """Return the body as its model. Raises BadPayload naming the first field that is wrong."""
    try:
        return model.model_validate_json(body.removeprefix(BOM_UTF8))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(_shown(part) for part in first["loc"]) or "body"
        raise BadPayload(f"{place}: {first['msg']}") from None


def clean_line(text: str) -> str:
    """Return the text on one line without control characters; "" when nothing visible is left."""
    flat = " ".join(text.split())
    line = "".join(char for char in flat if unicodedata.category(char) != "Cc")
    return line if any(unicodedata.category(char)[0] not in "CZ" for char in line) else ""


def sent_at(said: datetime | None, received: datetime) -> datetime:
    """Return the time that was sent, or when it came if none was sent that can be shown."""
    return said if said is not None and said.year in YEARS else received


def escaped_id(text: str) -> str:
    """Return an id with escapes for its control characters."""
    return text.encode("unicode_escape").decode() if not text.isprintable() else text


def _shown(step: int | str) -> str:
    """A step of a place, which may be a key of the sender's own making."""
    text = "".join(char for char in str(step) if char.isprintable())
    return text if len(text) <= _PLACE else f"{text[:_PLACE]}…"
