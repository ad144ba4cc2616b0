"""What Discord's refusals mean, and what whoever reads them does about it: `errors.toml`."""

from __future__ import annotations

from typing import Any, Final

from tocsin.chat import Meanings, Refused
from tocsin.providers.http import LONGEST_WAIT_S, HttpAnswer

Answer = dict[str, Any]
"""Any: an answer as JSON has it; its values are checked where they are used."""
MEANINGS: Final = Meanings("tocsin_discord")
SHORTEST_WAIT_S: Final = 0.1


def refusal(answer: HttpAnswer) -> Refused | None:
    """The error that an answer stands for; None = it says no more than its status.

    Discord's word is a number (`50013`) in its answer; 0, its own for "no word", is told by the
    status, as `http401`. Of the answer nothing else is told.
    """
    if answer.status >= 500:
        return None
    body = answer.object() if answer.body[:1] == b"{" else {}
    if answer.status == 429:
        return limited(body, answer)
    code = body.get("code")
    return fault(str(code) if isinstance(code, int) and code > 0 else f"http{answer.status}")


def limited(body: Answer, answer: HttpAnswer) -> Refused:
    """A limit of all we ask, of one kind of request, or one that others use up as well."""
    scope = "global" if body.get("global") is True else answer.headers.get("x-ratelimit-scope", "")
    found = fault(f"429.{scope if scope in ('global', 'shared') else 'user'}")
    told = body.get("retry_after", answer.headers.get("retry-after"))
    try:
        wait = float(told)  # type: ignore[arg-type]  # what is none raises
    except (TypeError, ValueError):
        return found
    found.retry_after = min(max(wait, SHORTEST_WAIT_S), LONGEST_WAIT_S)
    return found


def fault(word: str, **fill: str) -> Refused:
    """The error of a code of Discord's or of ours, its sentence with what is named in it."""
    return MEANINGS.refused("Discord", word, **fill)
