"""What a homeserver's refusals mean, and what whoever reads them does about it: `errors.toml`."""

from __future__ import annotations

import re
from typing import Any, Final

from tocsin.chat import Meanings
from tocsin.errors import ProviderError
from tocsin.providers.http import LONGEST_WAIT_S, HttpAnswer

Answer = dict[str, Any]
"""Any: an answer as JSON has it; its values are checked where they are used."""
MEANINGS: Final = Meanings(__package__)
_UNKNOWN: Final = {404: "M_NOT_FOUND", 409: "M_ALIAS_IN_USE"}
"""What M_UNKNOWN means by its status: there is no such room, or its alias is taken."""


class MatrixFault(ProviderError):
    """A refusal; `errcode` is Matrix's own word for it."""

    errcode: str = ""


def refusal(answer: HttpAnswer) -> MatrixFault | None:
    """The error that an answer stands for; None = it says no more than its status.

    Of the answer itself only Matrix's word is told, never its sentence.
    """
    body = answer.object()
    word, wait = body.get("errcode"), body.get("retry_after_ms")
    if answer.status >= 500 or not isinstance(word, str):
        return None
    if not re.fullmatch(r"[A-Za-z0-9_.]{1,80}", word):
        word = "unknown"
    if word == "M_UNKNOWN":
        word = _UNKNOWN.get(answer.status, word)
    return fault(word, wait / 1000 if isinstance(wait, int | float) else None)


def fault(errcode: str, wait: float | None = None, **named: str) -> MatrixFault:
    """The error of a code of Matrix's or of ours, its sentence with what is named in it.

    Args:
        wait: The seconds to wait that came with it; none came with a limit: half a minute.
    """
    kind, sentence = MEANINGS.of(errcode)
    limited = kind == "rate_limited"
    wait = min(max(30.0 if wait is None else wait, 0.1), LONGEST_WAIT_S) if limited else None
    words = sentence.format_map(named) if named else sentence
    found = MatrixFault(kind, f"Matrix ({errcode}): {words}", retry_after=wait)
    found.errcode = errcode
    return found


def alone(error: MatrixFault) -> ProviderError:
    """The same; a limit of rooms or invitations, minutes long, holds up only what met it."""
    if error.code != "rate_limited":
        return error
    return ProviderError("unavailable", str(error), retry_after=error.retry_after)
