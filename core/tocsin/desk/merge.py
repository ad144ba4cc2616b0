"""Merging, as people type it and as it is shown."""

from __future__ import annotations

from tocsin.desk.ask import Ask
from tocsin.desk.grammar import as_number
from tocsin.domain.merge import Merge
from tocsin.domain.quoting import quoted


def merge(ask: Ask) -> Merge:
    """`INC-n`: the incident that goes on."""
    said = " ".join(ask.text("Say which incident goes on, as INC-7.").split())
    number = as_number(said.replace(" ", ""))
    if number is None:
        raise ask.wrong(f"{quoted(said)} is no incident. Write it as INC-7.")
    return Merge(into=f"INC-{number}")
