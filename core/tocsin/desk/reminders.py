"""Moving reminders, as people type it and as it is shown."""

from __future__ import annotations

from tocsin.desk.ask import Ask
from tocsin.domain.clock_text import parse_length
from tocsin.domain.reminders import Snooze
from tocsin.errors import InvalidValue


def snooze(ask: Ask) -> Snooze:
    """`<obligation> <duration>`."""
    name, length = ask.split()
    if not length.strip():
        raise ask.wrong("Say which obligation, and for how long.")
    try:
        return Snooze(obligation=name.lower(), by=parse_length(length.removeprefix("for ")))
    except InvalidValue as error:
        raise ask.wrong(f"{error}.") from error
