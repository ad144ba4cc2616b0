"""The cause, as people type it and as it is shown."""

from __future__ import annotations

from tocsin.desk.ask import Ask
from tocsin.domain.cause import LabelCause


def cause(ask: Ask) -> LabelCause:
    """`<label>`; `none` takes it back."""
    said = " ".join(ask.text("Say the cause in a word or two.").split())
    return LabelCause(label="" if said.lower() == "none" else said)
