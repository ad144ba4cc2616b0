"""What Slack's refusals mean, and what whoever reads them does about it: `errors.toml`."""

from __future__ import annotations

import re
from typing import Any, Final

from tocsin.chat import Meanings
from tocsin.errors import ProviderError

Answer = dict[str, Any]
"""Any: an answer as JSON has it; its values are checked where they are used."""
MEANINGS: Final = Meanings("tocsin_slack")
_AMBIGUOUS: Final = frozenset({"internal_error", "fatal_error", "request_timeout", ""})


class SlackFault(ProviderError):
    """A refusal; `slack` is Slack's own word for it."""

    slack: str = ""


def fault(method: str, answer: Answer) -> SlackFault:
    """The error that an answer stands for; of the answer itself only Slack's word is told."""
    said, needed = str(answer.get("error", "")), str(answer.get("needed", ""))
    word = said if re.fullmatch(r"[a-z0-9_.:-]{1,60}", said) else ""
    kind, sentence = MEANINGS.of(word or "unreadable")
    scope = f"`{needed}`" if re.fullmatch(r"[a-z:.,_ ]{1,200}", needed) else "of the README"
    told = f"Slack ({method}, {word or '?'}): {sentence.replace('{needed}', scope)}"
    # What Slack says in no header is told as half a minute.
    wait = 30.0 if kind == "rate_limited" else None
    found = SlackFault(kind, told, retry_after=wait, ambiguous=word in _AMBIGUOUS)
    found.slack = word
    return found
