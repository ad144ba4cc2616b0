"""What a homeserver's refusals mean, and what whoever reads them does about it: `errors.toml`."""

from __future__ import annotations

from typing import Final

from tocsin.chat import Meanings, Refused
from tocsin.errors import ProviderError
from tocsin.providers.http import HttpAnswer

MEANINGS: Final = Meanings(__package__)
_UNKNOWN: Final = {404: "M_NOT_FOUND", 409: "M_ALIAS_IN_USE"}
"""What M_UNKNOWN means by its status: there is no such room, or its alias is taken."""


def refusal(answer: HttpAnswer) -> Refused | None:
    """The error that an answer stands for; None = it says no more than its status.

    Of the answer itself only Matrix's word is told, never its sentence.
    """
    body = answer.object()
    word, wait = body.get("errcode"), body.get("retry_after_ms")
    if answer.status >= 500 or not isinstance(word, str):
        return None
    word = _UNKNOWN.get(answer.status, word) if word == "M_UNKNOWN" else word
    return fault(word, min(wait, 1e9) / 1000 if isinstance(wait, int | float) else None)


def fault(word: str, wait: float | None = None, **named: str) -> Refused:
    """The error of a word of Matrix's or of ours, its sentence with what is named in it.

    Args:
        wait: The seconds to wait that came with a limit; none came: half a minute.
    """
    return MEANINGS.refused("Matrix", word, wait=wait, **named)


def alone(error: Refused) -> ProviderError:
    """The same; a limit of rooms or invitations, minutes long, holds up only what met it."""
    if error.code != "rate_limited":
        return error
    return ProviderError("unavailable", str(error), retry_after=error.retry_after)
