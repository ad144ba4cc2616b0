"""What a homeserver's refusals mean, and what whoever reads them does about it: `errors.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers.http import LONGEST_WAIT_S, HttpAnswer

Answer = dict[str, Any]
"""Any: an answer as JSON has it; its values are checked where they are used."""
_TABLE: Final = tomllib.loads((files(__package__) / "errors.toml").read_text(encoding="utf-8"))
MEANINGS: Final[Mapping[str, tuple[ProviderFault, str]]] = {
    word: (one["kind"], " ".join(one["told"].split()))
    for one in _TABLE["meaning"]
    for word in one["words"].split()
}


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
    return fault(word, wait / 1000 if isinstance(wait, int | float) else None)


def fault(errcode: str, wait: float | None = None) -> MatrixFault:
    """The error of a code, with the seconds to wait that came with it."""
    kind, sentence = MEANINGS.get(errcode, MEANINGS["unknown"])
    if kind == "rate_limited":
        # What is told in no answer is told as half a minute.
        wait = min(max(wait if wait is not None else 30.0, 0.1), LONGEST_WAIT_S)
    found = MatrixFault(
        kind,
        f"Matrix ({errcode}): {sentence}",
        retry_after=wait if kind == "rate_limited" else None,
        ambiguous=kind == "unavailable",
    )
    found.errcode = errcode
    return found
