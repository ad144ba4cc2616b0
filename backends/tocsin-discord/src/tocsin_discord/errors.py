"""What Discord's refusals mean, and what whoever reads them does about it: `errors.toml`."""

from __future__ import annotations

from functools import partial
from typing import Final

from tocsin.chat import Answer, Meanings, Refused
from tocsin.providers.http import HttpAnswer

MEANINGS: Final = Meanings("tocsin_discord")
fault: Final = partial(MEANINGS.refused, "Discord")
"""The error of a code of Discord's or of ours, its sentence with what is named in it."""


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
    wait = body.get("retry_after", answer.headers.get("retry-after"))
    return fault(f"429.{scope if scope in ('global', 'shared') else 'user'}", wait=wait)
