"""What Slack's refusals mean, and what whoever reads them does about it: `errors.toml`."""

from __future__ import annotations

import re
from typing import Final

from tocsin.chat import Answer, Meanings, Refused

MEANINGS: Final = Meanings("tocsin_slack")


def fault(method: str, answer: Answer) -> Refused:
    """The error that an answer stands for; of the answer itself only Slack's word is told."""
    needed = str(answer.get("needed", ""))
    scope = f"`{needed}`" if re.fullmatch(r"[a-z:.,_ ]{1,200}", needed) else "of the README"
    return MEANINGS.refused("Slack", answer.get("error"), method, needed=scope)
