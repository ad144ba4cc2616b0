"""Merging: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final

from tocsin.chat.slash_commands import KEY
from tocsin.desk.argument_shape import ArgumentShape
from tocsin.desk.grammar import as_number
from tocsin.desk.options import known, shape
from tocsin.desk.request import Request
from tocsin.desk.verb import Verb, changes
from tocsin.domain.merge import Merge
from tocsin.domain.quoting import quoted


def merge(request: Request) -> Merge:
    """Parse what stands behind `merge`: `INC-n`: the incident that goes on."""
    said = " ".join(request.text("Say which incident goes on, as INC-7.").split())
    number = as_number(said.replace(" ", ""))
    if number is None:
        raise request.wrong(f"{quoted(said)} is no incident. Write it as INC-7.")
    return Merge(into=f"INC-{number}")


ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "Triage",
        "merge INC-n",
        "it is the same as another, which goes on",
        merge,
        ArgumentShape(into=True),
        shape(f"{KEY}{{into:word}}", known("into", "The one that goes on", required=True)),
        final=True,
    ),
)
