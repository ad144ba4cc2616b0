"""The cause, as people type it and as it is shown."""

from __future__ import annotations

from typing import Final

from tocsin.desk.ask import Ask
from tocsin.desk.options import need, shape
from tocsin.desk.takes import ONE_WORD
from tocsin.desk.verb import Verb, changes
from tocsin.domain.cause import LabelCause


def cause(ask: Ask) -> LabelCause:
    """Parse what stands behind `cause`: `<label>`; `none` takes it back."""
    said = " ".join(ask.text("Say the cause in a word or two.").split())
    return LabelCause(label="" if said.lower() == "none" else said)


ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "Work",
        "cause <label>",
        "a short label of the cause",
        cause,
        ONE_WORD,
        shape('"{cause}"', need("cause", "A word or two; none takes it back")),
    ),
)
