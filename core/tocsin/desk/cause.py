"""The cause: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final

from tocsin.desk.argument_shape import ONE_WORD
from tocsin.desk.options import need, shape
from tocsin.desk.request import Request
from tocsin.desk.verb import Verb, changes
from tocsin.domain.cause import LabelCause


def cause(request: Request) -> LabelCause:
    """Parse what stands behind `cause`: `<label>`; `none` takes it back."""
    said = " ".join(request.text("Say the cause in a word or two.").split())
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
